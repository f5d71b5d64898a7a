from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_referral_steps")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
