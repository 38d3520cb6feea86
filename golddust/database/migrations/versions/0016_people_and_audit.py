"""roles, teams, second factors, invitations, sign-in by a provider, and an audit log that only grows"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'

MOMENT = sa.DateTime(timezone=True)
SQLITE = (
    "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$",
    "CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()",
)


def upgrade():

    with op.batch_alter_table('users') as batch:
        # who was there could do everything that there was; an administrator is made on the command line
        batch.add_column(sa.Column('role', sa.String(length=12), nullable=False, server_default='manager'))
        batch.add_column(sa.Column('teams', sa.JSON(), nullable=False, server_default='[]'))
        batch.add_column(sa.Column('active', sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table('sessions') as batch:
        batch.add_column(sa.Column('needs', sa.String(length=8), nullable=False, server_default=''))
    op.create_index(op.f('ix_sessions_user'), 'sessions', ['user'], unique=False)
    with op.batch_alter_table('tokens') as batch:
        batch.add_column(sa.Column('owner', sa.String(length=120), nullable=False, server_default=''))

    op.create_table('invitations',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('user', sa.String(length=120), nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('digest'),
    sa.UniqueConstraint('user')
    )
    op.create_table('second_factors',
    sa.Column('user', sa.String(length=120), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('last_step', sa.BigInteger(), nullable=False),
    sa.Column('recovery', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('user')
    )
    op.create_table('identities',
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('user', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('issuer', 'subject')
    )
    op.create_table('audit_log',
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=160), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('number')
    )
    for column in ('at', 'actor', 'action', 'subject'):
        op.create_index(op.f(f'ix_audit_log_{column}'), 'audit_log', [column], unique=False)
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade():

    op.drop_table('audit_log')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION audit_log_only_grows()')
    for table in ('identities', 'second_factors', 'invitations'):
        op.drop_table(table)
    op.drop_index(op.f('ix_sessions_user'), table_name='sessions')
    for table, columns in {'tokens': ['owner'], 'sessions': ['needs'], 'users': ['active', 'teams', 'role']}.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
