from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_vouchers_of_old_acts")]
    operations = [
        migrations.RenameField("feecharge", "charged_before", "assessed_before"),
        migrations.AlterField(
            "feecharge",
            "assessed_before",
            models.BigIntegerField(verbose_name="phí đã tính trước, đồng"),
        ),
        migrations.AddField(
            "feecharge",
            "assessed",
            models.BigIntegerField(default=0, verbose_name="phí đủ mức lần này, đồng"),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("feecharge", "fee_not_below_zero"),
        migrations.AddConstraint(
            "feecharge",
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=F("assessed")), name="fee_within_its_full"
            ),
        ),
    ]
