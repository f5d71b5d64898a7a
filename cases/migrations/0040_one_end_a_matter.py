from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = "DROP FUNCTION register_ends_once() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("cases", "0039_key_cases")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
