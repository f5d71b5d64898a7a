import django.contrib.postgres.indexes
from django.db import migrations

import cases.models.persons

# unaccent() is only stable, because its dictionary can be changed; with the dictionary named it
# is what an index needs. Everything is qualified: a restore runs with an empty search path.
SQL = """
CREATE FUNCTION public.plain_name(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_names_and_terms")]
    operations = [
        migrations.RunSQL(SQL, "DROP FUNCTION public.plain_name(text)"),
        migrations.RemoveIndex(model_name="party", name="party_name_search"),
        migrations.AddIndex(
            model_name="party",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    cases.models.persons.PlainName("name"), name="gin_trgm_ops"
                ),
                name="party_plain_name",
            ),
        ),
    ]
