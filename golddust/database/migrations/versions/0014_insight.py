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


def upgrade():

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
    op.create_index('ix_promises_due', 'promises', ['due', 'standard', 'kept_at', 'late_at', 'case'], unique=False)
    op.create_index('ix_cases_segment_opened_at', 'cases', ['segment', 'opened_at'], unique=False)
    op.create_index('ix_cases_merged_into', 'cases', ['merged_into'], unique=False, sqlite_where=MERGED, postgresql_where=MERGED)
    op.create_index('ix_case_events_step_at', 'case_events', ['step', 'at'], unique=False)
    op.add_column('feedback_topics', sa.Column('received_at', MOMENT, nullable=True))
    op.execute('UPDATE feedback_topics SET received_at = (SELECT received_at FROM tags WHERE tags.feedback = feedback_topics.feedback)')
    op.execute('DELETE FROM feedback_topics WHERE received_at IS NULL')
    with op.batch_alter_table('feedback_topics', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_topics_topic')
        batch_op.create_index('ix_feedback_topics_topic_received_at', ['topic', 'received_at', 'feedback'], unique=False)
    op.create_index('ix_feedback_topics_undated', 'feedback_topics', ['feedback'], sqlite_where=UNDATED, postgresql_where=UNDATED)
    op.execute(LABELS[op.get_bind().dialect.name])


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
