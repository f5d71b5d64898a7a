import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing wrote a referral before, so the table is empty and `sent` needs no default."""

    dependencies = [("cases", "0020_plans_stand")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="sent",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.step"),
        ),
        migrations.AddField(
            model_name="referral",
            name="concluded",
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.step"),
        ),
        migrations.AddField(
            model_name="referral",
            name="followed",
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.step"),
        ),
    ]
