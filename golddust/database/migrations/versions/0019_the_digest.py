"""who wants the weekly digest, and where"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0016'


def upgrade():

    op.create_table('digest_readers',
    sa.Column('reader', sa.String(length=120), nullable=False),
    sa.Column('mail', sa.String(length=254), nullable=False),
    sa.Column('wants', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('reader')
    )


def downgrade():

    op.drop_table('digest_readers')
