"""the language and the zone that people chose for themselves"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'


def upgrade():

    with op.batch_alter_table('users') as batch:
        batch.add_column(sa.Column('language', sa.String(length=12), nullable=False, server_default=''))
        batch.add_column(sa.Column('zone', sa.String(length=64), nullable=False, server_default=''))


def downgrade():

    with op.batch_alter_table('users') as batch:
        batch.drop_column('zone')
        batch.drop_column('language')
