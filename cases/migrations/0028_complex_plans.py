from django.db import migrations, models

# Until here a plan was complex with its case. An issued one keeps what it was issued under.
SQL = """
ALTER TABLE cases_coercionplan DISABLE TRIGGER plan_stands;
UPDATE cases_coercionplan SET is_complex = true
    FROM cases_case WHERE cases_case.id = case_id AND cases_case.is_key;
ALTER TABLE cases_coercionplan ENABLE TRIGGER plan_stands;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_signed_months_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="coercionplan",
            name="is_complex",
            field=models.BooleanField(db_default=False, default=False, verbose_name="vụ phức tạp"),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
