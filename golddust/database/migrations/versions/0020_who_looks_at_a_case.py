"""who looks at a case just now"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.create_table('case_watchers',
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('user', sa.String(length=120), nullable=False),
    sa.Column('seen_at', MOMENT, nullable=False),
    sa.Column('wrote_at', MOMENT, nullable=True),
    sa.PrimaryKeyConstraint('case', 'user')
    )
    op.create_index('ix_case_watchers_seen_at', 'case_watchers', ['seen_at'], unique=False)


def downgrade():

    op.drop_index('ix_case_watchers_seen_at', table_name='case_watchers')
    op.drop_table('case_watchers')
