"""whose data is erased, whose must stay"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'

MOMENT = sa.DateTime(timezone=True)
HOLDS = sa.text('released_at IS NULL')


def upgrade():
    op.create_table('erased',
    sa.Column('person', sa.String(length=26), nullable=False),
    sa.Column('until', MOMENT, nullable=False),
    sa.Column('erasure', sa.String(length=26), nullable=False),
    sa.PrimaryKeyConstraint('person')
    )
    op.create_table('erasures',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('customers', sa.JSON(), nullable=False),
    sa.Column('asked_at', MOMENT, nullable=False),
    sa.Column('asked_by', sa.String(length=120), nullable=False),
    sa.Column('done_at', MOMENT, nullable=True),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_erasures_state', 'erasures', ['state'], unique=False)
    op.create_table('legal_holds',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('placed_at', MOMENT, nullable=False),
    sa.Column('placed_by', sa.String(length=120), nullable=False),
    sa.Column('released_at', MOMENT, nullable=True),
    sa.Column('released_by', sa.String(length=120), server_default='', nullable=False),
    sa.Column('released_why', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_legal_holds_customer', 'legal_holds', ['customer'], unique=False,
                    sqlite_where=HOLDS, postgresql_where=HOLDS)
    op.create_table('erasure_tickets',
    sa.Column('erasure', sa.String(length=26), nullable=False),
    sa.Column('mirror', sa.String(length=40), nullable=False),
    sa.Column('ticket', sa.Text(), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', MOMENT, nullable=False),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('erasure', 'mirror', 'ticket')
    )
    op.create_index('ix_erasure_tickets_state', 'erasure_tickets', ['state'], unique=False)


def downgrade():
    op.drop_table('erasure_tickets')
    op.drop_table('legal_holds')
    op.drop_table('erasures')
    op.drop_table('erased')
