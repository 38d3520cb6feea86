"""when words went because of their age, and which rows name the same bytes; the indexes are made while others write"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'

INDEXES = {'ix_feedback_original': 'feedback', 'ix_media_original': 'media'}


def upgrade():

    context = op.get_context()
    if context.config.attributes.get('own_transactions'):
        with context.autocommit_block():
            _make(postgresql_concurrently=True)
    else:
        _make()
    for table in ('feedback', 'cases'):
        op.add_column(table, sa.Column('emptied_at', sa.DateTime(timezone=True), nullable=True))


def _make(**how):
    for name, table in INDEXES.items():
        op.execute(f'DROP INDEX IF EXISTS {name}')  # half made, where the upgrade was stopped
        op.create_index(name, table, ['original'], unique=False, **how)


def downgrade():

    for table in ('cases', 'feedback'):
        op.drop_column(table, 'emptied_at')
    for name, table in INDEXES.items():
        op.drop_index(name, table_name=table)
