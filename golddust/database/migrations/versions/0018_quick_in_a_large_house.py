"""what a large house is quick by: indexes, made while others write, and how much is stored of each counted day"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'

MERGED = sa.text("merged_into <> ''")
BROKEN = sa.text('late_at IS NOT NULL AND kept_at IS NULL')
INDEXES = {
    'ix_promises_broken': ('promises', ['case'], {'sqlite_where': BROKEN, 'postgresql_where': BROKEN}),
    'ix_cases_customer_id': ('cases', ['customer', 'id'], {}),
    'ix_cases_id_owner': ('cases', ['id', 'owner', 'merged_into'], {}),
    'ix_cases_state_id': ('cases', ['state', 'id'], {}),
    'ix_cases_segment_id': ('cases', ['segment', 'id'], {}),
    'ix_cases_merged': ('cases', ['id', 'merged_into'], {'sqlite_where': MERGED, 'postgresql_where': MERGED}),
    'ix_contacts_lower_name': ('contacts', [sa.text('lower(name)')], {}),
    'ix_feedback_labels_label_value': ('feedback_labels', ['label', 'value', 'feedback'], {}),
    'ix_case_events_step_at_case': ('case_events', ['step', 'at', 'case'], {}),
    'ix_tags_kind_sentiment_received_at': ('tags', ['kind', 'sentiment', 'received_at', 'feedback'], {}),
}


def upgrade():

    context = op.get_context()
    if context.config.attributes.get('own_transactions'):
        with context.autocommit_block():  # nobody who writes waits for it; before all else, as it may be stopped and begun anew
            _make(postgresql_concurrently=True)
    else:
        _make()
    op.drop_index('ix_case_events_step_at', table_name='case_events')
    op.drop_index('ix_cases_customer', table_name='cases')
    op.execute('DELETE FROM insight_days')  # they are counted anew, with these
    with op.batch_alter_table('insight_days', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stored', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('complaints', sa.Integer(), nullable=False, server_default='0'))


def _make(**how):
    for name, (table, columns, where) in INDEXES.items():
        op.execute(f'DROP INDEX IF EXISTS {name}')  # half made, where the upgrade was stopped
        op.create_index(name, table, columns, unique=False, **where, **how)


def downgrade():

    op.create_index('ix_case_events_step_at', 'case_events', ['step', 'at'], unique=False)
    op.create_index('ix_cases_customer', 'cases', ['customer'], unique=False)
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
    with op.batch_alter_table('insight_days', schema=None) as batch_op:
        batch_op.drop_column('complaints')
        batch_op.drop_column('stored')
