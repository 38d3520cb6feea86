"""cases as they stand in complaint systems elsewhere"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.create_table('mirrors',
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('mirror', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('ticket', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('known', sa.Integer(), nullable=False),
    sa.Column('carried', sa.Integer(), nullable=False),
    sa.Column('shown', sa.String(length=12), nullable=False),
    sa.Column('there', sa.String(length=12), nullable=False),
    sa.Column('heard', sa.JSON(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('since', MOMENT, nullable=False),
    sa.Column('next_try_at', MOMENT, nullable=False),
    sa.Column('settles_at', MOMENT, nullable=False),
    sa.Column('claim', sa.String(length=26), nullable=False),
    sa.Column('claimed_at', MOMENT, nullable=False),
    sa.Column('look_at', MOMENT, nullable=True),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('case', 'mirror', name=op.f('pk_mirrors'))
    )
    op.create_index('ix_mirrors_waiting', 'mirrors', ['mirror', 'since'], unique=False,
        sqlite_where=sa.text('known > carried'), postgresql_where=sa.text('known > carried'))
    op.create_index('ix_mirrors_look_at', 'mirrors', ['mirror', 'look_at'], unique=False,
        sqlite_where=sa.text('look_at IS NOT NULL'), postgresql_where=sa.text('look_at IS NOT NULL'))
    op.create_index('ix_mirrors_mirror_ticket', 'mirrors', ['mirror', 'ticket'], unique=False)

    op.create_table('mirror_polls',
    sa.Column('mirror', sa.String(length=40), nullable=False),
    sa.Column('through', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('mirror', name=op.f('pk_mirror_polls'))
    )
