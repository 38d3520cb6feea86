"""files that the provider of text messages keeps until they are fetched"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'

MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("state = 'waiting'")


def upgrade():

    op.create_table('media',
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('first_try_at', MOMENT, nullable=True),
    sa.Column('next_try_at', MOMENT, nullable=False),
    sa.Column('claim', sa.String(length=26), nullable=False),
    sa.Column('claimed_at', MOMENT, nullable=True),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.Column('declared', sa.Text(), nullable=False),
    sa.Column('type', sa.String(length=80), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('original', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('feedback', 'number')
    )
    op.create_index('ix_media_waiting', 'media', ['next_try_at'], unique=False, sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index('ix_media_state_changed_at', 'media', ['state', 'changed_at'], unique=False)


def downgrade():

    op.drop_index('ix_media_state_changed_at', table_name='media')
    op.drop_index('ix_media_waiting', table_name='media', sqlite_where=WAITING, postgresql_where=WAITING)
    op.drop_table('media')
