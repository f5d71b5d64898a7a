import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a distribution was worked out from, whose price a receipt is, terms of money held."""

    dependencies = [("cases", "0028_complex_plans")]
    operations = [
        migrations.AddField(
            "distribution",
            "kind",
            models.CharField(
                choices=[
                    ("collected", "Tiền nộp, thu theo quyết định thi hành án"),
                    ("coerced", "Tiền thu theo quyết định cưỡng chế"),
                    ("pledged", "Tiền xử lý tài sản cầm cố, thế chấp"),
                    ("specific", "Tiền bán tài sản kê biên để bảo đảm một nghĩa vụ cụ thể"),
                    ("bankruptcy", "Tiền thi hành án về phá sản"),
                ],
                db_collation="C",
                default="collected",
                max_length=12,
                verbose_name="nguồn tiền",
            ),
        ),
        migrations.AddField(
            "distribution",
            "cut_off",
            models.DateField(blank=True, null=True, verbose_name="ngày quyết định cưỡng chế"),
        ),
        migrations.AddField(
            "distribution",
            "received_on",
            models.DateField(null=True, verbose_name="ngày nhận tiền"),
        ),
        migrations.RunSQL(
            "UPDATE cases_distribution SET received_on = \"on\"", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            "distribution", "received_on", models.DateField(verbose_name="ngày nhận tiền")
        ),
        migrations.AddField(
            "voucher",
            "asset",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="vouchers",
                to="cases.asset",
                verbose_name="tiền bán tài sản",
            ),
        ),
        migrations.AddField(
            "deadline",
            "voucher",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deadlines",
                to="cases.voucher",
            ),
        ),
    ]
