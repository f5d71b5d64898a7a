"""Column layouts and published figures, and the targets of offices that are already known."""

from django.db import migrations

from reports import seed


def load(apps, schema_editor):
    seed.load_layouts(apps.get_model("reports", "Layout"))
    seed.load_published(apps.get_model("reports", "PublishedFigure"))
    seed.load_targets(apps.get_model("reports", "Target"), apps.get_model("cases", "Office"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables"), ("cases", "0001_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
