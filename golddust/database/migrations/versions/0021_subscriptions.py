"""web hooks out: subscriptions, where each stands on the log, what waits to be tried again, each try"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade():

    op.create_table('subscriptions',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('topics', sa.Text(), nullable=False),
    sa.Column('filter', sa.Text(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('old_secret', sa.Text(), nullable=False),
    sa.Column('old_secret_until', MOMENT, nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.Column('start_at', MOMENT, nullable=False),
    sa.Column('claim', sa.String(length=26), nullable=False),
    sa.Column('claimed_at', MOMENT, nullable=True),
    sa.Column('accepted_at', MOMENT, nullable=True),
    sa.Column('failing_since', MOMENT, nullable=True),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('rest_until', MOMENT, nullable=True),
    sa.Column('behind', sa.BigInteger(), nullable=False),
    sa.Column('behind_since', MOMENT, nullable=True),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('subscription_positions',
    sa.Column('subscription', sa.String(length=40), nullable=False),
    sa.Column('topic', sa.String(length=120), nullable=False),
    sa.Column('partition', sa.Integer(), nullable=False),
    sa.Column('next', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('subscription', 'topic', 'partition')
    )
    op.create_table('subscription_waiting',
    sa.Column('number', NUMBER, nullable=False),
    sa.Column('subscription', sa.String(length=40), nullable=False),
    sa.Column('topic', sa.String(length=120), nullable=False),
    sa.Column('partition', sa.Integer(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('first_try_at', MOMENT, nullable=True),
    sa.Column('next_try_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('number'),
    sa.UniqueConstraint('subscription', 'topic', 'partition', 'position', name='uq_subscription_waiting_place')
    )
    op.create_table('subscription_tries',
    sa.Column('number', NUMBER, nullable=False),
    sa.Column('subscription', sa.String(length=40), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('type', sa.String(length=80), nullable=False),
    sa.Column('tried', sa.Integer(), nullable=False),
    sa.Column('result', sa.String(length=12), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=20), nullable=False),
    sa.Column('ms', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('number')
    )
    op.create_index('ix_subscription_tries_subscription_number', 'subscription_tries', ['subscription', 'number'], unique=False)


def downgrade():

    op.drop_index('ix_subscription_tries_subscription_number', table_name='subscription_tries')
    op.drop_table('subscription_tries')
    op.drop_table('subscription_waiting')
    op.drop_table('subscription_positions')
    op.drop_table('subscriptions')
