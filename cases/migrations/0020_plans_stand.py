from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP FUNCTION plan_stands() CASCADE;
DROP FUNCTION plan_part_stands() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_pay_methods")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
