from pathlib import Path

from reports import seed
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def _sql(name: str) -> migrations.RunSQL:
    """What the database itself sees to, by topic."""
    return migrations.RunSQL((Path(__file__).parent / f"{name}.sql").read_text("utf-8"))


def load(apps, schema_editor):
    """What is shipped in reports/data; `load_catalogue` adds the targets once there are offices."""
    seed.load_layouts(apps.get_model("reports", "Layout"))
    seed.load_forms(apps.get_model("reports", "OfficialForm"))
    seed.load_published(apps.get_model("reports", "PublishedFigure"))
    seed.load_targets(
        *(apps.get_model("reports", name) for name in ("TargetDecision", "Target")),
        apps.get_model("cases", "Office"),
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [("cases", "0001_baseline")]

    replaces = [
        ("reports", "0001_tables"),
        ("reports", "0002_seed"),
        ("reports", "0003_official_forms"),
        ("reports", "0004_issued"),
        ("reports", "0005_print_jobs"),
        ("reports", "0006_target_decisions"),
        ("reports", "0007_reconciliation"),
        ("reports", "0008_layout_editions"),
        ("reports", "0009_register_forms"),
        ("reports", "0010_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="Issued",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statement", "Báo cáo thống kê"),
                            ("review", "Báo cáo tổng kết nhiều năm"),
                        ],
                        db_default="statement",
                        default="statement",
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm thống kê")),
                ("months", models.PositiveSmallIntegerField(verbose_name="số tháng")),
                ("scope", models.CharField(max_length=12, verbose_name="phạm vi")),
                ("form", models.CharField(blank=True, max_length=10, verbose_name="biểu")),
                ("by", models.CharField(max_length=20, verbose_name="chia theo")),
                ("title", models.CharField(max_length=250, verbose_name="tên báo cáo")),
                ("number", models.PositiveIntegerField(verbose_name="số")),
                ("symbol", models.CharField(max_length=40, verbose_name="ký hiệu")),
                ("issued_on", models.DateField(verbose_name="ngày ban hành")),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="phát hành lúc"
                    ),
                ),
                ("signer", models.CharField(max_length=100, verbose_name="người ký")),
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=16, unique=True, verbose_name="mã kiểm tra"
                    ),
                ),
                ("address", models.URLField(verbose_name="địa chỉ kiểm tra")),
                ("figures", models.TextField(verbose_name="số liệu")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 của số liệu")),
                ("archived_at", models.DateTimeField(null=True, verbose_name="lưu bản in lúc")),
                ("pdf", models.FileField(blank=True, upload_to="issued/%Y")),
                (
                    "pdf_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 của bản in"),
                ),
                (
                    "refused",
                    models.CharField(blank=True, max_length=500, verbose_name="không in được"),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người phát hành",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued",
                        to="cases.office",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo đã phát hành",
                "ordering": ("-issued_at",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "year", "number"), name="issued_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at", None), ("pdf", ""), ("pdf_sha256", "")),
                            models.Q(
                                ("archived_at__isnull", False),
                                models.Q(("pdf", ""), _negated=True),
                                models.Q(("pdf_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="issued_archived_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["statement", "review"])),
                        name="issued_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Layout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=30, unique=True, verbose_name="mã"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="tên")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(max_length=500, verbose_name="căn cứ")),
                (
                    "provisional",
                    models.BooleanField(
                        default=True, verbose_name="chưa đối chiếu phụ lục chính thức"
                    ),
                ),
                ("columns", models.JSONField(verbose_name="cột")),
                (
                    "annex",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="phụ lục đã đối chiếu"
                    ),
                ),
                (
                    "checked_by",
                    models.CharField(blank=True, max_length=100, verbose_name="người đối chiếu"),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, null=True, verbose_name="ban hành lúc"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bố cục biểu",
                "ordering": ("valid_from",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="layout_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provisional", True),
                            models.Q(
                                models.Q(("annex", ""), _negated=True),
                                models.Q(("checked_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="layout_checked_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(db_collation="C", max_length=10, verbose_name="biểu số"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên biểu")),
                (
                    "source",
                    models.CharField(
                        db_collation="C", default="ledger", max_length=20, verbose_name="nguồn"
                    ),
                ),
                ("asks", models.JSONField(default=dict, verbose_name="nội dung")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(max_length=500, verbose_name="căn cứ")),
                (
                    "provisional",
                    models.BooleanField(
                        default=True, verbose_name="chưa đối chiếu phụ lục chính thức"
                    ),
                ),
                (
                    "annex",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="phụ lục đã đối chiếu"
                    ),
                ),
                (
                    "checked_by",
                    models.CharField(blank=True, max_length=100, verbose_name="người đối chiếu"),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "biểu mẫu",
                "ordering": ("number", "valid_from"),
                "constraints": [
                    models.UniqueConstraint(fields=("number", "valid_from"), name="form_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="form_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provisional", True),
                            models.Q(
                                models.Q(("annex", ""), _negated=True),
                                models.Q(("checked_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="form_checked_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrintJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statement", "Báo cáo thống kê"),
                            ("list", "Danh sách"),
                            ("book", "Sổ"),
                        ],
                        default="statement",
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("months", models.PositiveSmallIntegerField()),
                ("scope", models.CharField(max_length=12)),
                ("form", models.CharField(blank=True, max_length=10, verbose_name="biểu")),
                ("by", models.CharField(default="office", max_length=20, verbose_name="chia theo")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="tên")),
                ("paper", models.CharField(default="a4", max_length=4, verbose_name="khổ giấy")),
                ("total", models.PositiveIntegerField(null=True, verbose_name="số dòng")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="đã xử lý")),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("printed_at", models.DateTimeField(null=True)),
                ("refused", models.CharField(blank=True, max_length=500)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("file", models.FileField(blank=True, upload_to="statements/%Y")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="cases.office"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "yêu cầu in",
                "ordering": ("-requested_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("printed_at", None),
                            models.Q(("file", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="print_job_file_iff_printed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["statement", "list", "book"])),
                        name="print_job_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=20, unique=True, verbose_name="mã"
                    ),
                ),
                ("unit", models.CharField(db_collation="C", max_length=40, verbose_name="nơi")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm thống kê")),
                ("months", models.PositiveSmallIntegerField(verbose_name="số tháng")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="tính đến ngày")),
                ("measure", models.CharField(max_length=20, verbose_name="cách tính")),
                (
                    "carried_in",
                    models.BigIntegerField(null=True, verbose_name="năm trước chuyển sang"),
                ),
                ("new_intake", models.BigIntegerField(null=True, verbose_name="thụ lý mới")),
                ("docketed", models.BigIntegerField(null=True, verbose_name="tổng số thụ lý")),
                ("delegated", models.BigIntegerField(null=True, verbose_name="ủy thác")),
                ("taken_up", models.BigIntegerField(null=True, verbose_name="rút lên")),
                ("recalled", models.BigIntegerField(null=True, verbose_name="thu hồi, hủy")),
                ("to_enforce", models.BigIntegerField(null=True, verbose_name="phải thi hành")),
                ("enforceable", models.BigIntegerField(null=True, verbose_name="có điều kiện")),
                (
                    "not_yet_enforceable",
                    models.BigIntegerField(null=True, verbose_name="chưa có điều kiện"),
                ),
                ("completed", models.BigIntegerField(null=True, verbose_name="thi hành xong")),
                (
                    "rate_printed",
                    models.CharField(blank=True, max_length=10, verbose_name="tỷ lệ in"),
                ),
                ("target", models.CharField(blank=True, max_length=10, verbose_name="chỉ tiêu in")),
                (
                    "gap_points",
                    models.CharField(blank=True, max_length=10, verbose_name="chênh lệch in"),
                ),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="ghi chú")),
                ("source", models.CharField(blank=True, max_length=150, verbose_name="nguồn")),
            ],
            options={
                "verbose_name": "số liệu đã công bố",
                "ordering": ("-year", "-months", "unit", "code"),
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm thống kê")),
                ("months", models.PositiveSmallIntegerField(verbose_name="số tháng")),
                ("scope", models.CharField(max_length=12, verbose_name="phạm vi")),
                ("form", models.CharField(blank=True, max_length=10, verbose_name="biểu")),
                ("by", models.CharField(max_length=20, verbose_name="chia theo")),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("cases", "Về việc"),
                            ("money", "Về tiền"),
                            ("list", "Danh sách việc"),
                        ],
                        max_length=5,
                        verbose_name="bảng về",
                    ),
                ),
                ("partner", models.CharField(max_length=150, verbose_name="bên kia")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("file", models.FileField(upload_to="reconcile/%Y", verbose_name="tệp")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 của tệp")),
                ("sheet", models.JSONField(verbose_name="bảng bên kia")),
                ("ours", models.JSONField(verbose_name="số liệu của ta")),
                (
                    "ours_sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256 số liệu của ta"),
                ),
                ("chosen", models.JSONField(default=dict, verbose_name="người chọn")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                ("outcome", models.CharField(blank=True, max_length=1000, verbose_name="kết quả")),
                (
                    "agreed_with",
                    models.CharField(blank=True, max_length=150, verbose_name="thống nhất với"),
                ),
                ("agreed_on", models.DateField(null=True, verbose_name="ngày thống nhất")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="ghi kết quả lúc")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi kết quả",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.office",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "đối chiếu",
                "ordering": ("-made_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("of__in", ("cases", "money", "list"))),
                        name="reconciliation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreed_with", ""),
                                ("closed_at", None),
                                ("closed_by", None),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("agreed_on__isnull", False),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("agreed_with", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reconciliation_agreed_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "issuer",
                    models.CharField(blank=True, max_length=150, verbose_name="cơ quan ban hành"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm thống kê")),
                (
                    "number",
                    models.CharField(blank=True, max_length=60, verbose_name="quyết định số"),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày quyết định"),
                ),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="nguồn")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "basis",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="căn cứ số có điều kiện"
                    ),
                ),
                (
                    "sums",
                    models.JSONField(blank=True, default=dict, verbose_name="phép cộng khi giao"),
                ),
                (
                    "shortfall",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do giao chưa đủ"),
                ),
                (
                    "set_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc"),
                ),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do hủy"),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người hủy",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.office",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="reports.targetdecision",
                        verbose_name="sửa đổi quyết định",
                    ),
                ),
            ],
            options={
                "verbose_name": "quyết định giao chỉ tiêu",
                "ordering": ("-year", "-decided_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None), ("set_by__isnull", False)),
                        fields=("office", "year", "number", "decided_on"),
                        name="target_decision_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancel_reason", ""),
                                ("cancelled_at", None),
                                ("cancelled_by", None),
                            ),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                ("cancelled_by__isnull", False),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="target_decision_cancelled_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="trích yếu")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="từ năm thống kê")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="đến năm thống kê")),
                (
                    "boundaries",
                    models.CharField(default="then", max_length=4, verbose_name="địa giới"),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                (
                    "issued",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="reports.issued",
                        verbose_name="bản phát hành",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.office",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo tổng kết",
                "ordering": ("-made_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("boundaries__in", ("then", "now"))),
                        name="review_boundaries_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))),
                        name="review_years_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, db_collation="C", max_length=40, verbose_name="nơi được giao"
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(default=12, verbose_name="số tháng")),
                (
                    "measure",
                    models.CharField(
                        choices=[("cases", "Về việc"), ("money", "Về tiền")],
                        max_length=5,
                        verbose_name="chỉ tiêu",
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="tỷ lệ (%)"),
                ),
                (
                    "strict",
                    models.BooleanField(default=False, verbose_name="“trên” mức này mới đạt"),
                ),
                (
                    "expected",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="có điều kiện dự kiến"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="cases.office",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.officer",
                        verbose_name="Chấp hành viên",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="reports.targetdecision",
                    ),
                ),
            ],
            options={
                "verbose_name": "chỉ tiêu",
                "ordering": ("-decision", "office", "officer", "-months", "measure"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("decision", "office", "officer", "unit", "months", "measure"),
                        name="target_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office", None), ("unit", ""), _connector="XOR"),
                        name="target_of_office_or_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("officer", None), ("office__isnull", False), _connector="OR"
                        ),
                        name="target_officer_in_an_office",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate__gte", 0), ("rate__lte", 100)),
                        name="target_rate_is_a_rate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("months__lte", 12)),
                        name="target_months_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ["cases", "money"])),
                        name="target_measure_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expected", None), ("expected__gte", 0), _connector="OR"
                        ),
                        name="target_expects_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(db_collation="C", max_length=20, verbose_name="phần")),
                ("words", models.TextField(blank=True, verbose_name="nội dung")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="bản")),
                (
                    "edited_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="sửa lúc"),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người sửa",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="reports.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "phần báo cáo",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("review", "code"), name="review_block_once")
                ],
            },
        ),
        _sql("issued"),
        _sql("targets"),
        _sql("reconciliation"),
        _sql("layouts"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
