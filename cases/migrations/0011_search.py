from pathlib import Path

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import cases.models.search

SQL = Path(__file__).with_suffix(".sql").read_text()
REVERSE = """
DROP TRIGGER party_found ON cases_party;
DROP TRIGGER party_renamed ON cases_party;
DROP TRIGGER party_lost ON cases_party;
DROP TRIGGER obligation_found ON cases_obligation;
DROP TRIGGER obligation_described ON cases_obligation;
DROP TRIGGER asset_found ON cases_asset;
DROP TRIGGER asset_described ON cases_asset;
DROP TRIGGER asset_lost ON cases_asset;
DROP TRIGGER case_renumbered ON cases_case;
DROP TRIGGER judgment_renumbered ON cases_judgment;
DROP FUNCTION search_of_rows, search_of_described_rows, search_of_case, search_of_judgment;
DROP FUNCTION search_write, search_code, search_element;
DROP FUNCTION search_words CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_receipt_books")]
    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.office",
                    ),
                ),
                ("day", models.DateField()),
                ("marked", models.TextField(db_collation="C")),
                ("plain", models.TextField(db_collation="C")),
            ],
            options={"verbose_name": "lời tra cứu"},
        ),
        migrations.RunSQL(SQL, REVERSE),  # fills the table: the indexes are built afterwards
        migrations.AddIndex(
            model_name="searchtext",
            index=django.contrib.postgres.indexes.GinIndex(
                cases.models.search.SearchWords("office_id", "marked", "plain"),
                name="search_words",
            ),
        ),
        migrations.AddIndex(
            model_name="searchtext",
            index=models.Index(fields=["-day", "-case"], name="search_newest"),
        ),
        migrations.RemoveIndex(model_name="party", name="party_plain_name"),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("identity_no", ""), _negated=True),
                fields=["identity_no"],
                name="party_identity",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-decided_on", "-id"], name="case_newest"),
        ),
    ]
