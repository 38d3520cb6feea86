"""people, their addresses, and why they were joined"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'

MOMENT = sa.DateTime(timezone=True)


def upgrade():

    op.create_table('person_addresses',
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('person', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('customer', name=op.f('pk_person_addresses'))
    )
    op.create_index(op.f('ix_person_addresses_person'), 'person_addresses', ['person'], unique=False)

    op.create_table('joins',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('first', sa.String(length=40), nullable=False),
    sa.Column('second', sa.String(length=40), nullable=False),
    sa.Column('proof', sa.String(length=12), nullable=False),
    sa.Column('about', sa.String(length=120), nullable=False),
    sa.Column('joined_at', MOMENT, nullable=False),
    sa.Column('joined_by', sa.String(length=120), nullable=False),
    sa.Column('split_at', MOMENT, nullable=True),
    sa.Column('split_by', sa.String(length=120), nullable=False, server_default=''),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_joins'))
    )
    for name in ('first', 'second'):
        op.create_index(f'ix_joins_{name}', 'joins', [name], unique=False,
            sqlite_where=sa.text('split_at IS NULL'), postgresql_where=sa.text('split_at IS NULL'))
    op.create_index('ix_joins_about', 'joins', ['about'], unique=False)

    op.create_table('join_proposals',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('first', sa.String(length=40), nullable=False),
    sa.Column('second', sa.String(length=40), nullable=False),
    sa.Column('proof', sa.String(length=12), nullable=False),
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('proposed_at', MOMENT, nullable=False),
    sa.Column('proposed_by', sa.String(length=120), nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_join_proposals'))
    )
    op.create_table('join_codes',
    sa.Column('proposal', sa.String(length=26), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('digest', sa.String(length=26), nullable=False),
    sa.Column('sent_at', MOMENT, nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', MOMENT, nullable=True),
    sa.Column('confirmed_by', sa.String(length=120), nullable=False, server_default=''),
    sa.Column('feedback', sa.String(length=26), nullable=False, server_default=''),
    sa.ForeignKeyConstraint(['proposal'], ['join_proposals.id'], name=op.f('fk_join_codes_proposal')),
    sa.PrimaryKeyConstraint('proposal', 'customer', name=op.f('pk_join_codes'))
    )
    op.create_index('ix_join_codes_customer_sent_at', 'join_codes', ['customer', 'sent_at'], unique=False)
    op.create_index('ix_join_codes_sent_at', 'join_codes', ['sent_at'], unique=False,
        sqlite_where=sa.text('confirmed_at IS NULL'), postgresql_where=sa.text('confirmed_at IS NULL'))

    op.create_table('imported_customers',
    sa.Column('id', sa.String(length=120), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('segment', sa.String(length=80), nullable=False),
    sa.Column('value', sa.Float(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('changed_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_customers'))
    )
    op.create_table('imported_addresses',
    sa.Column('id', sa.String(length=120), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['imported_customers.id'], name=op.f('fk_imported_addresses_id')),
    sa.PrimaryKeyConstraint('id', 'customer', name=op.f('pk_imported_addresses'))
    )
    op.create_index(op.f('ix_imported_addresses_customer'), 'imported_addresses', ['customer'], unique=False)

    op.create_index('ix_replies_customer_requested_at', 'replies', ['customer', 'requested_at'], unique=False)
