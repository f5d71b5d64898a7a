from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_search_newest_of_office")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
