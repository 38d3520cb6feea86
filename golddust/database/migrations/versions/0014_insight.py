"""days that are counted already, notes and baselines beside them; what an address of ours says of a message, by name"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'

MOMENT = sa.DateTime(timezone=True)
UNDATED = sa.text("received_at IS NULL")
MERGED = sa.text("merged_into <> ''")
LABELS = {
    "sqlite": """
        INSERT INTO feedback_labels (feedback, label, value)
        SELECT t.feedback, substr(l.key, 1, 40), substr(l.value, 1, 200)
        FROM tags t, json_each(t.tags, '$.labels') l WHERE true ON CONFLICT DO NOTHING
    """,
    "postgresql": """
        INSERT INTO feedback_labels (feedback, label, value)
        SELECT t.feedback, left(l.key, 40), left(l.value, 200)
        FROM tags t, json_each_text(t.tags -> 'labels') l WHERE json_typeof(t.tags -> 'labels') = 'object' ON CONFLICT DO NOTHING
    """,
}


FILL = """
    WITH next AS (
        SELECT DISTINCT feedback FROM feedback_topics WHERE received_at IS NULL AND feedback > :after ORDER BY feedback LIMIT 5000
    ), filled AS (
        UPDATE feedback_topics f SET received_at = t.received_at FROM next n JOIN tags t ON t.feedback = n.feedback
        WHERE f.feedback = n.feedback AND f.received_at IS NULL
    ) SELECT max(feedback) FROM next
"""
INDEXES = {
    'ix_promises_due': ('promises', ['due', 'standard', 'kept_at', 'late_at', 'case'], {}),
    'ix_cases_segment_opened_at': ('cases', ['segment', 'opened_at'], {}),
    'ix_cases_merged_into': ('cases', ['merged_into'], {'sqlite_where': MERGED, 'postgresql_where': MERGED}),
    'ix_case_events_step_at': ('case_events', ['step', 'at'], {}),
    'ix_feedback_topics_topic_received_at': ('feedback_topics', ['topic', 'received_at', 'feedback'], {}),
}
"""Made while others write, where that can be done; `ix_feedback_topics_undated`, by which the rows are filled, comes before them."""


def _while_others_write(context):
    """All that takes long, in statements of their own, each of which may be done again: the upgrade may be stopped and begun anew."""
    with context.autocommit_block():
        op.execute('ALTER TABLE feedback_topics ADD COLUMN IF NOT EXISTS received_at TIMESTAMP WITH TIME ZONE')
        _index('ix_feedback_topics_undated', 'feedback_topics', ['feedback'], {'postgresql_where': UNDATED})
        after = ''
        while after is not None:
            after = op.get_bind().execute(sa.text(FILL), {'after': after}).scalar()
        for name, (table, columns, where) in INDEXES.items():
            _index(name, table, columns, where)


def _index(name, table, columns, where):
    op.execute(f'DROP INDEX IF EXISTS {name}')  # half made, where the upgrade was stopped
    op.create_index(name, table, columns, unique=False, **where, postgresql_concurrently=True)


def upgrade():

    context = op.get_context()
    apart = bool(context.config.attributes.get('own_transactions'))
    if apart:
        _while_others_write(context)
    op.create_table('insight_cells',
    sa.Column('side', sa.String(length=48), nullable=False),
    sa.Column('topic', sa.String(length=80), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('said', sa.Integer(), nullable=False),
    sa.Column('negative', sa.Integer(), nullable=False),
    sa.Column('neutral', sa.Integer(), nullable=False),
    sa.Column('positive', sa.Integer(), nullable=False),
    sa.Column('unsure', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('side', 'topic', 'value', 'day', 'kind', name=op.f('pk_insight_cells'))
    )
    op.create_index('ix_insight_cells_side_value_day', 'insight_cells', ['side', 'value', 'day'], unique=False)
    op.create_index('ix_insight_cells_day', 'insight_cells', ['day'], unique=False)
    op.create_table('insight_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_insight_days'))
    )
    op.create_table('insight_marks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('hour', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_insight_marks')),
    sqlite_autoincrement=True
    )
    op.create_table('insight_notes',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_insight_notes'))
    )
    op.create_index(op.f('ix_insight_notes_day'), 'insight_notes', ['day'], unique=False)
    op.create_table('insight_baselines',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('segment', sa.String(length=80), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_insight_baselines'))
    )
    op.create_index(op.f('ix_insight_baselines_at'), 'insight_baselines', ['at'], unique=False)
    op.create_table('feedback_labels',
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('label', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('feedback', 'label', name=op.f('pk_feedback_labels'))
    )
    op.create_table('published',
    sa.Column('standard', sa.String(length=20), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('kept', sa.Integer(), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('standard', 'first', name=op.f('pk_published'))
    )
    op.execute(LABELS[op.get_bind().dialect.name])
    if apart:
        op.execute('DROP INDEX ix_feedback_topics_topic')
        _date_the_rest()  # what was written meanwhile by a golddust of before; nobody waits long
        return
    op.add_column('feedback_topics', sa.Column('received_at', MOMENT, nullable=True))
    _date_the_rest()
    with op.batch_alter_table('feedback_topics', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_topics_topic')
    for name, (table, columns, where) in INDEXES.items():
        op.create_index(name, table, columns, unique=False, **where)
    op.create_index('ix_feedback_topics_undated', 'feedback_topics', ['feedback'], sqlite_where=UNDATED, postgresql_where=UNDATED)


def _date_the_rest():
    op.execute('UPDATE feedback_topics SET received_at = (SELECT received_at FROM tags WHERE tags.feedback = feedback_topics.feedback) WHERE received_at IS NULL')
    op.execute('DELETE FROM feedback_topics WHERE received_at IS NULL')


def downgrade():

    op.drop_index('ix_feedback_topics_undated', table_name='feedback_topics', sqlite_where=UNDATED, postgresql_where=UNDATED)
    with op.batch_alter_table('feedback_topics', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_topics_topic_received_at')
        batch_op.create_index('ix_feedback_topics_topic', ['topic'], unique=False)
        batch_op.drop_column('received_at')
    op.drop_index('ix_case_events_step_at', table_name='case_events')
    op.drop_index('ix_cases_merged_into', table_name='cases', sqlite_where=MERGED, postgresql_where=MERGED)
    op.drop_index('ix_cases_segment_opened_at', table_name='cases')
    op.drop_index('ix_promises_due', table_name='promises')
    op.drop_table('published')
    op.drop_table('feedback_labels')
    op.drop_index(op.f('ix_insight_baselines_at'), table_name='insight_baselines')
    op.drop_table('insight_baselines')
    op.drop_index(op.f('ix_insight_notes_day'), table_name='insight_notes')
    op.drop_table('insight_notes')
    op.drop_table('insight_marks')
    op.drop_table('insight_days')
    op.drop_index('ix_insight_cells_day', table_name='insight_cells')
    op.drop_index('ix_insight_cells_side_value_day', table_name='insight_cells')
    op.drop_table('insight_cells')
