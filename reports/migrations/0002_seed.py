"""Column layouts and published figures. The targets come with their decisions, in 0006."""

from django.db import migrations

from reports import seed


def load(apps, schema_editor):
    seed.load_layouts(apps.get_model("reports", "Layout"))
    seed.load_published(apps.get_model("reports", "PublishedFigure"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables"), ("cases", "0001_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
