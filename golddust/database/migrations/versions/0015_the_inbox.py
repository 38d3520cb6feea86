"""the inbox: words that are found, orders that need no sorting, tags put right, views that are kept"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'

MOMENT = sa.DateTime(timezone=True)
WORDS = "translate(subject || ' ' || left(text, 20000), '-_./@:+#', '        ')"
TIME = "(CAST(strftime('%s', new.received_at) AS INTEGER) * 1000000 + CAST(substr(new.received_at, 21, 6) AS INTEGER)) * 4096"
"""A row's number on SQLite: the microseconds of its time, and twelve bits that tell what came within one."""
PUT = f"""
    INSERT INTO feedback_words (rowid, id, words) VALUES (
        coalesce((SELECT max(rowid) + 1 FROM feedback_words WHERE rowid BETWEEN {TIME} AND {TIME} + 4094), {TIME}),
        new.id, new.subject || ' ' || substr(new.text, 1, 20000));
"""
TAKE = """
    DELETE FROM feedback_words WHERE rowid IN (
        SELECT rowid FROM feedback_words WHERE feedback_words MATCH 'id : "' || old.id || '"');
"""
"""By the id as a word, which the index finds at once."""
FTS = 'CREATE VIRTUAL TABLE feedback_words USING fts5(id, words, tokenize = "unicode61 remove_diacritics 0")'


INDEXES = {
    'ix_feedback_channel_received_at_id': ('feedback', ['channel', 'received_at', 'id']),
    'ix_tags_sentiment_received_at': ('tags', ['sentiment', 'received_at', 'feedback']),
    'ix_imported_customers_segment': ('imported_customers', ['segment']),
}


def _make_indexes(context):
    """On PostgreSQL while others write; before all else, as the upgrade may be stopped and begun anew."""
    apart = bool(context.config.attributes.get('own_transactions'))
    if not apart:
        _make('')
        return
    with context.autocommit_block():
        _make('CONCURRENTLY', postgresql_concurrently=True)


def _make(how, **more):
    for name, (table, columns) in INDEXES.items():
        op.execute(f'DROP INDEX IF EXISTS {name}')  # half made, where the upgrade was stopped
        op.create_index(name, table, columns, unique=False, **more)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP INDEX IF EXISTS ix_feedback_words')
        op.execute(f"CREATE INDEX {how} ix_feedback_words ON feedback USING gin (to_tsvector('simple', {WORDS}))")


def upgrade():

    _make_indexes(op.get_context())
    op.create_table('tag_corrections',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('feedback', sa.String(length=26), nullable=False),
    sa.Column('question', sa.String(length=12), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_tag_corrections_feedback_at', 'tag_corrections', ['feedback', 'at'], unique=False)
    op.create_table('saved_views',
    sa.Column('user', sa.String(length=120), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('saved_at', MOMENT, nullable=False),
    sa.PrimaryKeyConstraint('user', 'name')
    )
    if op.get_bind().dialect.name == 'postgresql':
        return
    op.execute(FTS)
    op.execute(f"CREATE TRIGGER feedback_words_put AFTER INSERT ON feedback BEGIN {PUT} END")
    op.execute(f"CREATE TRIGGER feedback_words_take AFTER DELETE ON feedback BEGIN {TAKE} END")
    op.execute(f"CREATE TRIGGER feedback_words_change AFTER UPDATE ON feedback BEGIN {TAKE} {PUT} END")
    op.execute("UPDATE feedback SET id = id")


def downgrade():

    if op.get_bind().dialect.name == 'postgresql':
        op.drop_index('ix_feedback_words', table_name='feedback')
    else:
        for name in ('put', 'take', 'change'):
            op.execute(f"DROP TRIGGER feedback_words_{name}")
        op.execute("DROP TABLE feedback_words")
    op.drop_index(op.f('ix_imported_customers_segment'), table_name='imported_customers')
    op.drop_index('ix_tags_sentiment_received_at', table_name='tags')
    op.drop_index('ix_feedback_channel_received_at_id', table_name='feedback')
    op.drop_table('saved_views')
    op.drop_index('ix_tag_corrections_feedback_at', table_name='tag_corrections')
    op.drop_table('tag_corrections')
