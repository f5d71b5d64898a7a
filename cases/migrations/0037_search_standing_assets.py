from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP TRIGGER step_cancelled ON cases_step;
DROP FUNCTION search_of_cancelled();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_handover_of_asset_files")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
