"""the first schema"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None


def upgrade():

    op.create_table('cases',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('reference', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('priority', sa.String(length=12), nullable=False),
    sa.Column('owner', sa.String(length=80), nullable=False),
    sa.Column('assignee', sa.String(length=120), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('sentiment', sa.String(length=12), nullable=False),
    sa.Column('emotion', sa.String(length=20), nullable=False),
    sa.Column('urgency', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('answerable', sa.Boolean(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases')),
    sa.UniqueConstraint('feedback', name=op.f('uq_cases_feedback')),
    sa.UniqueConstraint('reference', name=op.f('uq_cases_reference'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cases_customer'), ['customer'], unique=False)
        batch_op.create_index('ix_cases_state_opened_at', ['state', 'opened_at'], unique=False)

    op.create_table('contacts',
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stop_feedback', sa.String(length=26), nullable=True),
    sa.Column('first_seen', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('customer', name=op.f('pk_contacts'))
    )
    op.create_table('counters',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_counters'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('full_text', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('rating', sa.Float(), nullable=True),
    sa.Column('attachments', sa.JSON(), nullable=False),
    sa.Column('message_id', sa.Text(), nullable=False),
    sa.Column('thread', sa.JSON(), nullable=False),
    sa.Column('original', sa.Text(), nullable=False),
    sa.Column('automatic', sa.String(length=40), nullable=True),
    sa.Column('command', sa.String(length=12), nullable=True),
    sa.Column('authentication', sa.Text(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index('ix_feedback_customer_received_at', ['customer', 'received_at'], unique=False)
        batch_op.create_index('ix_feedback_received_at_id', ['received_at', 'id'], unique=False)

    op.create_table('feedback_topics',
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('topic', sa.String(length=80), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('sentiment', sa.String(length=12), nullable=False),
    sa.PrimaryKeyConstraint('feedback', 'topic', name=op.f('pk_feedback_topics'))
    )
    with op.batch_alter_table('feedback_topics', schema=None) as batch_op:
        batch_op.create_index('ix_feedback_topics_topic', ['topic'], unique=False)

    op.create_table('outbox',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column('topic', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('headers', sa.JSON(), nullable=False),
    sa.Column('value', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_outbox'))
    )
    op.create_table('replies',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('customer', sa.String(length=40), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('provider_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replies'))
    )
    with op.batch_alter_table('replies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_replies_case'), ['case'], unique=False)
        batch_op.create_index('ix_replies_state_next_try_at', ['state', 'next_try_at'], unique=False)

    op.create_table('sessions',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('user', sa.String(length=120), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_sessions'))
    )
    op.create_table('tags',
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('event', sa.String(length=26), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('kind_confidence', sa.Float(), nullable=False),
    sa.Column('sentiment', sa.String(length=12), nullable=False),
    sa.Column('sentiment_score', sa.Float(), nullable=False),
    sa.Column('sentiment_confidence', sa.Float(), nullable=False),
    sa.Column('unsure', sa.Boolean(), nullable=False),
    sa.Column('emotion', sa.String(length=20), nullable=False),
    sa.Column('urgency', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('redacted', sa.Text(), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('tagger', sa.String(length=80), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('feedback', name=op.f('pk_tags'))
    )
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.create_index('ix_tags_kind_received_at', ['kind', 'received_at'], unique=False)

    op.create_table('tokens',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('one_time', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_tokens'))
    )
    op.create_table('users',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('password', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_users'))
    )
    op.create_table('case_events',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('event', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_case_events_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_events'))
    )
    with op.batch_alter_table('case_events', schema=None) as batch_op:
        batch_op.create_index('uq_case_events_case_number', ['case', 'number'], unique=True)

    op.create_table('promises',
    sa.Column('case', sa.String(length=26), nullable=False),
    sa.Column('standard', sa.String(length=20), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('late_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case'], ['cases.id'], name=op.f('fk_promises_case')),
    sa.PrimaryKeyConstraint('case', 'standard', name=op.f('pk_promises'))
    )
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.create_index('ix_promises_due', ['due'], unique=False,
            sqlite_where=sa.text('kept_at IS NULL AND late_at IS NULL'), postgresql_where=sa.text('kept_at IS NULL AND late_at IS NULL'))




def downgrade():

    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.drop_index('ix_promises_due')

    op.drop_table('promises')
    with op.batch_alter_table('case_events', schema=None) as batch_op:
        batch_op.drop_index('uq_case_events_case_number')

    op.drop_table('case_events')
    op.drop_table('users')
    op.drop_table('tokens')
    with op.batch_alter_table('tags', schema=None) as batch_op:
        batch_op.drop_index('ix_tags_kind_received_at')

    op.drop_table('tags')
    op.drop_table('sessions')
    with op.batch_alter_table('replies', schema=None) as batch_op:
        batch_op.drop_index('ix_replies_state_next_try_at')
        batch_op.drop_index(batch_op.f('ix_replies_case'))

    op.drop_table('replies')
    op.drop_table('outbox')
    with op.batch_alter_table('feedback_topics', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_topics_topic')

    op.drop_table('feedback_topics')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_received_at_id')
        batch_op.drop_index('ix_feedback_customer_received_at')

    op.drop_table('feedback')
    op.drop_table('counters')
    op.drop_table('contacts')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('ix_cases_state_opened_at')
        batch_op.drop_index(batch_op.f('ix_cases_customer'))

    op.drop_table('cases')

