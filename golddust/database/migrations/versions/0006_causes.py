"""causes that several cases share"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.create_table('causes',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('owner', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('opened_by', sa.String(length=120), nullable=False),
    sa.Column('opened_at', MOMENT, nullable=False),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.Column('mended_by', sa.String(length=120), nullable=False, server_default=''),
    sa.Column('mended_at', MOMENT, nullable=True),
    sa.Column('mended', sa.Text(), nullable=False, server_default=''),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_causes'))
    )
    op.create_index('uq_causes_number', 'causes', ['number'], unique=True)
    op.create_index('ix_causes_state_number', 'causes', ['state', 'number'], unique=False)

    op.create_table('cause_cases',
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('cause', sa.String(length=26), nullable=False),
    sa.Column('added_by', sa.String(length=120), nullable=False),
    sa.Column('added_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_cause_cases_case')),
    sa.ForeignKeyConstraint(['cause'], ['causes.id'], name=op.f('fk_cause_cases_cause')),
    sa.PrimaryKeyConstraint('case', name=op.f('pk_cause_cases'))
    )
    op.create_index(op.f('ix_cause_cases_cause'), 'cause_cases', ['cause'], unique=False)

    op.create_table('cause_told',
    sa.Column('cause', sa.String(length=26), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('told_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['cause'], ['causes.id'], name=op.f('fk_cause_told_cause')),
    sa.PrimaryKeyConstraint('cause', 'customer', name=op.f('pk_cause_told'))
    )


def downgrade():

    op.drop_table('cause_told')
    op.drop_index(op.f('ix_cause_cases_cause'), table_name='cause_cases')
    op.drop_table('cause_cases')
    op.drop_index('ix_causes_state_number', table_name='causes')
    op.drop_index('uq_causes_number', table_name='causes')
    op.drop_table('causes')
