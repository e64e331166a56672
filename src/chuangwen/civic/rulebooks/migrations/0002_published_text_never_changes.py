"""The database itself refuses to change the text of an edition once it has been published.

Deleting needs no guard: what has been assessed by an edition holds it by a
protected foreign key, and no act deletes anything but a draft.
"""

from django.db import migrations

FROZEN = (
    "unit_id",
    "code",
    "edition",
    "title",
    "digest",
    "canonical",
    "sources",
    "assessed_on",
    "published_at",
    "published_by_id",
)
MESSAGE = "a published edition never changes"


def _test(differs: str) -> str:
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in FROZEN)
    return f"OLD.status <> 'draft' AND (NEW.status = 'draft' OR {changed})"


SQLITE = f"""
CREATE TRIGGER published_edition_is_frozen BEFORE UPDATE ON rulebooks_edition
WHEN {_test("IS NOT")}
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""

POSTGRES = f"""
CREATE FUNCTION published_edition_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_test("IS DISTINCT FROM")} THEN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER published_edition_is_frozen BEFORE UPDATE ON rulebooks_edition
FOR EACH ROW EXECUTE FUNCTION published_edition_is_frozen()
"""


def freeze(apps, schema_editor):
    """Set the guard up in this database's own words."""
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES, params=None)


def thaw(apps, schema_editor):
    """Take the guard away."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute("DROP TRIGGER published_edition_is_frozen" + ("" if is_sqlite else " ON rulebooks_edition"))
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION published_edition_is_frozen")


class Migration(migrations.Migration):
    dependencies = [("rulebooks", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
