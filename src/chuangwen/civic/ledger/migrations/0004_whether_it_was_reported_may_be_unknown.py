from django.db import migrations, models


class Migration(migrations.Migration):
    """What was not stated is null. What stands keeps its value, so that no mark changes by an upgrade: for kinds that
    do not ask, it was never read; an office that did not know corrects its record.
    """

    dependencies = [("ledger", "0003_an_office_teaches_the_reader")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="is_self_reported",
            field=models.BooleanField(default=None, null=True, blank=True, verbose_name="主动报告"),
        ),
    ]
