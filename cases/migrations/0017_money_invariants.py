from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP FUNCTION voucher_line_invariants() CASCADE;
DROP TRIGGER voucher_append_only ON cases_voucher;
DROP TRIGGER voucher_line_append_only ON cases_voucherline;
DROP TRIGGER fee_append_only ON cases_feecharge;
DROP TRIGGER measure_kept ON cases_measure;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_assets_coercion_money")]
    operations = [migrations.RunSQL(SQL, REVERSE)]
