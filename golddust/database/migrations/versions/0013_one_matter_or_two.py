"""what people decided about two cases that may be one matter"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.create_table('case_pairs',
    sa.Column('first', sa.String(length=26), nullable=False),
    sa.Column('second', sa.String(length=26), nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=False),
    sa.Column('decided_by', sa.String(length=120), nullable=False),
    sa.Column('decided_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['first'], ['cases.id'], ),
    sa.ForeignKeyConstraint(['second'], ['cases.id'], ),
    sa.PrimaryKeyConstraint('first', 'second')
    )
    op.create_index(op.f('ix_case_pairs_second'), 'case_pairs', ['second'], unique=False)


def downgrade():

    op.drop_index(op.f('ix_case_pairs_second'), table_name='case_pairs')
    op.drop_table('case_pairs')
