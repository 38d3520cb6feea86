"""which replies came back, and why"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.create_table('returned',
    sa.Column('reply', sa.String(length=26), nullable=False),
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('reply', 'feedback')
    )
    op.create_index('ix_returned_customer_at', 'returned', ['customer', 'at'], unique=False)


def downgrade():

    op.drop_index('ix_returned_customer_at', table_name='returned')
    op.drop_table('returned')
