"""what the staff is to be told, and addresses that do not work any more"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade():
    pass
