"""The database itself refuses to change what an assessment has kept: its cards, and itself once finished."""

from django.db import migrations

MESSAGE = "kept marks never change"
GUARDS = {"assessments_card": "true", "assessments_assessment": "OLD.status = 'finished'"}


def _sqlite(table, test):
    return f"""
    CREATE TRIGGER {table}_is_kept BEFORE UPDATE ON {table} WHEN {test}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """


def _postgres(table, test):
    return f"""
    CREATE TRIGGER {table}_is_kept BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({test})
    EXECUTE FUNCTION refuse_to_change_marks()
    """


FUNCTION = f"""
CREATE FUNCTION refuse_to_change_marks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def keep(apps, schema_editor):
    """Set the guards up in this database's own words."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        schema_editor.execute(FUNCTION, params=None)
    for table, test in GUARDS.items():
        schema_editor.execute((_sqlite if is_sqlite else _postgres)(table, test), params=None)


def loosen(apps, schema_editor):
    """Take the guards away."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in GUARDS:
        schema_editor.execute(f"DROP TRIGGER {table}_is_kept" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION refuse_to_change_marks")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [migrations.RunPython(keep, loosen)]
