"""what was handed to a carrier when, from which number and at what price; what became of it there; carriers that rest"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.create_table('carriers',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('failing_since', MOMENT, nullable=False),
    sa.Column('rests_until', MOMENT, nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.add_column('replies', sa.Column('urgent', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('replies', sa.Column('claimed_at', MOMENT))
    op.add_column('replies', sa.Column('asked', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('replies', sa.Column('sent_from', sa.String(length=80), nullable=False, server_default=''))
    op.add_column('replies', sa.Column('segments', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('replies', sa.Column('price', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('replies', sa.Column('carrier', sa.String(length=12), nullable=False, server_default=''))
    op.create_index('ix_replies_sent_from_claimed_at', 'replies', ['sent_from', 'claimed_at'], unique=False)
    op.create_index('ix_replies_claimed_at', 'replies', ['claimed_at'], unique=False)
    # what a process of the version before had claimed is looked at when its claim is old, as before
    op.execute("UPDATE replies SET claimed_at = changed_at, next_try_at = changed_at WHERE state = 'sending'")


def downgrade():

    op.drop_index('ix_replies_claimed_at', table_name='replies')
    op.drop_index('ix_replies_sent_from_claimed_at', table_name='replies')
    for column in ('carrier', 'price', 'segments', 'sent_from', 'asked', 'claimed_at', 'urgent'):
        op.drop_column('replies', column)
    op.drop_table('carriers')
