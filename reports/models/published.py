"""What authorities and the press printed."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    pass


class PublishedFigure(models.Model):
    """Số liệu đã công bố: one row that an authority or the press printed, with its source.

    Money is in thousands of đồng, as printed; rates are per cent; empty was not published.
    """

    code = models.CharField("mã", max_length=20, unique=True, db_collation="C")
    unit = models.CharField("nơi", max_length=40, db_collation="C")
    year = models.PositiveSmallIntegerField("năm thống kê")
    months = models.PositiveSmallIntegerField("số tháng")
    as_of = models.DateField("tính đến ngày", null=True, blank=True)
    measure = models.CharField("cách tính", max_length=20)
    carried_in = models.BigIntegerField("năm trước chuyển sang", null=True)
    new_intake = models.BigIntegerField("thụ lý mới", null=True)
    docketed = models.BigIntegerField("tổng số thụ lý", null=True)
    delegated = models.BigIntegerField("ủy thác", null=True)
    taken_up = models.BigIntegerField("rút lên", null=True)
    recalled = models.BigIntegerField("thu hồi, hủy", null=True)
    to_enforce = models.BigIntegerField("phải thi hành", null=True)
    enforceable = models.BigIntegerField("có điều kiện", null=True)
    not_yet_enforceable = models.BigIntegerField("chưa có điều kiện", null=True)
    completed = models.BigIntegerField("thi hành xong", null=True)
    rate_printed = models.CharField("tỷ lệ in", max_length=10, blank=True)
    target = models.CharField("chỉ tiêu in", max_length=10, blank=True)
    gap_points = models.CharField("chênh lệch in", max_length=10, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    source = models.CharField("nguồn", max_length=150, blank=True)

    class Meta:
        verbose_name = "số liệu đã công bố"
        ordering = ("-year", "-months", "unit", "code")

    def __str__(self) -> str:
        return f"{self.code}: {self.unit} {self.year}/{self.months}"
