"""mails that were not sent by whom they say, and who takes part in a case"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade():

    op.add_column('feedback', sa.Column('suspect', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('case_feedback', sa.Column('customer', sa.String(length=40), nullable=False, server_default=''))
    op.add_column('case_feedback', sa.Column('message', sa.String(length=26), nullable=False, server_default=''))
    op.create_index('ix_case_feedback_message', 'case_feedback', ['message'], unique=False)


def downgrade():

    op.drop_index('ix_case_feedback_message', table_name='case_feedback')
    with op.batch_alter_table('case_feedback', schema=None) as batch_op:
        batch_op.drop_column('message')
        batch_op.drop_column('customer')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_column('suspect')
