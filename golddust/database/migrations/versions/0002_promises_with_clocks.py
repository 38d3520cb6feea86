"""promises with clocks, cases that can be paused, escalated, merged"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.execute("CREATE TEMPORARY TABLE promises_before AS SELECT * FROM promises")
    op.drop_table('promises')
    op.create_table('promises',
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('standard', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('due', MOMENT, nullable=False),
    sa.Column('kept_at', MOMENT, nullable=True),
    sa.Column('since', MOMENT, nullable=True),
    sa.Column('policy', sa.String(length=80), nullable=False, server_default=''),
    sa.Column('words', sa.Text(), nullable=False, server_default=''),
    sa.Column('at_risk_at', MOMENT, nullable=True),
    sa.Column('told_at', MOMENT, nullable=True),
    sa.Column('new_due', MOMENT, nullable=True),
    sa.Column('late_at', MOMENT, nullable=True),
    sa.Column('sorry_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_promises_case')),
    sa.PrimaryKeyConstraint('case', 'standard', 'number', name=op.f('pk_promises'))
    )
    op.execute('INSERT INTO promises ("case", standard, number, due, kept_at, late_at) '
               'SELECT "case", standard, 0, due, kept_at, late_at FROM promises_before')
    op.execute("DROP TABLE promises_before")
    op.create_index('ix_promises_standard_kept_at', 'promises', ['standard', 'kept_at'], unique=False)

    for column in (
        sa.Column('segment', sa.String(length=80), nullable=False, server_default=''),
        sa.Column('cause', sa.String(length=26), nullable=False, server_default=''),
        sa.Column('cost', sa.Float(), nullable=True),
        sa.Column('pauses', sa.JSON(), nullable=False, server_default='[]'),
        sa.Column('escalation', sa.JSON(), nullable=True),
        sa.Column('reopened', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('delay', sa.Text(), nullable=False, server_default=''),
        sa.Column('asked_at', MOMENT, nullable=True),
        sa.Column('merged_into', sa.String(length=26), nullable=False, server_default=''),
        sa.Column('due_at', MOMENT, nullable=True),
        sa.Column('wakes_at', MOMENT, nullable=True),
        sa.Column('judged_by', sa.String(length=64), nullable=False, server_default=''),
    ):
        op.add_column('cases', column)
    op.create_index(op.f('ix_cases_cause'), 'cases', ['cause'], unique=False)
    op.create_index('ix_cases_state_due_at', 'cases', ['state', 'due_at'], unique=False)
    op.create_index('ix_cases_assignee_due_at', 'cases', ['assignee', 'due_at'], unique=False)
    op.create_index('ix_cases_judged_by', 'cases', ['judged_by'], unique=False)
    op.create_index('ix_cases_wakes_at', 'cases', ['wakes_at'], unique=False,
        sqlite_where=sa.text('wakes_at IS NOT NULL'), postgresql_where=sa.text('wakes_at IS NOT NULL'))
    op.execute("UPDATE cases SET state = 'received' WHERE state = 'opened'")
    op.execute('UPDATE cases SET wakes_at = opened_at, due_at = '  # the register looks at each of them at once
               '(SELECT min(due) FROM promises p WHERE p."case" = cases.id AND p.kept_at IS NULL)')

    op.create_table('case_feedback',
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('born_in', sa.String(length=26), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_case_feedback_case')),
    sa.PrimaryKeyConstraint('feedback', name=op.f('pk_case_feedback'))
    )
    op.create_index(op.f('ix_case_feedback_case'), 'case_feedback', ['case'], unique=False)
    op.execute('INSERT INTO case_feedback (feedback, "case", born_in, at) SELECT feedback, id, id, opened_at FROM cases')
