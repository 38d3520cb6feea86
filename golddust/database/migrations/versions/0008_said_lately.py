"""what was said lately to a customer is found quickly"""

from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade():

    op.create_index('ix_replies_customer_changed_at', 'replies', ['customer', 'changed_at'], unique=False)


def downgrade():

    op.drop_index('ix_replies_customer_changed_at', table_name='replies')
