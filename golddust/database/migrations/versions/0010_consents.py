"""whether customers want to hear from us, by number and channel, with proof

Who had said STOP was told nothing by any number. So it stays: each such STOP holds for everything, until a START.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'

MOMENT = sa.DateTime(timezone=True)
SAID = """
INSERT INTO consent_statements (id, customer, channel, sender, state, at, "by", word, words, feedback, actor)
SELECT substr(c.customer, 6, 26), c.customer, '', '', 'stopped', c.stopped_at,
       CASE WHEN f.id IS NULL THEN 'carrier' ELSE 'customer' END, CASE WHEN f.id IS NULL THEN '21610' ELSE 'STOP' END,
       coalesce(f.text, ''), coalesce(f.id, ''), ''
FROM contacts c LEFT JOIN feedback f ON f.id = c.stop_feedback WHERE c.stopped_at IS NOT NULL
"""
STANDS = """
INSERT INTO consents (customer, channel, sender, state, since, statement, feedback)
SELECT customer, channel, sender, state, at, id, feedback FROM consent_statements
"""
BACK = """
UPDATE contacts SET
  stopped_at = (SELECT max(since) FROM consents c WHERE c.customer = contacts.customer AND c.state = 'stopped'),
  stop_feedback = (SELECT max(CASE WHEN s.feedback = '' THEN 'carrier 21610' ELSE s.feedback END)
                   FROM consents s WHERE s.customer = contacts.customer AND s.state = 'stopped')
"""


def upgrade():

    op.create_table('consent_statements',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('by', sa.String(length=12), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('answer', sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column('holds', sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column('revision', sa.Integer(), nullable=False, server_default='0'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent_statements'))
    )
    op.create_index('ix_consent_statements_customer_at', 'consent_statements', ['customer', 'at'], unique=False)
    op.create_table('consents',
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('since', MOMENT, nullable=False),
    sa.Column('statement', sa.String(length=26), nullable=False),
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.PrimaryKeyConstraint('customer', 'channel', 'sender', name=op.f('pk_consents'))
    )
    op.create_index('ix_consents_feedback', 'consents', ['feedback'], unique=False)
    op.create_table('answered',
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('reply', sa.String(length=26), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('feedback', name=op.f('pk_answered'))
    )
    op.add_column('feedback', sa.Column('service', sa.Text(), nullable=False, server_default=''))
    op.execute(SAID)
    op.execute(STANDS)
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.drop_column('stop_feedback')
        batch_op.drop_column('stopped_at')


def downgrade():

    op.add_column('contacts', sa.Column('stopped_at', MOMENT, nullable=True))
    op.add_column('contacts', sa.Column('stop_feedback', sa.String(length=26), nullable=True))
    op.execute(BACK)
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_column('service')
    op.drop_table('answered')
    op.drop_index('ix_consents_feedback', table_name='consents')
    op.drop_table('consents')
    op.drop_index('ix_consent_statements_customer_at', table_name='consent_statements')
    op.drop_table('consent_statements')
