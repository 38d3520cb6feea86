"""what the staff is to be told, and addresses that do not work any more"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.add_column('contacts', sa.Column('unreachable_at', MOMENT, nullable=True))
    op.add_column('contacts', sa.Column('unreachable_why', sa.Text(), nullable=False, server_default=''))

    op.create_table('staff_notices',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('notice', sa.String(length=26), nullable=False),
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('role', sa.String(length=120), nullable=False),
    sa.Column('person', sa.String(length=120), nullable=False),
    sa.Column('way', sa.String(length=12), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('requested_at', MOMENT, nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', MOMENT, nullable=False),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.Column('provider_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_notices'))
    )
    op.create_index(op.f('ix_staff_notices_case'), 'staff_notices', ['case'], unique=False)
    op.create_index(op.f('ix_staff_notices_notice'), 'staff_notices', ['notice'], unique=False)
    op.create_index('ix_staff_notices_state_next_try_at', 'staff_notices', ['state', 'next_try_at'], unique=False)


def downgrade():

    op.drop_table('staff_notices')
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_column('unreachable_why')
        batch_op.drop_column('unreachable_at')
