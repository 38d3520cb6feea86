"""cases as they stand in complaint systems elsewhere"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade():
    pass
