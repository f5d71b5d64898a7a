"""Accounts, and the committee's agencies and memberships."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from cases.actions import people
from cases.choices import Role
from cases.forms.days import DayField
from cases.forms.fields import WordsField
from cases.models import Agency, CommitteeMembership, Office, Officer, User


class ByOffice(ModelChoiceIterator):
    """Officers under the names of their offices."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        officers = self.queryset.select_related("office").order_by("office__code", "code")
        for office, members in groupby(officers, key=lambda officer: officer.office):
            yield (office.name, [self.choice(officer) for officer in members])


class OfficerChoiceField(forms.ModelChoiceField):
    iterator = ByOffice

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {obj.name}" if obj.name else obj.code


class AccountForm(forms.Form):
    username = forms.RegexField(
        r"^[a-zA-Z0-9]+([._-][a-zA-Z0-9]+)*$",
        label="Tên đăng nhập",
        max_length=50,
        help_text="Chữ không dấu, số, dấu chấm; không phân biệt hoa thường.",
        error_messages={"invalid": "Chỉ dùng chữ không dấu, số, dấu chấm, gạch: ha.nguyen."},
    )
    name = WordsField(label="Họ và tên", max_length=100)
    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn vai trò"), *Role.choices])
    office = forms.ModelChoiceField(
        Office.objects.none(),
        label="Đơn vị",
        required=False,
        empty_label="Không có (Ban Chỉ đạo)",
    )
    officer = OfficerChoiceField(
        Officer.objects.none(),
        label="Mã Chấp hành viên",
        required=False,
        empty_label="Không gắn",
        help_text="Bắt buộc với vai trò Chấp hành viên.",
    )

    def __init__(self, *args: Any, by: User, account: User | None = None, **kwargs: Any) -> None:
        self.account = account
        if account is not None:
            kwargs["initial"] = forms.model_to_dict(account, self.base_fields)
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.managed_by(by)  # type: ignore[attr-defined]
        officers = Officer.objects.managed_by(by)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        if account is not None:
            self.fields["username"].disabled = True

    def apply(self, *, by: User) -> Any:
        fields = dict(self.cleaned_data)
        if self.account is None:
            return people.create_account(by=by, **fields)
        del fields["username"]
        return people.edit_account(self.account.pk, by=by, **fields)


class AgencyForm(forms.Form):
    name = WordsField(label="Tên cơ quan", max_length=150)

    def __init__(self, *args: Any, by: User, agency: Agency | None = None, **kwargs: Any) -> None:
        self.agency = agency
        if agency is not None:
            kwargs["initial"] = {"name": agency.name}
        super().__init__(*args, **kwargs)

    def apply(self, *, by: User) -> Agency:
        pk = self.agency.pk if self.agency else None
        return people.save_agency(pk, by=by, **self.cleaned_data)


class MembershipForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(),
        label="Tài khoản",
        help_text="Tài khoản có vai trò Thành viên Ban Chỉ đạo.",
    )
    since = DayField(label="Từ ngày")
    until = DayField(
        label="Đến hết ngày", required=False, help_text="Để trống khi còn là thành viên."
    )

    def __init__(
        self,
        *args: Any,
        by: User,
        agency: Agency,
        membership: CommitteeMembership | None = None,
        **kwargs: Any,
    ) -> None:
        self.agency, self.membership = agency, membership
        if membership is not None:
            kwargs["initial"] = forms.model_to_dict(membership, self.base_fields)
        super().__init__(*args, **kwargs)
        members = User.objects.managed_by(by).filter(role=Role.COMMITTEE)
        self.fields["user"].queryset = members  # type: ignore[attr-defined]
        if membership is not None:
            self.fields["user"].disabled = True

    def apply(self, *, by: User) -> CommitteeMembership:
        fields = dict(self.cleaned_data)
        if self.membership is None:
            return people.add_membership(by=by, agency=self.agency, **fields)
        del fields["user"]
        return people.edit_membership(self.membership.pk, by=by, **fields)
