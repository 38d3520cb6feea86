"""a list of cases goes on behind one of them without a look at those before; the index is made while others write"""

from alembic import op

revision = '0024'
down_revision = '0023'

BEFORE, NOW = 'ix_cases_state_due_at', 'ix_cases_state_turn'


def upgrade():

    _replace(BEFORE, NOW, ['state', 'due_at', 'changed_at', 'id'])


def downgrade():

    _replace(NOW, BEFORE, ['state', 'due_at'])


def _replace(old, new, columns):
    context = op.get_context()
    if context.config.attributes.get('own_transactions'):
        with context.autocommit_block():
            op.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {new}')  # half made, where the upgrade was stopped
            op.create_index(new, 'cases', columns, unique=False, postgresql_concurrently=True)
            op.execute(f'DROP INDEX CONCURRENTLY IF EXISTS {old}')
    else:
        op.execute(f'DROP INDEX IF EXISTS {new}')
        op.create_index(new, 'cases', columns, unique=False)
        op.execute(f'DROP INDEX IF EXISTS {old}')
