from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP TRIGGER remark_append_only ON cases_closingremark;
DROP TRIGGER signoff_kept ON cases_signoff;
DROP TRIGGER reopening_kept ON cases_reopening;
DROP TRIGGER closing_said_kept ON cases_closing;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_closing_chain")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
