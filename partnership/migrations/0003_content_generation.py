"""Where the database notes that content has changed: see ``partnership/page_cache/watching.py``."""

from django.db import migrations

TABLE = """
CREATE TABLE content_generation (
    slot integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    writer xid8 NOT NULL,
    token uuid NOT NULL
)
"""
# Once for each transaction is enough, as nobody else sees the states in between.
FUNCTION = """
CREATE FUNCTION content_generation_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM content_generation WHERE writer = pg_current_xact_id()) THEN
        RETURN NULL;
    END IF;
    UPDATE content_generation SET writer = pg_current_xact_id(), token = gen_random_uuid()
    WHERE slot = (SELECT slot FROM content_generation LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO content_generation (writer, token)
        VALUES (pg_current_xact_id(), gen_random_uuid());
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("partnership", "0002_groups")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE content_generation"),
        migrations.RunSQL(
            "INSERT INTO content_generation (writer, token) "
            "VALUES (pg_current_xact_id(), gen_random_uuid())",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION content_generation_moves() CASCADE"),
    ]
