"""The catalogue: offices, successions, officers."""

from typing import Any

from django import forms

from cases.actions import people
from cases.choices import OfficeKind
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Office, Officer, Succession, User


class OfficeForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Z0-9]+(-[A-Z0-9]+)*$",
        label="Mã đơn vị",
        max_length=20,
        error_messages={"invalid": "Chữ in hoa không dấu và số, nối bằng dấu gạch: HN-BD."},
    )
    name = WordsField(label="Tên đơn vị", max_length=150)
    kind = forms.ChoiceField(label="Loại", choices=OfficeKind)
    parent = forms.ModelChoiceField(
        Office.objects.none(), label="Đơn vị cấp trên", required=False, empty_label="Không có"
    )
    valid_from = DayField(label="Hoạt động từ ngày")
    valid_to = DayField(
        label="Đến hết ngày", required=False, help_text="Để trống khi còn hoạt động."
    )
    symbol = WordsField(
        label="Ký hiệu văn bản",
        max_length=30,
        required=False,
        help_text="Sau số và loại văn bản, ví dụ CCTHADS trong 123/QĐ-CCTHADS.",
    )
    seat = WordsField(
        label="Địa danh",
        max_length=200,
        required=False,
        help_text="Ghi trước ngày tháng trên văn bản: “Ba Đình, ngày …”.",
    )
    letterhead = WordsField(
        label="Cơ quan chủ quản",
        max_length=150,
        required=False,
        help_text="Dòng trên tên đơn vị ở đầu văn bản.",
    )
    provisional = forms.BooleanField(
        label="Chưa đối chiếu văn bản",
        required=False,
        help_text="Đánh dấu khi tên, ký hiệu hay thời gian còn là suy luận.",
    )

    def __init__(self, *args: Any, by: User, office: Office | None = None, **kwargs: Any) -> None:
        self.office = office
        if office is not None:
            kwargs["initial"] = forms.model_to_dict(office, self.base_fields)
        super().__init__(*args, **kwargs)
        parents = Office.objects.managed_by(by).filter(kind__in=people.CITY_KINDS)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        if office is not None:
            self.fields["code"].disabled = True

    def apply(self, *, by: User) -> Office:
        fields = dict(self.cleaned_data)
        code = fields.pop("code")
        if self.office is None:
            return people.create_office(by=by, code=code, **fields)
        return people.edit_office(self.office.pk, by=by, **fields)


class SuccessionForm(forms.Form):
    new = forms.ModelChoiceField(Office.objects.none(), label="Đơn vị kế thừa")
    on = DayField(label="Từ ngày")
    note = WordsField(label="Căn cứ, ghi chú", max_length=200, required=False)

    def __init__(self, *args: Any, by: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        offices = Office.objects.managed_by(by).exclude(pk=office.pk)
        self.fields["new"].queryset = offices  # type: ignore[attr-defined]

    def apply(self, *, by: User) -> Succession:
        return people.add_succession(by=by, old=self.office, **self.cleaned_data)


class OfficerForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Z0-9]+(-[A-Z0-9]+)*$",
        label="Mã Chấp hành viên",
        max_length=30,
        error_messages={"invalid": "Chữ in hoa không dấu và số, nối bằng dấu gạch: HN-BD-01."},
    )
    office = forms.ModelChoiceField(
        Office.objects.none(),
        label="Đơn vị",
        help_text="Người chuyển sang đơn vị khác nhận mã của đơn vị mới.",
    )
    name = WordsField(label="Họ và tên", max_length=100)
    valid_from = DayField(label="Từ ngày")
    valid_to = DayField(
        label="Đến hết ngày", required=False, help_text="Để trống khi còn làm việc."
    )

    def __init__(self, *args: Any, by: User, officer: Officer | None = None, **kwargs: Any) -> None:
        self.officer = officer
        if officer is not None:
            kwargs["initial"] = forms.model_to_dict(officer, self.base_fields)
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.managed_by(by)  # type: ignore[attr-defined]
        if officer is not None:
            self.fields["code"].disabled = self.fields["office"].disabled = True

    def apply(self, *, by: User) -> Officer:
        fields = dict(self.cleaned_data)
        if self.officer is None:
            return people.create_officer(by=by, **fields)
        del fields["code"], fields["office"]
        return people.edit_officer(self.officer.pk, by=by, **fields)
