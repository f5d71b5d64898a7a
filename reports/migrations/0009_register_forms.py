from django.db import migrations

from reports import seed


def load(apps, schema_editor):
    seed.load_forms(apps.get_model("reports", "OfficialForm"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_layout_editions")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
