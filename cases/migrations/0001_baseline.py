from pathlib import Path

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
import cases.models.assets
import cases.models.persons
import cases.models.search
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def _sql(name: str) -> migrations.RunSQL:
    """What the database itself sees to, by topic."""
    return migrations.RunSQL((Path(__file__).parent / f"{name}.sql").read_text("utf-8"))


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    replaces = [
        ("cases", "0001_tables"),
        ("cases", "0002_ledger_invariants"),
        ("cases", "0003_names_and_terms"),
        ("cases", "0004_plain_name"),
        ("cases", "0005_procedure"),
        ("cases", "0006_procedure_invariants"),
        ("cases", "0007_handovers"),
        ("cases", "0008_terms_kept"),
        ("cases", "0009_act_terms"),
        ("cases", "0010_receipt_books"),
        ("cases", "0011_search"),
        ("cases", "0012_administrative_numbers"),
        ("cases", "0013_search_newest_of_office"),
        ("cases", "0014_search_of_cases"),
        ("cases", "0015_filing_search"),
        ("cases", "0016_assets_coercion_money"),
        ("cases", "0017_money_invariants"),
        ("cases", "0018_measure_runs_once"),
        ("cases", "0019_pay_methods"),
        ("cases", "0020_plans_stand"),
        ("cases", "0021_referral_steps"),
        ("cases", "0022_vouchers_of_old_acts"),
        ("cases", "0023_fee_in_full"),
        ("cases", "0024_paid_by_two"),
        ("cases", "0025_administrative_documents"),
        ("cases", "0026_closing_chain"),
        ("cases", "0027_signed_months_kept"),
        ("cases", "0028_complex_plans"),
        ("cases", "0029_money_of_sales"),
        ("cases", "0030_late_acts"),
        ("cases", "0031_asset_numbers"),
        ("cases", "0032_bank_matches"),
        ("cases", "0033_bank_matches_add_up"),
        ("cases", "0034_measure_decided_on"),
        ("cases", "0035_registers"),
        ("cases", "0036_handover_of_asset_files"),
        ("cases", "0037_search_standing_assets"),
        ("cases", "0038_committee"),
        ("cases", "0039_key_cases"),
        ("cases", "0040_one_end_a_matter"),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        _sql("functions"),
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, unique=True, verbose_name="tên cơ quan")),
            ],
            options={
                "verbose_name": "cơ quan phối hợp",
            },
        ),
        migrations.CreateModel(
            name="CaseClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("ex_officio", "Chủ động"), ("on_request", "Theo yêu cầu")],
                        max_length=12,
                        verbose_name="cách ra quyết định",
                    ),
                ),
                (
                    "judgment_kind",
                    models.CharField(
                        choices=[
                            ("civil", "Dân sự"),
                            ("criminal", "Hình sự"),
                            ("administrative", "Hành chính"),
                            ("family", "Hôn nhân và gia đình"),
                            ("commercial", "Kinh doanh, thương mại"),
                            ("labour", "Lao động"),
                            ("bankruptcy", "Phá sản"),
                            ("arbitration", "Trọng tài"),
                            ("competition", "Cạnh tranh"),
                            ("other", "Khác"),
                        ],
                        max_length=20,
                        verbose_name="loại án",
                    ),
                ),
                (
                    "budget",
                    models.BooleanField(default=False, verbose_name="thu cho ngân sách nhà nước"),
                ),
                ("credit", models.BooleanField(default=False, verbose_name="tín dụng, ngân hàng")),
                (
                    "corruption",
                    models.BooleanField(default=False, verbose_name="tham nhũng, kinh tế"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("origin", "judgment_kind", "budget", "credit", "corruption"),
                        name="case_class_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "judgment_kind__in",
                                [
                                    "civil",
                                    "criminal",
                                    "administrative",
                                    "family",
                                    "commercial",
                                    "labour",
                                    "bankruptcy",
                                    "arbitration",
                                    "competition",
                                    "other",
                                ],
                            ),
                            ("origin__in", ["ex_officio", "on_request"]),
                        ),
                        name="case_class_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Judgment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "court",
                    models.CharField(max_length=150, verbose_name="Tòa án, cơ quan ban hành"),
                ),
                ("number", models.CharField(max_length=60, verbose_name="số bản án, quyết định")),
                ("on", models.DateField(null=True, verbose_name="ngày bản án, quyết định")),
                (
                    "effective_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày có hiệu lực"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("civil", "Dân sự"),
                            ("criminal", "Hình sự"),
                            ("administrative", "Hành chính"),
                            ("family", "Hôn nhân và gia đình"),
                            ("commercial", "Kinh doanh, thương mại"),
                            ("labour", "Lao động"),
                            ("bankruptcy", "Phá sản"),
                            ("arbitration", "Trọng tài"),
                            ("competition", "Cạnh tranh"),
                            ("other", "Khác"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="loại án",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản án, quyết định",
                "indexes": [models.Index(fields=["number", "court"], name="judgment_number")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "civil",
                                    "criminal",
                                    "administrative",
                                    "family",
                                    "commercial",
                                    "labour",
                                    "bankruptcy",
                                    "arbitration",
                                    "competition",
                                    "other",
                                ],
                            )
                        ),
                        name="judgment_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
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
                            ("natural", "Cá nhân"),
                            ("legal", "Tổ chức"),
                            ("state", "Ngân sách nhà nước"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="họ và tên, tên tổ chức")),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm sinh"
                    ),
                ),
                (
                    "identity_no",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="số định danh, mã số thuế"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="cases.person",
                        verbose_name="đã gộp vào",
                    ),
                ),
            ],
            options={
                "verbose_name": "người, tổ chức",
                "indexes": [
                    models.Index(
                        cases.models.persons.PlainName("name"),
                        models.F("birth_year"),
                        name="person_name_year",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["natural", "legal", "state"])),
                        name="person_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("identity_no", ""), _negated=True),
                        fields=("identity_no",),
                        name="person_identity_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="person_not_merged_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicBody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên cơ quan")),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="hoạt động từ ngày"),
                ),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.publicbody",
                        verbose_name="cơ quan kế thừa nghĩa vụ",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan phải thi hành án",
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="public_body_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_from", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="public_body_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Office",
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
                        db_collation="C", max_length=20, unique=True, verbose_name="mã đơn vị"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="tên đơn vị")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city_department", "Cục Thi hành án dân sự"),
                            ("city_office", "Thi hành án dân sự thành phố"),
                            ("district", "Chi cục Thi hành án dân sự"),
                            ("regional", "Phòng Thi hành án dân sự khu vực"),
                        ],
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="hoạt động từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "symbol",
                    models.CharField(blank=True, max_length=30, verbose_name="ký hiệu văn bản"),
                ),
                ("seat", models.CharField(blank=True, max_length=200, verbose_name="trụ sở")),
                (
                    "letterhead",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="cơ quan chủ quản trên văn bản"
                    ),
                ),
                (
                    "books_open_on",
                    models.DateField(blank=True, null=True, verbose_name="mở sổ từ ngày"),
                ),
                (
                    "provisional",
                    models.BooleanField(default=False, verbose_name="chưa đối chiếu văn bản"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.office",
                        verbose_name="đơn vị cấp trên",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["city_department", "city_office", "district", "regional"])
                        ),
                        name="office_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="office_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Books",
            fields=[
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="cases.office",
                    ),
                ),
                ("open_on", models.DateField(verbose_name="mở sổ từ ngày")),
                (
                    "closed_through",
                    models.DateField(blank=True, null=True, verbose_name="đã khóa đến hết ngày"),
                ),
                (
                    "terms_from",
                    models.DateField(
                        blank=True, null=True, verbose_name="theo dõi thời hạn từ ngày"
                    ),
                ),
            ],
            options={
                "verbose_name": "sổ của đơn vị",
            },
        ),
        migrations.CreateModel(
            name="Officer",
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
                ("name", models.CharField(max_length=100, verbose_name="họ và tên")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="cases.office"
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="officer_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(db_collation="C", max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("last_no", models.PositiveIntegerField(default=0)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="cases.office"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "register", "year"), name="series_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="từ ngày")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="ghi chú")),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_from",
                        to="cases.office",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_to",
                        to="cases.office",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("old", "new"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True),
                        name="succession_of_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "Tên đăng nhập này đã có."},
                        max_length=50,
                        unique=True,
                        verbose_name="tên đăng nhập",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="họ và tên")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Chấp hành viên"),
                            ("head", "Thủ trưởng đơn vị"),
                            ("accountant", "Kế toán"),
                            ("clerk", "Thư ký thống kê"),
                            ("city_leader", "Lãnh đạo thành phố"),
                            ("city_clerk", "Thư ký thống kê thành phố"),
                            ("administrator", "Quản trị hệ thống"),
                            ("committee", "Thành viên Ban Chỉ đạo"),
                        ],
                        max_length=20,
                        verbose_name="vai trò",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="đang hoạt động")),
                ("is_demo", models.BooleanField(default=False, verbose_name="tài khoản dùng thử")),
                (
                    "must_change_password",
                    models.BooleanField(default=False, verbose_name="phải đổi mật khẩu"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.office",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "officer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.officer",
                        verbose_name="chấp hành viên",
                    ),
                ),
            ],
            options={
                "ordering": ("username",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "officer",
                                    "head",
                                    "accountant",
                                    "clerk",
                                    "city_leader",
                                    "city_clerk",
                                    "administrator",
                                    "committee",
                                ],
                            )
                        ),
                        name="user_role_known",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"),
                        name="user_name_once_in_any_case",
                        violation_error_message="Tên đăng nhập này đã có.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role", "committee"), ("office__isnull", False), _connector="XOR"
                        ),
                        name="user_office_iff_not_committee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdministrativeJudgment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register_year", models.PositiveSmallIntegerField(verbose_name="năm sổ")),
                ("entry_no", models.PositiveIntegerField(verbose_name="số thứ tự vào sổ")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("a", "a) Không chấp nhận yêu cầu khởi kiện"),
                            ("b", "b) Hủy quyết định hành chính"),
                            ("c", "c) Hủy quyết định kỷ luật buộc thôi việc"),
                            ("d", "d) Tuyên bố hành vi hành chính trái pháp luật"),
                            ("dd", "đ) Tuyên bố hành vi không thực hiện nhiệm vụ trái pháp luật"),
                            ("e", "e) Sửa đổi, bổ sung danh sách cử tri"),
                            ("g", "g) Quyết định áp dụng biện pháp khẩn cấp tạm thời"),
                        ],
                        db_collation="C",
                        max_length=2,
                        verbose_name="nội dung tuyên",
                    ),
                ),
                (
                    "content",
                    models.CharField(max_length=1000, verbose_name="nội dung phải thi hành"),
                ),
                ("field", models.CharField(blank=True, max_length=100, verbose_name="lĩnh vực")),
                (
                    "creditor",
                    models.CharField(max_length=200, verbose_name="người được thi hành án"),
                ),
                (
                    "head",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="người đứng đầu cơ quan"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="ngày nhận bản án")),
                (
                    "debtor_received_on",
                    models.DateField(
                        null=True, verbose_name="ngày cơ quan phải thi hành nhận bản án"
                    ),
                ),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="administrative_judgments",
                        to="cases.office",
                    ),
                ),
                (
                    "judgment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="administrative",
                        to="cases.judgment",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.officer",
                        verbose_name="chấp hành viên",
                    ),
                ),
                (
                    "debtor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.publicbody",
                        verbose_name="cơ quan phải thi hành án",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc thi hành án hành chính",
                "ordering": ("-received_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "register_year", "entry_no"),
                        name="administrative_entry_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["a", "b", "c", "d", "dd", "e", "g"])),
                        name="administrative_outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=100, verbose_name="tài khoản")),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(verbose_name="đến hết ngày")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="tải lên lúc"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_statements",
                        to="cases.office",
                    ),
                ),
            ],
            options={
                "verbose_name": "sao kê",
                "ordering": ("-until", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "sha256"), name="bank_statement_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="bank_statement_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="ngày")),
                ("working", models.BooleanField(verbose_name="là ngày làm việc")),
                ("note", models.CharField(max_length=200, verbose_name="căn cứ, ghi chú")),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "ngày trong lịch",
                "ordering": ("day",),
            },
        ),
        migrations.CreateModel(
            name="ClosingRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cutoff", models.DateField(verbose_name="kỳ đến hết ngày")),
                (
                    "check_code",
                    models.CharField(db_collation="C", max_length=30, verbose_name="mục kiểm tra"),
                ),
                ("count", models.PositiveIntegerField(verbose_name="số trường hợp")),
                ("words", models.CharField(max_length=500, verbose_name="giải trình")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing_remarks",
                        to="cases.office",
                    ),
                ),
            ],
            options={
                "verbose_name": "giải trình khi khóa sổ",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["cutoff", "office"], name="closing_remark_month")],
            },
        ),
        migrations.CreateModel(
            name="CommitteeMembership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="cases.agency"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-since",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="membership_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Filing",
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
                            ("judgment", "Bản án, quyết định Tòa án chuyển giao"),
                            ("request", "Yêu cầu thi hành án"),
                            ("delegation", "Quyết định ủy thác"),
                        ],
                        max_length=12,
                        verbose_name="loại văn bản",
                    ),
                ),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("01", "Sổ nhận bản án, quyết định"),
                            ("02", "Sổ nhận yêu cầu thi hành án"),
                            ("03", "Sổ thụ lý thi hành án"),
                            ("04", "Sổ ra quyết định thu hồi, sửa đổi, bổ sung, hủy"),
                            ("05", "Sổ ra quyết định ủy thác"),
                            ("06", "Sổ nhận quyết định ủy thác"),
                            ("09", "Sổ ra quyết định hoãn, tạm đình chỉ, tiếp tục"),
                            ("10", "Sổ ra quyết định đình chỉ"),
                            ("11", "Sổ ra quyết định về việc chưa có điều kiện"),
                            ("12", "Sổ ra quyết định rút hồ sơ thi hành án"),
                            ("18", "Sổ theo dõi miễn, giảm"),
                            ("19", "Sổ theo dõi, quản lý thi hành án hành chính"),
                            ("20", "Sổ theo dõi việc chưa có điều kiện"),
                            ("PT", "Phiếu thu, biên lai"),
                            ("PC", "Phiếu chi"),
                            ("NB", "Bút toán nội bộ"),
                        ],
                        db_collation="C",
                        max_length=2,
                        verbose_name="sổ",
                    ),
                ),
                ("register_year", models.PositiveSmallIntegerField(verbose_name="năm sổ")),
                (
                    "entry_no",
                    models.PositiveIntegerField(null=True, verbose_name="số thứ tự vào sổ"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("direct", "Nộp trực tiếp"),
                            ("oral", "Trình bày trực tiếp, lập biên bản"),
                            ("post", "Qua đường bưu chính"),
                            ("electronic", "Trực tuyến (Cổng dịch vụ công, VNeID)"),
                        ],
                        max_length=12,
                        verbose_name="cách nhận",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="ngày nhận")),
                ("filed_on", models.DateField(verbose_name="ngày nộp (dấu bưu chính)")),
                ("sender", models.CharField(max_length=200, verbose_name="cơ quan, người gửi")),
                (
                    "creditor",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="người được thi hành án"
                    ),
                ),
                (
                    "debtor",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="người phải thi hành án"
                    ),
                ),
                (
                    "content",
                    models.CharField(blank=True, max_length=1000, verbose_name="nội dung yêu cầu"),
                ),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày nghĩa vụ đến hạn"),
                ),
                (
                    "instalment_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="mỗi kỳ, tháng"
                    ),
                ),
                (
                    "instalments_until",
                    models.DateField(blank=True, null=True, verbose_name="kỳ cuối đến hạn"),
                ),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="cases.office",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "judgment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="cases.judgment",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.officer",
                        verbose_name="chấp hành viên",
                    ),
                ),
            ],
            options={
                "verbose_name": "văn bản đã nhận",
                "ordering": ("-received_on", "-pk"),
                "indexes": [
                    models.Index(
                        fields=["office", "-received_on", "-id"], name="filing_newest_of_office"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            cases.models.persons.PlainName(
                                django.db.models.functions.text.Concat(
                                    "sender",
                                    models.Value("; "),
                                    "creditor",
                                    models.Value("; "),
                                    "debtor",
                                    output_field=models.TextField(),
                                )
                            ),
                            name="gin_trgm_ops",
                        ),
                        name="filing_words",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "register", "register_year", "entry_no"),
                        name="filing_entry_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("filed_on__lte", models.F("received_on"))),
                        name="filing_filed_before_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entry_no__isnull", False), ("kind", "request"), _connector="OR"
                        ),
                        name="filing_numbered_at_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instalment_months", None),
                            models.Q(("due_on__isnull", False), ("instalment_months__gt", 0)),
                            _connector="OR",
                        ),
                        name="filing_instalments_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
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
                            ("officer", "Bàn giao giữa Chấp hành viên"),
                            ("office", "Bàn giao sang đơn vị kế thừa"),
                        ],
                        db_collation="C",
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày bàn giao")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số biên bản")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do, căn cứ")),
                (
                    "prepared_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                ("signer", models.CharField(blank=True, max_length=100, verbose_name="người ký")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="ký lúc")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc"),
                ),
                (
                    "from_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_from",
                        to="cases.office",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_to",
                        to="cases.office",
                    ),
                ),
                (
                    "from_officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_from",
                        to="cases.officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "biên bản bàn giao",
                "ordering": ("-on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at", None), ("withdrawn_at", None), _connector="OR"
                        ),
                        name="handover_signed_stands",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
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
                        choices=[("quarterly", "Họp định kỳ"), ("extraordinary", "Họp đột xuất")],
                        db_collation="C",
                        default="quarterly",
                        max_length=15,
                        verbose_name="loại",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="ngày họp")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="giờ")),
                ("place", models.CharField(max_length=200, verbose_name="địa điểm")),
                ("chair", models.CharField(max_length=150, verbose_name="chủ trì")),
                ("papers_sent_on", models.DateField(null=True, verbose_name="gửi tài liệu ngày")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="khai mạc")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="kết thúc")),
                (
                    "approved_at",
                    models.DateTimeField(null=True, verbose_name="duyệt dự thảo thông báo"),
                ),
                (
                    "notice_no",
                    models.CharField(
                        blank=True, db_collation="C", max_length=60, verbose_name="số thông báo"
                    ),
                ),
                ("notice_on", models.DateField(null=True, verbose_name="ngày thông báo")),
                (
                    "notice_signer",
                    models.CharField(blank=True, max_length=150, verbose_name="người ký thông báo"),
                ),
                (
                    "prepared_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "cuộc họp",
                "ordering": ("-held_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "held_on", "kind"), name="meeting_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["quarterly", "extraordinary"])),
                        name="meeting_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None), ("opened_at__isnull", False), _connector="OR"
                        ),
                        name="meeting_opened_before_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_at", None), ("closed_at__isnull", False), _connector="OR"
                        ),
                        name="meeting_closed_before_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("notice_no", ""), ("notice_on", None)),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("notice_on__isnull", False),
                                models.Q(("notice_no", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_notice_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonLookup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("sought", models.CharField(max_length=200, verbose_name="tra theo")),
                ("found", models.PositiveSmallIntegerField(verbose_name="số kết quả")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "tra cứu người",
                "ordering": ("-at",),
            },
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="gộp lúc"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                (
                    "undone_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="tách lại lúc"),
                ),
                (
                    "undone_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do tách lại"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_kept",
                        to="cases.person",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_gone",
                        to="cases.person",
                    ),
                ),
                (
                    "undone_by",
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
                "verbose_name": "gộp trùng",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("merged",),
                        name="merge_once_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("undone_at", None),
                            models.Q(("undone_reason", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="merge_undone_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "symbol",
                    models.CharField(db_collation="C", max_length=30, verbose_name="ký hiệu"),
                ),
                ("first_no", models.PositiveIntegerField(verbose_name="từ số")),
                ("last_no", models.PositiveIntegerField(verbose_name="đến số")),
                ("opened_on", models.DateField(verbose_name="ngày cấp")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="ngày thu hồi")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="ghi chú")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_books",
                        to="cases.office",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "quyển biên lai",
                "ordering": ("-opened_on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "symbol", "first_no"), name="receipt_book_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_no__gte", 1), ("last_no__gte", models.F("first_no"))
                        ),
                        name="receipt_book_runs_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cutoff", models.DateField(verbose_name="mở lại từ kỳ")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do mở lại")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="mở lại lúc"
                    ),
                ),
                ("expires_on", models.DateField(verbose_name="mở đến hết ngày")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc"),
                ),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("closed", "Đơn vị đã khóa lại"),
                            ("expired", "Hết hạn, hệ thống đã khóa lại"),
                        ],
                        max_length=10,
                        verbose_name="kết thúc",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người mở lại",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="cases.office",
                    ),
                ),
            ],
            options={
                "verbose_name": "mở lại sổ",
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("office",),
                        name="reopening_one_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_how", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_how__in", ["closed", "expired"]),
                            ),
                            _connector="OR",
                        ),
                        name="reopening_ended_somehow",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="tên bộ lọc")),
                ("query", models.CharField(max_length=2000, verbose_name="điều kiện")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bộ lọc đã lưu",
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="saved_filter_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TableJob",
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
                        choices=[("import", "Nhập từ bảng tính"), ("export", "Xuất bảng tính")],
                        db_collation="C",
                        max_length=6,
                        verbose_name="loại",
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="yêu cầu lúc"
                    ),
                ),
                ("params", models.JSONField(default=dict, verbose_name="yêu cầu")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                (
                    "source",
                    models.FileField(blank=True, upload_to="tables/%Y/%m", verbose_name="tệp vào"),
                ),
                (
                    "result",
                    models.FileField(blank=True, upload_to="tables/%Y/%m", verbose_name="tệp ra"),
                ),
                ("total", models.PositiveIntegerField(null=True, verbose_name="số dòng")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="đã xử lý")),
                ("saved", models.PositiveIntegerField(default=0, verbose_name="đã lưu")),
                (
                    "refused",
                    models.CharField(blank=True, max_length=500, verbose_name="lý do từ chối"),
                ),
                ("finished_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.office",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="table_jobs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "việc với bảng tính",
                "ordering": ("-requested_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["import", "export"])),
                        name="table_job_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="dòng")),
                ("on", models.DateField(verbose_name="ngày")),
                ("amount", models.BigIntegerField(verbose_name="số tiền, + vào, − ra")),
                (
                    "reference",
                    models.CharField(blank=True, max_length=100, verbose_name="số giao dịch"),
                ),
                (
                    "description",
                    models.CharField(blank=True, max_length=500, verbose_name="nội dung"),
                ),
                (
                    "matched_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="khớp lúc"),
                ),
                (
                    "explained",
                    models.CharField(blank=True, max_length=300, verbose_name="giải thích"),
                ),
                (
                    "matched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="cases.bankstatement",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng sao kê",
                "ordering": ("row",),
                "constraints": [
                    models.UniqueConstraint(fields=("statement", "row"), name="bank_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="bank_line_moves_money",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                            ("enforcement", "Thi hành án"),
                            ("delegated_asset", "Xử lý tài sản ủy thác"),
                        ],
                        default="enforcement",
                        max_length=20,
                        verbose_name="loại hồ sơ",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=60,
                        verbose_name="quyết định thi hành án số",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="ngày quyết định thi hành án")),
                ("is_key", models.BooleanField(default=False, verbose_name="trọng điểm, phức tạp")),
                (
                    "heading",
                    models.CharField(
                        choices=[
                            ("IN_PROGRESS", "Đang thi hành"),
                            ("POSTPONED_BY_CONSENT", "Hoãn theo thỏa thuận (điểm c)"),
                            ("POSTPONED", "Hoãn thi hành án"),
                            ("SUSPENDED", "Tạm đình chỉ thi hành án"),
                            ("WITHOUT_MEANS", "Chưa có điều kiện thi hành"),
                            ("COLLECTED", "Đã thu, chưa chi trả"),
                            ("COMPLETED", "Thi hành xong"),
                            ("TERMINATED", "Đình chỉ thi hành án"),
                            ("REDUCED", "Miễn, giảm nghĩa vụ"),
                            ("DELEGATED", "Ủy thác thi hành án"),
                            ("TAKEN_UP", "Rút lên thi hành"),
                            ("RECALLED", "Thu hồi, hủy quyết định"),
                            ("RETURNED", "Gửi lại yêu cầu thi hành án"),
                            ("SEPARATE_BOOK", "Sổ theo dõi riêng"),
                            ("INTAKE", "Thụ lý (ngoài sổ)"),
                            ("TRANSFERRED", "Chuyển giao giữa đơn vị, Chấp hành viên"),
                            ("REOPENED", "Thụ lý lại từ sổ theo dõi riêng"),
                            ("SEPARATE_ENDED", "Ra khỏi sổ theo dõi riêng"),
                            ("CORRECTED", "Điều chỉnh năm trước"),
                        ],
                        db_collation="C",
                        default="INTAKE",
                        max_length=20,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True, db_collation="C", max_length=20, verbose_name="căn cứ"
                    ),
                ),
                ("last_booked_on", models.DateField(null=True, verbose_name="ghi sổ gần nhất")),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="continued_by",
                        to="cases.case",
                        verbose_name="tiếp nối việc",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.office",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "case_class",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.caseclass",
                        verbose_name="phân loại",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="cases.filing",
                        verbose_name="văn bản đã nhận",
                    ),
                ),
                (
                    "judgment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.judgment",
                        verbose_name="bản án, quyết định",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.officer",
                        verbose_name="chấp hành viên",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc thi hành án",
                "indexes": [
                    models.Index(
                        fields=["office", "heading", "-decided_on"], name="case_office_heading"
                    ),
                    models.Index(fields=["decision"], name="case_decision"),
                    models.Index(fields=["-decided_on", "-id"], name="case_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "heading__in",
                                [
                                    "IN_PROGRESS",
                                    "POSTPONED_BY_CONSENT",
                                    "POSTPONED",
                                    "SUSPENDED",
                                    "WITHOUT_MEANS",
                                    "COLLECTED",
                                    "COMPLETED",
                                    "TERMINATED",
                                    "REDUCED",
                                    "DELEGATED",
                                    "TAKEN_UP",
                                    "RECALLED",
                                    "RETURNED",
                                    "SEPARATE_BOOK",
                                    "INTAKE",
                                    "TRANSFERRED",
                                    "REOPENED",
                                    "SEPARATE_ENDED",
                                    "CORRECTED",
                                ],
                            )
                        ),
                        name="case_heading_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["enforcement", "delegated_asset"])),
                        name="case_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cutoff", models.DateField(verbose_name="khóa đến hết ngày")),
                ("closed_on", models.DateField(verbose_name="ngày khóa")),
                (
                    "closed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="khóa lúc"
                    ),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="thành phố nhận lúc"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="mở lại lúc"),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhận",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người khóa",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="cases.office",
                    ),
                ),
                (
                    "reopening",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="cases.reopening",
                    ),
                ),
            ],
            options={
                "verbose_name": "khóa sổ",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("office", "cutoff"),
                        name="closing_once_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), ("reopening__isnull", False), _connector="XOR"
                        ),
                        name="closing_withdrawn_by_reopening",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExcludedPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(verbose_name="đến hết ngày")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("force_majeure", "Sự kiện bất khả kháng"),
                            ("obstacle", "Trở ngại khách quan"),
                            ("emergency", "Tình trạng khẩn cấp"),
                            (
                                "postponed",
                                "Hoãn thi hành án (không phải do người được thi hành án đồng ý)",
                            ),
                            ("suspended", "Tạm đình chỉ thi hành án"),
                        ],
                        max_length=20,
                        verbose_name="lý do",
                    ),
                ),
                ("proof", models.CharField(max_length=300, verbose_name="tài liệu chứng minh")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excluded_periods",
                        to="cases.filing",
                    ),
                ),
            ],
            options={
                "verbose_name": "thời gian không tính vào thời hiệu",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="excluded_period_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("invited", "Được mời"),
                            ("present", "Dự họp"),
                            ("written", "Vắng, có ý kiến bằng văn bản"),
                            ("absent", "Vắng"),
                        ],
                        db_collation="C",
                        default="invited",
                        max_length=10,
                        verbose_name="tham dự",
                    ),
                ),
                (
                    "person",
                    models.CharField(blank=True, max_length=150, verbose_name="người dự họp"),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="ý kiến bằng văn bản"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.agency",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="cases.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy mời",
                "ordering": ("agency__name",),
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "agency"), name="invitation_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attendance__in", ["invited", "present", "written", "absent"])
                        ),
                        name="invitation_attendance_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cutoff", models.DateField(verbose_name="kỳ đến hết ngày")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("officer", "Chấp hành viên xác nhận"),
                            ("office", "Thủ trưởng ký, gửi"),
                            ("returned", "Thành phố trả lại"),
                            ("accepted", "Thành phố nhận"),
                            ("city", "Thành phố ký, gửi"),
                        ],
                        db_collation="C",
                        max_length=10,
                        verbose_name="bước",
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 của số liệu")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ký",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signoffs",
                        to="cases.office",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signoffs",
                        to="cases.officer",
                    ),
                ),
                (
                    "reopening",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signoffs",
                        to="cases.reopening",
                    ),
                ),
            ],
            options={
                "verbose_name": "ký xác nhận số liệu",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["cutoff", "office"], name="signoff_month")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ["officer", "office", "returned", "accepted", "city"])
                        ),
                        name="signoff_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step", "officer"), ("officer", None), _connector="XOR"
                        ),
                        name="signoff_officer_iff_officers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), ("step", "returned"), _negated=True),
                        name="signoff_returned_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("obligation_id", models.BigIntegerField(default=0)),
                ("officer_id", models.BigIntegerField(default=0)),
                (
                    "heading",
                    models.CharField(
                        choices=[
                            ("IN_PROGRESS", "Đang thi hành"),
                            ("POSTPONED_BY_CONSENT", "Hoãn theo thỏa thuận (điểm c)"),
                            ("POSTPONED", "Hoãn thi hành án"),
                            ("SUSPENDED", "Tạm đình chỉ thi hành án"),
                            ("WITHOUT_MEANS", "Chưa có điều kiện thi hành"),
                            ("COLLECTED", "Đã thu, chưa chi trả"),
                            ("COMPLETED", "Thi hành xong"),
                            ("TERMINATED", "Đình chỉ thi hành án"),
                            ("REDUCED", "Miễn, giảm nghĩa vụ"),
                            ("DELEGATED", "Ủy thác thi hành án"),
                            ("TAKEN_UP", "Rút lên thi hành"),
                            ("RECALLED", "Thu hồi, hủy quyết định"),
                            ("RETURNED", "Gửi lại yêu cầu thi hành án"),
                            ("SEPARATE_BOOK", "Sổ theo dõi riêng"),
                            ("INTAKE", "Thụ lý (ngoài sổ)"),
                            ("TRANSFERRED", "Chuyển giao giữa đơn vị, Chấp hành viên"),
                            ("REOPENED", "Thụ lý lại từ sổ theo dõi riêng"),
                            ("SEPARATE_ENDED", "Ra khỏi sổ theo dõi riêng"),
                            ("CORRECTED", "Điều chỉnh năm trước"),
                        ],
                        db_collation="C",
                        max_length=20,
                    ),
                ),
                ("ground", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("cases", models.SmallIntegerField(default=0)),
                ("amount", models.BigIntegerField(default=0)),
                ("last_on", models.DateField()),
                (
                    "office",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.office",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="balances",
                        to="cases.case",
                    ),
                ),
                (
                    "case_class",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.caseclass",
                    ),
                ),
            ],
            options={
                "verbose_name": "số dư",
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "case",
                            "obligation_id",
                            "heading",
                            "ground",
                            "office",
                            "officer_id",
                            "case_class",
                        ),
                        name="balance_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("cases__gte", 0)),
                        name="balance_not_below_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cases__lte", 1)), name="balance_one_case"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosingBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "heading",
                    models.CharField(
                        choices=[
                            ("IN_PROGRESS", "Đang thi hành"),
                            ("POSTPONED_BY_CONSENT", "Hoãn theo thỏa thuận (điểm c)"),
                            ("POSTPONED", "Hoãn thi hành án"),
                            ("SUSPENDED", "Tạm đình chỉ thi hành án"),
                            ("WITHOUT_MEANS", "Chưa có điều kiện thi hành"),
                            ("COLLECTED", "Đã thu, chưa chi trả"),
                            ("COMPLETED", "Thi hành xong"),
                            ("TERMINATED", "Đình chỉ thi hành án"),
                            ("REDUCED", "Miễn, giảm nghĩa vụ"),
                            ("DELEGATED", "Ủy thác thi hành án"),
                            ("TAKEN_UP", "Rút lên thi hành"),
                            ("RECALLED", "Thu hồi, hủy quyết định"),
                            ("RETURNED", "Gửi lại yêu cầu thi hành án"),
                            ("SEPARATE_BOOK", "Sổ theo dõi riêng"),
                            ("INTAKE", "Thụ lý (ngoài sổ)"),
                            ("TRANSFERRED", "Chuyển giao giữa đơn vị, Chấp hành viên"),
                            ("REOPENED", "Thụ lý lại từ sổ theo dõi riêng"),
                            ("SEPARATE_ENDED", "Ra khỏi sổ theo dõi riêng"),
                            ("CORRECTED", "Điều chỉnh năm trước"),
                        ],
                        db_collation="C",
                        max_length=20,
                    ),
                ),
                ("ground", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("cases", models.IntegerField()),
                ("amount", models.BigIntegerField()),
                (
                    "case_class",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.caseclass",
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="balances",
                        to="cases.closing",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "số dư khóa sổ",
            },
        ),
        migrations.CreateModel(
            name="Draft",
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
                            ("intake", "Thụ lý, ra quyết định thi hành án"),
                            ("amend", "Sửa đổi, bổ sung quyết định"),
                            ("collect", "Thu tiền, tài sản thi hành án"),
                            ("pay_out", "Chi trả tiền, giao tài sản"),
                            ("complete", "Kết thúc, thi hành xong"),
                            ("terminate", "Đình chỉ thi hành án"),
                            ("reduce", "Miễn, giảm nghĩa vụ"),
                            ("postpone", "Hoãn thi hành án"),
                            ("suspend", "Tạm đình chỉ thi hành án"),
                            ("without_means", "Quyết định chưa có điều kiện thi hành"),
                            ("resume", "Tiếp tục thi hành án"),
                            ("delegate", "Ủy thác thi hành án"),
                            ("take_up", "Rút hồ sơ lên thi hành"),
                            ("recall", "Thu hồi, hủy quyết định thi hành án"),
                            ("return_request", "Gửi lại yêu cầu thi hành án"),
                            ("separate_book", "Chuyển sổ theo dõi riêng"),
                            ("transfer", "Chuyển giao đơn vị"),
                            ("handover", "Bàn giao Chấp hành viên"),
                            ("reclassify", "Phân loại lại"),
                            ("reverse", "Hủy bút toán"),
                        ],
                        max_length=20,
                        verbose_name="việc ghi sổ",
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
                ("prepared_at", models.DateTimeField(auto_now=True, verbose_name="lập lúc")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="cases.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="cases.office"
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
            ],
            options={
                "verbose_name": "dự thảo",
                "ordering": ("prepared_at",),
            },
        ),
        migrations.CreateModel(
            name="KeyCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("reason", models.CharField(db_collation="C", max_length=20, verbose_name="lý do")),
                (
                    "words",
                    models.CharField(blank=True, max_length=500, verbose_name="nói rõ lý do"),
                ),
                (
                    "obstacles",
                    models.CharField(blank=True, max_length=1000, verbose_name="vướng mắc"),
                ),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="thôi theo dõi từ ngày"),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="lý do thôi theo dõi"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_marks",
                        to="cases.case",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "án trọng điểm, phức tạp",
                "ordering": ("-since", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("case",),
                        name="key_case_one_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            models.Q(
                                ("ended_on__gte", models.F("since")),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="key_case_ends_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("creditor", "Người được thi hành án"),
                            ("debtor", "Người phải thi hành án"),
                            ("related", "Người có quyền lợi, nghĩa vụ liên quan"),
                        ],
                        max_length=10,
                        verbose_name="tư cách",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("natural", "Cá nhân"),
                            ("legal", "Tổ chức"),
                            ("state", "Ngân sách nhà nước"),
                        ],
                        default="natural",
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="họ và tên, tên tổ chức")),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm sinh"
                    ),
                ),
                (
                    "identity_no",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="số định danh, mã số thuế"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="địa chỉ")),
                (
                    "in_prison",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="đang chấp hành án phạt tù"
                    ),
                ),
                (
                    "prison_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="chấp hành án phạt tù đến ngày"
                    ),
                ),
                (
                    "address_unknown",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="chưa rõ địa chỉ, nơi cư trú"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="cases.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="cases.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "đương sự",
                "indexes": [
                    models.Index(
                        condition=models.Q(("identity_no", ""), _negated=True),
                        fields=["identity_no"],
                        name="party_identity",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["creditor", "debtor", "related"])),
                        name="party_role_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("complaints", "Khiếu nại, tố cáo"),
                            ("reception", "Tiếp công dân"),
                            ("supervision", "Giám sát, kiểm sát, thanh tra"),
                            ("compensation", "Bồi thường nhà nước"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="sổ",
                    ),
                ),
                ("register_year", models.PositiveSmallIntegerField(verbose_name="năm sổ")),
                (
                    "entry_no",
                    models.PositiveIntegerField(null=True, verbose_name="số thứ tự vào sổ"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("complaint", "Khiếu nại"),
                            ("denunciation", "Tố cáo"),
                            ("upheld", "Giải quyết: đúng toàn bộ"),
                            ("partly_upheld", "Giải quyết: đúng một phần"),
                            ("rejected", "Giải quyết: sai, không có căn cứ"),
                            ("withdrawn", "Rút đơn, đình chỉ giải quyết"),
                            ("passed_on", "Chuyển nơi có thẩm quyền"),
                            ("visit", "Tiếp thường xuyên"),
                            ("visit_to_head", "Thủ trưởng đơn vị tiếp"),
                            ("visit_of_many", "Đoàn đông người"),
                            ("explained", "Giải thích, trả lời"),
                            ("guided", "Hướng dẫn đến nơi có thẩm quyền"),
                            ("petition_taken", "Nhận đơn để xử lý"),
                            ("control_conclusion", "Kết luận kiểm sát"),
                            ("control_request", "Yêu cầu của Viện kiểm sát"),
                            ("control_proposal", "Kiến nghị của Viện kiểm sát"),
                            ("control_protest", "Kháng nghị của Viện kiểm sát"),
                            ("supervised", "Kết luận giám sát"),
                            ("inspected", "Kết luận thanh tra, kiểm tra"),
                            ("accepted", "Trả lời: chấp nhận toàn bộ"),
                            ("partly_accepted", "Trả lời: chấp nhận một phần"),
                            ("not_accepted", "Trả lời: không chấp nhận"),
                            ("claim", "Yêu cầu bồi thường"),
                            ("claim_granted", "Quyết định, bản án bồi thường"),
                            ("claim_refused", "Không được bồi thường"),
                            ("claim_withdrawn", "Rút yêu cầu, đình chỉ"),
                            ("compensated", "Chi trả tiền bồi thường"),
                            ("refunded", "Người thi hành công vụ hoàn trả"),
                            ("cancelled", "Hủy mục đã ghi"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("booked_on", models.DateField(verbose_name="ngày ghi sổ")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="văn bản số"),
                ),
                (
                    "person",
                    models.CharField(blank=True, max_length=200, verbose_name="người, cơ quan"),
                ),
                ("people", models.PositiveIntegerField(null=True, verbose_name="số người")),
                ("content", models.CharField(blank=True, max_length=1000, verbose_name="nội dung")),
                ("amount", models.BigIntegerField(null=True, verbose_name="số tiền, đồng")),
                (
                    "cancels",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_by",
                        to="cases.registerentry",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_entries",
                        to="cases.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_entries",
                        to="cases.office",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refers_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="cases.registerentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục sổ",
                "ordering": ("-on", "-pk"),
                "indexes": [
                    models.Index(
                        fields=["office", "register", "booked_on"], name="register_office_day"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "register", "register_year", "entry_no"),
                        name="register_entry_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "complaint",
                                    "denunciation",
                                    "upheld",
                                    "partly_upheld",
                                    "rejected",
                                    "withdrawn",
                                    "passed_on",
                                    "visit",
                                    "visit_to_head",
                                    "visit_of_many",
                                    "explained",
                                    "guided",
                                    "petition_taken",
                                    "control_conclusion",
                                    "control_request",
                                    "control_proposal",
                                    "control_protest",
                                    "supervised",
                                    "inspected",
                                    "accepted",
                                    "partly_accepted",
                                    "not_accepted",
                                    "claim",
                                    "claim_granted",
                                    "claim_refused",
                                    "claim_withdrawn",
                                    "compensated",
                                    "refunded",
                                    "cancelled",
                                ],
                            ),
                            (
                                "register__in",
                                ["complaints", "reception", "supervision", "compensation"],
                            ),
                        ),
                        name="register_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancels", None), ("entry_no__isnull", False), ("refers_to", None)
                            ),
                            models.Q(
                                ("entry_no", None),
                                models.Q(("refers_to", None), ("cancels", None), _connector="XOR"),
                            ),
                            _connector="OR",
                        ),
                        name="register_opens_answers_or_cancels",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "cancelled"), ("cancels", None), _connector="XOR"
                        ),
                        name="register_cancels_iff_cancelled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gt", 0), _connector="OR"),
                        name="register_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booked_on__gte", models.F("on"))),
                        name="register_booked_not_before_its_day",
                    ),
                ],
            },
        ),
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
                ("day", models.DateField()),
                ("marked", models.TextField(db_collation="C")),
                ("plain", models.TextField(db_collation="C")),
                (
                    "office",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.office",
                    ),
                ),
            ],
            options={
                "verbose_name": "lời tra cứu",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        cases.models.search.SearchWords("office_id", "marked", "plain"),
                        name="search_words",
                    ),
                    models.Index(fields=["-day", "-case"], name="search_newest"),
                    models.Index(
                        fields=["office", "-day", "-case"], name="search_newest_of_office"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyAsk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=500, verbose_name="nội dung đề nghị")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="trước ngày")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="xong ngày")),
                ("result", models.CharField(blank=True, max_length=500, verbose_name="kết quả")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_asks",
                        to="cases.agency",
                        verbose_name="đề nghị với",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="cases.keycase",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị về án trọng điểm",
                "ordering": (
                    models.OrderBy(models.F("settled_on"), nulls_first=True),
                    models.OrderBy(models.F("due_on"), nulls_last=True),
                    "pk",
                ),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_on", None),
                            models.Q(("result", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="key_ask_settled_in_words",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(db_collation="C", max_length=20, verbose_name="lý do")),
                (
                    "words",
                    models.CharField(blank=True, max_length=500, verbose_name="nói rõ lý do"),
                ),
                (
                    "obstacles",
                    models.CharField(blank=True, max_length=1000, verbose_name="vướng mắc"),
                ),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "mark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="cases.keycase",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung án trọng điểm",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Asset",
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
                            ("land", "Quyền sử dụng đất"),
                            ("house", "Nhà, công trình"),
                            ("vehicle", "Phương tiện"),
                            ("account", "Tài khoản"),
                            ("securities", "Cổ phiếu, giấy tờ có giá"),
                            ("income", "Thu nhập"),
                            ("goods", "Hàng hóa, đồ vật"),
                            ("other", "Tài sản khác"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("description", models.CharField(max_length=300, verbose_name="mô tả")),
                (
                    "identifier",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        verbose_name="số giấy chứng nhận, biển số, số tài khoản",
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        blank=True,
                        db_default="",
                        max_length=200,
                        verbose_name="nơi đăng ký, gửi giữ, trả thu nhập",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, db_default="", max_length=250, verbose_name="nơi có tài sản"
                    ),
                ),
                (
                    "ward",
                    models.CharField(
                        blank=True, db_default="", max_length=100, verbose_name="phường, xã"
                    ),
                ),
                (
                    "share_part",
                    models.PositiveIntegerField(
                        db_default=1, verbose_name="phần của người phải thi hành án"
                    ),
                ),
                (
                    "share_of",
                    models.PositiveIntegerField(db_default=1, verbose_name="trên tổng số phần"),
                ),
                (
                    "co_owners",
                    models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="chủ sở hữu chung"
                    ),
                ),
                ("only_home", models.BooleanField(db_default=False, verbose_name="nhà ở duy nhất")),
                (
                    "costs",
                    models.BigIntegerField(
                        db_default=0, verbose_name="chi phí xử lý ước tính, đồng"
                    ),
                ),
                (
                    "set_aside",
                    models.BigIntegerField(db_default=0, verbose_name="tiền thuê nhà để lại, đồng"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("free", "Chưa bị phong tỏa, kê biên"),
                            ("frozen", "Đang bị phong tỏa, tạm giữ, tạm dừng chuyển dịch"),
                            ("seized", "Đã kê biên"),
                            ("valued", "Đã thẩm định giá"),
                            ("on_sale", "Đang bán"),
                            ("sold", "Đã bán, chờ giao"),
                            ("handed_over", "Đã giao"),
                            ("released", "Đã giải tỏa, trả lại"),
                        ],
                        db_collation="C",
                        db_default="free",
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "value",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="giá trị gần nhất, đồng"
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "struck_out_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xóa lúc"),
                ),
                (
                    "struck_out_reason",
                    models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="lý do xóa"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "struck_out_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assets",
                        to="cases.case",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assets",
                        to="cases.party",
                        verbose_name="của",
                    ),
                ),
            ],
            options={
                "verbose_name": "tài sản",
                "indexes": [
                    models.Index(
                        cases.models.assets.BareNumber("identifier"),
                        condition=models.Q(("identifier", ""), _negated=True),
                        name="asset_bare_number",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "land",
                                    "house",
                                    "vehicle",
                                    "account",
                                    "securities",
                                    "income",
                                    "goods",
                                    "other",
                                ],
                            )
                        ),
                        name="asset_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "free",
                                    "frozen",
                                    "seized",
                                    "valued",
                                    "on_sale",
                                    "sold",
                                    "handed_over",
                                    "released",
                                ],
                            )
                        ),
                        name="asset_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share_of__gte", models.F("share_part")), ("share_part__gte", 1)
                        ),
                        name="asset_share_of_the_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("costs__gte", 0),
                            ("set_aside__gte", 0),
                            models.Q(("value", None), ("value__gte", 0), _connector="OR"),
                        ),
                        name="asset_sums_not_below_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Encumbrance",
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
                            ("mortgage", "Thế chấp"),
                            ("pledge", "Cầm cố"),
                            ("dispute", "Tranh chấp"),
                            ("lease", "Cho thuê, cho mượn"),
                            ("other", "Hạn chế khác"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                (
                    "holder",
                    models.CharField(
                        max_length=200, verbose_name="bên nhận bảo đảm, người có quyền"
                    ),
                ),
                (
                    "secured",
                    models.BigIntegerField(default=0, verbose_name="nghĩa vụ được bảo đảm, đồng"),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="hết từ ngày")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="encumbrances",
                        to="cases.asset",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "hạn chế quyền",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["mortgage", "pledge", "dispute", "lease", "other"]),
                            ("secured__gte", 0),
                        ),
                        name="encumbrance_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
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
                            ("freeze", "Phong tỏa tài khoản, tài sản ở nơi gửi giữ"),
                            ("hold", "Tạm giữ tài sản, giấy tờ"),
                            (
                                "stop_registration",
                                "Tạm dừng đăng ký, chuyển dịch, thay đổi hiện trạng",
                            ),
                            ("exit_postponed", "Tạm hoãn xuất cảnh"),
                            (
                                "deduct_account",
                                "Khấu trừ tiền trong tài khoản; thu hồi, xử lý tiền",
                            ),
                            ("deduct_income", "Trừ vào thu nhập"),
                            ("seize", "Kê biên, xử lý tài sản"),
                            ("exploit", "Khai thác tài sản"),
                            ("hand_over", "Buộc chuyển giao vật, quyền tài sản, giấy tờ"),
                            ("do_or_not", "Buộc thực hiện hoặc không được thực hiện công việc"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="biện pháp",
                    ),
                ),
                ("object", models.CharField(max_length=300, verbose_name="đối tượng")),
                ("article", models.CharField(max_length=200, verbose_name="căn cứ")),
                ("signer", models.CharField(blank=True, max_length=100, verbose_name="người ký")),
                (
                    "disproportion",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        verbose_name="lý do áp dụng với tài sản lớn hơn nhiều nghĩa vụ",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="đang áp dụng")),
                ("decided_on", models.DateField(null=True, verbose_name="ngày quyết định")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="cases.asset",
                        verbose_name="tài sản",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="cases.case",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                        verbose_name="người bị áp dụng",
                    ),
                ),
            ],
            options={
                "verbose_name": "biện pháp",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["-decided_on", "-id"], name="measure_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "freeze",
                                    "hold",
                                    "stop_registration",
                                    "exit_postponed",
                                    "deduct_account",
                                    "deduct_income",
                                    "seize",
                                    "exploit",
                                    "hand_over",
                                    "do_or_not",
                                ],
                            )
                        ),
                        name="measure_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("asset__isnull", False), ("is_open", True)),
                        fields=("asset", "kind"),
                        name="measure_runs_once_on_an_asset",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
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
                            ("receipt", "Thu"),
                            ("payment", "Chi"),
                            ("distribution", "Phân phối"),
                        ],
                        db_collation="C",
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Tiền mặt"),
                            ("bank", "Chuyển khoản"),
                            ("in_kind", "Tài sản, hiện vật"),
                            ("post", "Bưu chính"),
                            ("unknown", "Không rõ"),
                        ],
                        db_collation="C",
                        max_length=8,
                        verbose_name="hình thức",
                    ),
                ),
                (
                    "symbol",
                    models.CharField(
                        blank=True, db_collation="C", max_length=30, verbose_name="ký hiệu"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số chứng từ")),
                (
                    "number_no",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số"),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("booked_on", models.DateField(verbose_name="ngày ghi sổ")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                ("amount", models.BigIntegerField(verbose_name="số tiền, đồng")),
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=250, verbose_name="người nộp, người nhận"
                    ),
                ),
                ("account", models.CharField(blank=True, max_length=100, verbose_name="tài khoản")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="nội dung")),
                (
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
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="cases.case",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người duyệt",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="cases.office",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.party",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="cases.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "chứng từ",
                "ordering": ("-on", "-pk"),
                "indexes": [
                    models.Index(fields=["office", "booked_on"], name="voucher_office_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["receipt", "payment", "distribution"]),
                            ("method__in", ["cash", "bank", "in_kind", "post", "unknown"]),
                        ),
                        name="voucher_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booked_on__gte", models.F("on"))),
                        name="voucher_booked_not_before_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="voucher_checker_is_not_maker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "payment"), _negated=True),
                            ("made_by", None),
                            ("confirmed_by__isnull", False),
                            ("reverses__isnull", False),
                            _connector="OR",
                        ),
                        name="voucher_paid_by_a_second_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("number_no", None), _negated=True),
                            models.Q(("symbol", ""), _negated=True),
                            ("reverses", None),
                        ),
                        fields=("office", "kind", "symbol", "number_no"),
                        name="voucher_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="số tiền khớp, + vào, − ra")),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="cases.bankline",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_matches",
                        to="cases.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "khớp sao kê",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("line", "voucher"), name="bank_match_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="bank_match_of_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoercionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày cưỡng chế")),
                ("starts_at", models.TimeField(verbose_name="từ giờ")),
                ("ends_at", models.TimeField(verbose_name="đến giờ")),
                ("place", models.CharField(max_length=250, verbose_name="địa điểm")),
                ("ward", models.CharField(max_length=100, verbose_name="phường, xã")),
                ("method", models.CharField(max_length=2000, verbose_name="phương án thực hiện")),
                (
                    "with_forces",
                    models.BooleanField(default=True, verbose_name="huy động lực lượng"),
                ),
                (
                    "is_complex",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="vụ phức tạp"
                    ),
                ),
                (
                    "police_unit",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="đơn vị Công an bảo vệ"
                    ),
                ),
                (
                    "equipment",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="phương tiện, trang thiết bị"
                    ),
                ),
                (
                    "cost_estimate",
                    models.BigIntegerField(default=0, verbose_name="dự trù chi phí, đồng"),
                ),
                (
                    "area",
                    models.CharField(blank=True, max_length=1000, verbose_name="tình hình địa bàn"),
                ),
                (
                    "attitude",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="thái độ của người bị cưỡng chế"
                    ),
                ),
                ("children", models.PositiveSmallIntegerField(default=0, verbose_name="trẻ em")),
                (
                    "elderly",
                    models.PositiveSmallIntegerField(default=0, verbose_name="người già, người ốm"),
                ),
                (
                    "weapons",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="vũ khí, chất cháy nổ, chó dữ"
                    ),
                ),
                (
                    "contacts",
                    models.CharField(blank=True, max_length=500, verbose_name="đầu mối liên lạc"),
                ),
                (
                    "identity_first",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="giấy tờ định danh thứ nhất"
                    ),
                ),
                (
                    "identity_second",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="giấy tờ định danh thứ hai"
                    ),
                ),
                (
                    "identity_decision",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        verbose_name="quyết định khi không đủ hai giấy tờ",
                    ),
                ),
                (
                    "special_day",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        verbose_name="lý do tiến hành vào ngày của đối tượng chính sách",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Dự thảo"),
                            ("issued", "Đã ban hành"),
                            ("held", "Đã tổ chức"),
                            ("called_off", "Đã dừng, hủy"),
                        ],
                        db_collation="C",
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "prepared_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="cases.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.office",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="cases.measure",
                        verbose_name="biện pháp cưỡng chế",
                    ),
                ),
                (
                    "officers",
                    models.ManyToManyField(
                        blank=True,
                        related_name="plans",
                        to="cases.officer",
                        verbose_name="Chấp hành viên tham gia",
                    ),
                ),
            ],
            options={
                "verbose_name": "kế hoạch cưỡng chế",
                "ordering": ("on", "starts_at", "pk"),
                "indexes": [models.Index(fields=["office", "on"], name="plan_office_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "issued", "held", "called_off"])
                        ),
                        name="plan_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="plan_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost_estimate__gte", 0)),
                        name="plan_cost_not_below_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Distribution",
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
                ("on", models.DateField(verbose_name="ngày phân phối")),
                ("received_on", models.DateField(verbose_name="ngày nhận tiền")),
                (
                    "cut_off",
                    models.DateField(
                        blank=True, null=True, verbose_name="ngày quyết định cưỡng chế"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="số tiền phân phối, đồng")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                (
                    "prepared_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="cases.asset",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="cases.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="cases.office",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "voucher",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distribution",
                        to="cases.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "phân phối tiền",
                "ordering": ("-prepared_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="distribution_of_something"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voucher", None), ("withdrawn_at", None)),
                        fields=("case",),
                        name="distribution_one_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeeCharge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_before", models.BigIntegerField(verbose_name="đã nhận trước, đồng")),
                ("received", models.BigIntegerField(verbose_name="nhận lần này, đồng")),
                ("assessed_before", models.BigIntegerField(verbose_name="phí đã tính trước, đồng")),
                ("assessed", models.BigIntegerField(verbose_name="phí đủ mức lần này, đồng")),
                ("base_wage", models.BigIntegerField(verbose_name="lương cơ sở, đồng")),
                ("amount", models.BigIntegerField(verbose_name="phí lần này, đồng")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=20,
                        verbose_name="căn cứ miễn, giảm",
                    ),
                ),
                (
                    "decision",
                    models.CharField(blank=True, max_length=60, verbose_name="số quyết định"),
                ),
                ("basis", models.CharField(max_length=500, verbose_name="cách tính")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fees",
                        to="cases.case",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fees",
                        to="cases.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "phí thi hành án",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0), ("amount__lte", models.F("assessed"))
                        ),
                        name="fee_within_its_full",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PayOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Tiền mặt"),
                            ("bank", "Chuyển khoản"),
                            ("in_kind", "Tài sản, hiện vật"),
                            ("post", "Bưu chính"),
                            ("unknown", "Không rõ"),
                        ],
                        db_collation="C",
                        max_length=8,
                        verbose_name="hình thức",
                    ),
                ),
                ("name", models.CharField(max_length=250, verbose_name="người nhận")),
                (
                    "account",
                    models.CharField(blank=True, max_length=100, verbose_name="tài khoản nhận"),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=500, verbose_name="nội dung chi"),
                ),
                (
                    "prepared_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lập lúc"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do rút"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pay_orders",
                        to="cases.case",
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pay_orders",
                        to="cases.distribution",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pay_orders",
                        to="cases.office",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                        verbose_name="người nhận",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "voucher",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pay_order",
                        to="cases.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị chi",
                "ordering": ("prepared_at", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("voucher", None), ("withdrawn_at", None)),
                        fields=["office", "prepared_at"],
                        name="pay_order_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["cash", "bank", "in_kind", "post", "unknown"])
                        ),
                        name="pay_order_method_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voucher", None), ("withdrawn_at", None), _connector="OR"
                        ),
                        name="pay_order_paid_or_withdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanForce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("enforcement", "Cơ quan thi hành án"),
                            ("police", "Công an"),
                            ("commune", "Ủy ban nhân dân cấp xã"),
                            ("procuracy", "Viện kiểm sát"),
                            ("medical", "Y tế"),
                            ("fire", "Cảnh sát phòng cháy, chữa cháy"),
                            ("utility", "Điện, nước, viễn thông"),
                            ("front", "Mặt trận, đoàn thể, tổ dân phố"),
                            ("witness", "Người chứng kiến"),
                            ("other", "Thành phần khác"),
                        ],
                        max_length=12,
                        verbose_name="thành phần",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="đơn vị")),
                ("head_count", models.PositiveIntegerField(verbose_name="số người")),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="người phụ trách, điện thoại"
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=300, verbose_name="nhiệm vụ")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forces",
                        to="cases.coercionplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "lực lượng",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "body__in",
                                [
                                    "enforcement",
                                    "police",
                                    "commune",
                                    "procuracy",
                                    "medical",
                                    "fire",
                                    "utility",
                                    "front",
                                    "witness",
                                    "other",
                                ],
                            ),
                            ("head_count__gte", 1),
                        ),
                        name="force_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitteeTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=1000, verbose_name="nhiệm vụ")),
                (
                    "person",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="người chịu trách nhiệm"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="thời hạn")),
                ("done_on", models.DateField(null=True, verbose_name="xong ngày")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="cases.agency",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committee_tasks",
                        to="cases.office",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="cases.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhiệm vụ",
                "ordering": ("due_on", "pk"),
                "indexes": [models.Index(fields=["done_on", "due_on"], name="committee_task_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("agency", None), ("office", None), _connector="XOR"),
                        name="committee_task_one_body",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskReport",
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
                            ("progress", "Đang thực hiện"),
                            ("done", "Đã thực hiện xong"),
                            ("reopened", "Chưa đạt, tiếp tục thực hiện"),
                        ],
                        db_collation="C",
                        max_length=10,
                        verbose_name="tình hình",
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("words", models.CharField(max_length=1000, verbose_name="kết quả")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="cases.committeetask",
                    ),
                ),
            ],
            options={
                "verbose_name": "kết quả thực hiện",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["progress", "done", "reopened"])),
                        name="task_report_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
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
                            ("court_fee", "Án phí, lệ phí Tòa án"),
                            ("fine", "Phạt tiền"),
                            ("confiscation", "Tịch thu, truy thu sung công quỹ"),
                            ("budget_claim", "Khoản thu khác cho ngân sách"),
                            ("compensation", "Bồi thường"),
                            ("debt", "Trả nợ"),
                            ("maintenance", "Cấp dưỡng"),
                            ("return_property", "Trả lại tiền, tài sản"),
                            ("hand_over", "Giao tài sản, nhà đất"),
                            ("do_or_not", "Buộc làm hoặc không được làm công việc"),
                            ("other", "Khác"),
                        ],
                        max_length=20,
                        verbose_name="loại nghĩa vụ",
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, max_length=250, verbose_name="nội dung"),
                ),
                ("joint", models.BooleanField(default=False, verbose_name="liên đới")),
                (
                    "interest_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Không tính lãi"),
                            ("law", "Theo Bộ luật Dân sự"),
                            ("judgment", "Theo lãi suất bản án ấn định"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="lãi chậm thi hành án",
                    ),
                ),
                (
                    "interest_from",
                    models.DateField(blank=True, null=True, verbose_name="tính lãi từ ngày"),
                ),
                (
                    "interest_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=6,
                        null=True,
                        verbose_name="lãi suất bản án ấn định, %/năm",
                    ),
                ),
                (
                    "instalment",
                    models.BigIntegerField(blank=True, null=True, verbose_name="mỗi kỳ, đồng"),
                ),
                (
                    "instalment_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="kỳ, tháng"
                    ),
                ),
                (
                    "instalments_from",
                    models.DateField(blank=True, null=True, verbose_name="kỳ đầu từ ngày"),
                ),
                (
                    "instalments_until",
                    models.DateField(blank=True, null=True, verbose_name="đến hết ngày"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="cases.case",
                    ),
                ),
                (
                    "creditor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "nghĩa vụ",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "court_fee",
                                    "fine",
                                    "confiscation",
                                    "budget_claim",
                                    "compensation",
                                    "debt",
                                    "maintenance",
                                    "return_property",
                                    "hand_over",
                                    "do_or_not",
                                    "other",
                                ],
                            )
                        ),
                        name="obligation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instalment", None),
                            models.Q(
                                ("instalment__gt", 0),
                                ("instalment_months__gt", 0),
                                ("instalments_from__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="obligation_instalments_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Act",
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
                            ("intake", "Thụ lý, ra quyết định thi hành án"),
                            ("amend", "Sửa đổi, bổ sung quyết định"),
                            ("collect", "Thu tiền, tài sản thi hành án"),
                            ("pay_out", "Chi trả tiền, giao tài sản"),
                            ("complete", "Kết thúc, thi hành xong"),
                            ("terminate", "Đình chỉ thi hành án"),
                            ("reduce", "Miễn, giảm nghĩa vụ"),
                            ("postpone", "Hoãn thi hành án"),
                            ("suspend", "Tạm đình chỉ thi hành án"),
                            ("without_means", "Quyết định chưa có điều kiện thi hành"),
                            ("resume", "Tiếp tục thi hành án"),
                            ("delegate", "Ủy thác thi hành án"),
                            ("take_up", "Rút hồ sơ lên thi hành"),
                            ("recall", "Thu hồi, hủy quyết định thi hành án"),
                            ("return_request", "Gửi lại yêu cầu thi hành án"),
                            ("separate_book", "Chuyển sổ theo dõi riêng"),
                            ("transfer", "Chuyển giao đơn vị"),
                            ("handover", "Bàn giao Chấp hành viên"),
                            ("reclassify", "Phân loại lại"),
                            ("reverse", "Hủy bút toán"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="việc ghi sổ",
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("booked_on", models.DateField(verbose_name="ngày ghi sổ")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("01", "Sổ nhận bản án, quyết định"),
                            ("02", "Sổ nhận yêu cầu thi hành án"),
                            ("03", "Sổ thụ lý thi hành án"),
                            ("04", "Sổ ra quyết định thu hồi, sửa đổi, bổ sung, hủy"),
                            ("05", "Sổ ra quyết định ủy thác"),
                            ("06", "Sổ nhận quyết định ủy thác"),
                            ("09", "Sổ ra quyết định hoãn, tạm đình chỉ, tiếp tục"),
                            ("10", "Sổ ra quyết định đình chỉ"),
                            ("11", "Sổ ra quyết định về việc chưa có điều kiện"),
                            ("12", "Sổ ra quyết định rút hồ sơ thi hành án"),
                            ("18", "Sổ theo dõi miễn, giảm"),
                            ("19", "Sổ theo dõi, quản lý thi hành án hành chính"),
                            ("20", "Sổ theo dõi việc chưa có điều kiện"),
                            ("PT", "Phiếu thu, biên lai"),
                            ("PC", "Phiếu chi"),
                            ("NB", "Bút toán nội bộ"),
                        ],
                        db_collation="C",
                        max_length=2,
                        verbose_name="sổ",
                    ),
                ),
                ("register_year", models.PositiveSmallIntegerField(verbose_name="năm sổ")),
                ("entry_no", models.PositiveIntegerField(verbose_name="số thứ tự vào sổ")),
                (
                    "decision",
                    models.CharField(blank=True, max_length=60, verbose_name="số văn bản"),
                ),
                (
                    "decision_no",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số"),
                ),
                (
                    "decision_suffix",
                    models.CharField(
                        blank=True, db_collation="C", max_length=50, verbose_name="ký hiệu"
                    ),
                ),
                (
                    "decision_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm văn bản"
                    ),
                ),
                (
                    "entered_again",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Số văn bản đã ghi, đã hủy bút toán, nay ghi lại.",
                        verbose_name="lần ghi lại",
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày văn bản"),
                ),
                ("signer", models.CharField(blank=True, max_length=100, verbose_name="người ký")),
                ("until", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("amount", models.BigIntegerField(blank=True, null=True, verbose_name="số tiền")),
                (
                    "ground",
                    models.CharField(
                        blank=True, db_collation="C", max_length=20, verbose_name="căn cứ"
                    ),
                ),
                ("opening", models.BooleanField(default=False, verbose_name="số dư mở sổ")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                (
                    "prepared_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="cases.act",
                    ),
                ),
                (
                    "together",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="companions",
                        to="cases.act",
                        verbose_name="ghi cùng lúc với",
                    ),
                ),
                (
                    "issuing_office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts_issued",
                        to="cases.office",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="cases.case",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.obligation",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc ghi sổ",
                "indexes": [
                    models.Index(
                        condition=models.Q(("booked_on__gt", models.F("on")), ("opening", False)),
                        fields=["booked_on"],
                        name="act_late",
                    ),
                    models.Index(
                        condition=models.Q(("kind", "reverse")),
                        fields=["booked_on"],
                        name="act_reversal",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuing_office", "register", "register_year", "entry_no"),
                        name="act_entry_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision_no__isnull", False)),
                        fields=(
                            "issuing_office",
                            "register",
                            "decision_year",
                            "decision_no",
                            "decision_suffix",
                            "entered_again",
                        ),
                        name="act_decision_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "intake",
                                    "amend",
                                    "collect",
                                    "pay_out",
                                    "complete",
                                    "terminate",
                                    "reduce",
                                    "postpone",
                                    "suspend",
                                    "without_means",
                                    "resume",
                                    "delegate",
                                    "take_up",
                                    "recall",
                                    "return_request",
                                    "separate_book",
                                    "transfer",
                                    "handover",
                                    "reclassify",
                                    "reverse",
                                ],
                            )
                        ),
                        name="act_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "register__in",
                                [
                                    "01",
                                    "02",
                                    "03",
                                    "04",
                                    "05",
                                    "06",
                                    "09",
                                    "10",
                                    "11",
                                    "12",
                                    "18",
                                    "19",
                                    "20",
                                    "PT",
                                    "PC",
                                    "NB",
                                ],
                            )
                        ),
                        name="act_register_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "reverse"), ("reverses__isnull", True), _connector="XOR"
                        ),
                        name="act_reverses_iff_reverse",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opening", True), ("booked_on__gte", models.F("on")), _connector="OR"
                        ),
                        name="act_booked_not_before_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DistributionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="hàng ưu tiên")),
                (
                    "fund",
                    models.CharField(
                        choices=[
                            ("obligation", "Tiền thi hành án"),
                            ("undistributed", "Tiền chưa phân phối"),
                            ("advance", "Tạm ứng chi phí"),
                            ("costs", "Chi phí thi hành án"),
                            ("set_aside", "Tiền thuê nhà để lại cho người phải thi hành án"),
                            ("secured", "Trả bên nhận bảo đảm"),
                            ("surplus", "Trả lại người phải thi hành án"),
                            ("fee", "Phí thi hành án"),
                            ("delegated", "Chuyển nơi ủy thác"),
                            ("deposit", "Tiền đặt trước, đặt cọc"),
                        ],
                        db_collation="C",
                        max_length=15,
                        verbose_name="tiền để",
                    ),
                ),
                ("name", models.CharField(max_length=250, verbose_name="người nhận")),
                ("claim", models.BigIntegerField(verbose_name="số được yêu cầu, đồng")),
                ("amount", models.BigIntegerField(verbose_name="số được phân phối, đồng")),
                ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                ("basis", models.CharField(max_length=200, verbose_name="căn cứ")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="cases.distribution",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.obligation",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng phân phối",
                "ordering": ("position",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0),
                            ("claim__gte", 0),
                            (
                                "fund__in",
                                [
                                    "obligation",
                                    "undistributed",
                                    "advance",
                                    "costs",
                                    "set_aside",
                                    "secured",
                                    "surplus",
                                    "fee",
                                    "delegated",
                                    "deposit",
                                ],
                            ),
                        ),
                        name="distribution_row_known",
                    ),
                    models.UniqueConstraint(
                        fields=("distribution", "position"), name="distribution_row_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObligationDebtor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "share",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="phần phải thi hành, đồng"
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debtor_links",
                        to="cases.obligation",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debt_links",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("obligation", "party"), name="obligation_debtor_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PayOrderItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fund",
                    models.CharField(
                        choices=[
                            ("obligation", "Tiền thi hành án"),
                            ("undistributed", "Tiền chưa phân phối"),
                            ("advance", "Tạm ứng chi phí"),
                            ("costs", "Chi phí thi hành án"),
                            ("set_aside", "Tiền thuê nhà để lại cho người phải thi hành án"),
                            ("secured", "Trả bên nhận bảo đảm"),
                            ("surplus", "Trả lại người phải thi hành án"),
                            ("fee", "Phí thi hành án"),
                            ("delegated", "Chuyển nơi ủy thác"),
                            ("deposit", "Tiền đặt trước, đặt cọc"),
                        ],
                        db_collation="C",
                        max_length=15,
                        verbose_name="tiền để",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="số tiền, đồng")),
                (
                    "fee",
                    models.BigIntegerField(default=0, verbose_name="phí thi hành án giữ lại, đồng"),
                ),
                (
                    "fee_ground",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="căn cứ miễn, giảm phí"
                    ),
                ),
                (
                    "fee_basis",
                    models.CharField(blank=True, max_length=500, verbose_name="cách tính phí"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.obligation",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cases.payorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "khoản chi",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            ("fee__gte", 0),
                            ("fee__lte", models.F("amount")),
                            (
                                "fund__in",
                                [
                                    "obligation",
                                    "undistributed",
                                    "advance",
                                    "costs",
                                    "set_aside",
                                    "secured",
                                    "surplus",
                                    "fee",
                                    "delegated",
                                    "deposit",
                                ],
                            ),
                        ),
                        name="pay_order_item_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InterestPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(verbose_name="đến hết ngày")),
                ("days", models.PositiveIntegerField(verbose_name="số ngày")),
                ("principal", models.BigIntegerField(verbose_name="tiền gốc, đồng")),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=3, max_digits=6, verbose_name="lãi suất, %/năm"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="tiền lãi, đồng")),
                ("basis", models.CharField(max_length=150, verbose_name="căn cứ")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interest_periods",
                        to="cases.act",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interest_periods",
                        to="cases.obligation",
                    ),
                ),
            ],
            options={
                "verbose_name": "kỳ tính lãi",
                "ordering": ("since", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="interest_period_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pair", models.PositiveSmallIntegerField(verbose_name="cặp")),
                (
                    "heading",
                    models.CharField(
                        choices=[
                            ("IN_PROGRESS", "Đang thi hành"),
                            ("POSTPONED_BY_CONSENT", "Hoãn theo thỏa thuận (điểm c)"),
                            ("POSTPONED", "Hoãn thi hành án"),
                            ("SUSPENDED", "Tạm đình chỉ thi hành án"),
                            ("WITHOUT_MEANS", "Chưa có điều kiện thi hành"),
                            ("COLLECTED", "Đã thu, chưa chi trả"),
                            ("COMPLETED", "Thi hành xong"),
                            ("TERMINATED", "Đình chỉ thi hành án"),
                            ("REDUCED", "Miễn, giảm nghĩa vụ"),
                            ("DELEGATED", "Ủy thác thi hành án"),
                            ("TAKEN_UP", "Rút lên thi hành"),
                            ("RECALLED", "Thu hồi, hủy quyết định"),
                            ("RETURNED", "Gửi lại yêu cầu thi hành án"),
                            ("SEPARATE_BOOK", "Sổ theo dõi riêng"),
                            ("INTAKE", "Thụ lý (ngoài sổ)"),
                            ("TRANSFERRED", "Chuyển giao giữa đơn vị, Chấp hành viên"),
                            ("REOPENED", "Thụ lý lại từ sổ theo dõi riêng"),
                            ("SEPARATE_ENDED", "Ra khỏi sổ theo dõi riêng"),
                            ("CORRECTED", "Điều chỉnh năm trước"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="tài khoản",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True, db_collation="C", max_length=20, verbose_name="căn cứ"
                    ),
                ),
                ("cases", models.SmallIntegerField(default=0, verbose_name="việc")),
                ("amount", models.BigIntegerField(default=0, verbose_name="đồng")),
                ("booked_on", models.DateField(verbose_name="ngày ghi sổ")),
                (
                    "act",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="cases.act",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="cases.case",
                    ),
                ),
                (
                    "case_class",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.caseclass",
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
                (
                    "obligation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.obligation",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cases.officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng sổ",
                "indexes": [models.Index(fields=["office", "booked_on"], name="line_office_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "heading__in",
                                [
                                    "IN_PROGRESS",
                                    "POSTPONED_BY_CONSENT",
                                    "POSTPONED",
                                    "SUSPENDED",
                                    "WITHOUT_MEANS",
                                    "COLLECTED",
                                    "COMPLETED",
                                    "TERMINATED",
                                    "REDUCED",
                                    "DELEGATED",
                                    "TAKEN_UP",
                                    "RECALLED",
                                    "RETURNED",
                                    "SEPARATE_BOOK",
                                    "INTAKE",
                                    "TRANSFERRED",
                                    "REOPENED",
                                    "SEPARATE_ENDED",
                                    "CORRECTED",
                                ],
                            )
                        ),
                        name="line_heading_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount", 0), ("cases__in", (-1, 1)), ("obligation", None)),
                            models.Q(
                                ("cases", 0),
                                ("obligation__isnull", False),
                                models.Q(("amount", 0), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="line_case_or_money",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=30, verbose_name="việc")),
                ("on", models.DateField(verbose_name="ngày")),
                ("at", models.TimeField(blank=True, null=True, verbose_name="giờ")),
                ("booked_on", models.DateField(verbose_name="ngày ghi sổ")),
                (
                    "written_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="ghi lúc"),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="số văn bản"),
                ),
                (
                    "amount",
                    models.BigIntegerField(blank=True, null=True, verbose_name="số tiền, đồng"),
                ),
                (
                    "counterpart",
                    models.CharField(
                        blank=True,
                        db_default="",
                        max_length=250,
                        verbose_name="người, tổ chức liên quan",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        db_default="",
                        max_length=20,
                        verbose_name="kết quả",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="nội dung")),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.act",
                        verbose_name="văn bản",
                    ),
                ),
                (
                    "administrative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.administrativejudgment",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.asset",
                    ),
                ),
                (
                    "cancels",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_by",
                        to="cases.step",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.case",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.filing",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.measure",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.obligation",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.office",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.officer",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.party",
                        verbose_name="đương sự",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.coercionplan",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bước tố tụng",
                "ordering": ("on", "pk"),
                "indexes": [
                    models.Index(fields=["office", "kind", "booked_on"], name="step_office_kind"),
                    models.Index(
                        condition=models.Q(("asset", None), _negated=True),
                        fields=["asset"],
                        name="step_asset",
                    ),
                    models.Index(
                        condition=models.Q(("measure", None), _negated=True),
                        fields=["measure"],
                        name="step_measure",
                    ),
                    models.Index(
                        condition=models.Q(("plan", None), _negated=True),
                        fields=["plan"],
                        name="step_plan",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("administrative", None), ("case__isnull", False), ("filing", None)
                            ),
                            models.Q(
                                ("administrative", None), ("case", None), ("filing__isnull", False)
                            ),
                            models.Q(
                                ("administrative__isnull", False), ("case", None), ("filing", None)
                            ),
                            _connector="OR",
                        ),
                        name="step_has_one_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booked_on__gte", models.F("on"))),
                        name="step_booked_not_before_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fund",
                    models.CharField(
                        choices=[
                            ("obligation", "Tiền thi hành án"),
                            ("undistributed", "Tiền chưa phân phối"),
                            ("advance", "Tạm ứng chi phí"),
                            ("costs", "Chi phí thi hành án"),
                            ("set_aside", "Tiền thuê nhà để lại cho người phải thi hành án"),
                            ("secured", "Trả bên nhận bảo đảm"),
                            ("surplus", "Trả lại người phải thi hành án"),
                            ("fee", "Phí thi hành án"),
                            ("delegated", "Chuyển nơi ủy thác"),
                            ("deposit", "Tiền đặt trước, đặt cọc"),
                        ],
                        db_collation="C",
                        max_length=15,
                        verbose_name="tiền để",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="đồng, + vào, − ra")),
                ("booked_on", models.DateField(verbose_name="ngày ghi sổ")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_lines",
                        to="cases.act",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_lines",
                        to="cases.case",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.obligation",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.office",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="cases.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng chứng từ",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(fields=["office", "booked_on"], name="money_line_office_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "fund__in",
                                [
                                    "obligation",
                                    "undistributed",
                                    "advance",
                                    "costs",
                                    "set_aside",
                                    "secured",
                                    "surplus",
                                    "fee",
                                    "delegated",
                                    "deposit",
                                ],
                            ),
                            models.Q(("amount", 0), _negated=True),
                        ),
                        name="money_line_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("obligation", None), ("fund", "obligation"), _connector="OR"
                        ),
                        name="money_line_obligation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "term",
                    models.CharField(db_collation="C", max_length=30, verbose_name="thời hạn"),
                ),
                ("since", models.DateField(verbose_name="tính từ ngày")),
                ("due_on", models.DateField(verbose_name="hết hạn ngày")),
                ("due_at", models.DateTimeField(null=True, verbose_name="hết hạn lúc")),
                ("done_on", models.DateField(null=True, verbose_name="đã làm ngày")),
                ("ended_on", models.DateField(null=True, verbose_name="thôi tính từ ngày")),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="cases.act",
                    ),
                ),
                (
                    "administrative",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="cases.administrativejudgment",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="cases.case",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.office",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="cases.filing",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.officer",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="cases.step",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="cases.voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "thời hạn",
                "ordering": ("due_on", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_on", None), ("ended_on", None)),
                        fields=["office", "officer", "due_on"],
                        name="deadline_running",
                    ),
                    models.Index(fields=["office", "due_on"], name="deadline_office_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("administrative", None), ("case__isnull", False), ("filing", None)
                            ),
                            models.Q(
                                ("administrative", None), ("case", None), ("filing__isnull", False)
                            ),
                            models.Q(
                                ("administrative__isnull", False), ("case", None), ("filing", None)
                            ),
                            _connector="OR",
                        ),
                        name="deadline_has_one_parent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="tên tài liệu")),
                ("file", models.FileField(upload_to="documents/%Y/%m", verbose_name="tệp")),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("content_type", models.CharField(max_length=100, verbose_name="loại tệp")),
                ("size", models.PositiveBigIntegerField(verbose_name="cỡ, byte")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="tải lên lúc"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gỡ lúc"),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do gỡ"),
                ),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.act",
                    ),
                ),
                (
                    "administrative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.administrativejudgment",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.case",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="cases.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "tài liệu",
                "ordering": ("-uploaded_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("case", None), ("administrative", None), _connector="XOR"
                        ),
                        name="document_has_one_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="document_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "heading",
                    models.CharField(
                        blank=True, db_collation="C", max_length=20, verbose_name="tình trạng"
                    ),
                ),
                ("rest", models.BigIntegerField(default=0, verbose_name="còn phải thi hành, đồng")),
                ("held", models.BigIntegerField(default=0, verbose_name="đã thu chưa chi, đồng")),
                (
                    "deadlines",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thời hạn đang chạy"),
                ),
                ("overdue", models.PositiveSmallIntegerField(default=0, verbose_name="đã quá hạn")),
                (
                    "refused",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="không bàn giao được"
                    ),
                ),
                (
                    "act",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_item",
                        to="cases.act",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_items",
                        to="cases.case",
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cases.handover",
                    ),
                ),
                (
                    "to_officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.officer",
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handover_item",
                        to="cases.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng bàn giao",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("handover", "case"), name="handover_item_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "addressee",
                    models.CharField(
                        choices=[
                            ("steering_committee", "Ban Chỉ đạo thi hành án dân sự"),
                            ("peoples_committee", "Chủ tịch Ủy ban nhân dân"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="gửi",
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="lý do")),
                ("asked", models.CharField(max_length=1000, verbose_name="đề nghị")),
                ("sent_on", models.DateField(verbose_name="ngày gửi")),
                (
                    "document_no",
                    models.CharField(blank=True, max_length=60, verbose_name="số văn bản"),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "concluded_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày kết luận"),
                ),
                (
                    "conclusion_no",
                    models.CharField(blank=True, max_length=60, verbose_name="số văn bản kết luận"),
                ),
                (
                    "conclusion",
                    models.CharField(blank=True, max_length=2000, verbose_name="kết luận"),
                ),
                (
                    "responsible",
                    models.CharField(blank=True, max_length=200, verbose_name="cơ quan thực hiện"),
                ),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="thời hạn thực hiện"),
                ),
                (
                    "followed_on",
                    models.DateField(blank=True, null=True, verbose_name="thực hiện xong ngày"),
                ),
                (
                    "follow_up",
                    models.CharField(blank=True, max_length=2000, verbose_name="kết quả thực hiện"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="cases.case",
                    ),
                ),
                (
                    "put_to",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="cases.agency",
                        verbose_name="chỉ gửi cơ quan",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "concluded",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.step",
                    ),
                ),
                (
                    "followed",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.step",
                    ),
                ),
                (
                    "sent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo xin ý kiến",
                "ordering": ("-sent_on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("addressee__in", ["steering_committee", "peoples_committee"])
                        ),
                        name="referral_addressee_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("concluded_on", None),
                            models.Q(("conclusion", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="referral_concluded_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("followed_on", None), ("concluded_on__isnull", False), _connector="OR"
                        ),
                        name="referral_followed_after_conclusion",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("commune", "Ủy ban nhân dân cấp xã"),
                            ("police", "Công an"),
                            ("land_office", "Văn phòng đăng ký đất đai"),
                            ("bank", "Ngân hàng, tổ chức tín dụng"),
                            ("social_insurance", "Bảo hiểm xã hội"),
                            ("vehicle_registry", "Cơ quan đăng ký phương tiện"),
                            ("tax", "Cơ quan thuế"),
                            ("employer", "Nơi trả thu nhập"),
                            ("prison", "Trại giam, trại tạm giam"),
                            ("debtor", "Người phải thi hành án tự kê khai"),
                            ("creditor", "Người được thi hành án cung cấp"),
                            ("other", "Nguồn khác"),
                        ],
                        max_length=20,
                        verbose_name="nguồn",
                    ),
                ),
                (
                    "place",
                    models.CharField(blank=True, max_length=250, verbose_name="nơi xác minh"),
                ),
                ("result", models.CharField(max_length=2000, verbose_name="kết quả")),
                (
                    "conclusion",
                    models.CharField(
                        choices=[
                            ("with_means", "Có điều kiện thi hành"),
                            ("partly", "Có điều kiện một phần"),
                            ("without_means", "Chưa có điều kiện thi hành"),
                            ("address_unknown", "Chưa xác định được địa chỉ, nơi cư trú"),
                        ],
                        db_collation="C",
                        max_length=20,
                        verbose_name="kết luận",
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verification",
                        to="cases.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "xác minh",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "conclusion__in",
                                ["with_means", "partly", "without_means", "address_unknown"],
                            ),
                            (
                                "source__in",
                                [
                                    "commune",
                                    "police",
                                    "land_office",
                                    "bank",
                                    "social_insurance",
                                    "vehicle_registry",
                                    "tax",
                                    "employer",
                                    "prison",
                                    "debtor",
                                    "creditor",
                                    "other",
                                ],
                            ),
                        ),
                        name="verification_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("topic", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
                (
                    "asked",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="đề nghị Ban Chỉ đạo"
                    ),
                ),
                (
                    "conclusion",
                    models.CharField(blank=True, max_length=1000, verbose_name="kết luận"),
                ),
                ("concluded_at", models.DateTimeField(null=True, verbose_name="kết luận lúc")),
                (
                    "concluded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "put_to",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="cases.agency", verbose_name="gửi riêng"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="cases.committeetask",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cases.meeting",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="cases.referral",
                    ),
                ),
                (
                    "concluded",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung họp",
                "ordering": ("position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "referral"), name="agenda_referral_once"
                    ),
                    models.UniqueConstraint(fields=("meeting", "task"), name="agenda_task_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("referral__isnull", False), ("task", None), ("topic", "")),
                            models.Q(("referral", None), ("task__isnull", False), ("topic", "")),
                            models.Q(
                                ("referral", None),
                                ("task", None),
                                models.Q(("topic", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agenda_one_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("referral", None), ("conclusion", ""), _connector="OR"),
                        name="agenda_conclusion_at_home",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="office",
            name="successors",
            field=models.ManyToManyField(
                related_name="predecessors", through="cases.Succession", to="cases.office"
            ),
        ),
        migrations.AddField(
            model_name="asset",
            name="verification",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assets",
                to="cases.verification",
            ),
        ),
        migrations.AddField(
            model_name="committeetask",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="cases.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="debtors",
            field=models.ManyToManyField(
                related_name="debts", through="cases.ObligationDebtor", to="cases.party"
            ),
        ),
        _sql("ledger"),
        _sql("procedure"),
        _sql("handovers"),
        _sql("search"),
        _sql("money"),
        _sql("plans"),
        _sql("closings"),
        _sql("registers"),
        _sql("committee"),
        _sql("key_cases"),
    ]
