"""Signing in and changing the own password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import MinimumLengthValidator

from cases.actions import people
from cases.models import User


class LongEnough(MinimumLengthValidator):
    """Django's rule; its Vietnamese catalogue leaves this one message in English."""

    def get_error_message(self) -> str:
        return f"Mật khẩu quá ngắn, cần ít nhất {self.min_length} ký tự."

    def get_help_text(self) -> str:
        return f"Mật khẩu cần ít nhất {self.min_length} ký tự."


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": (
            "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đã ngừng hoạt động. "
            "Nhập sai 5 lần liên tiếp thì bị tạm khóa 15 phút."
        ),
        "inactive": "Tài khoản đã ngừng hoạt động.",
    }

    def clean_username(self) -> str:
        """Capitals do not matter, neither for the account nor for counting failures."""
        return self.cleaned_data["username"].strip().lower()


class PasswordForm(PasswordChangeForm):
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_mismatch": "Hai lần nhập mật khẩu mới không giống nhau.",
        "password_incorrect": "Mật khẩu hiện tại không đúng.",
        "password_unchanged": "Mật khẩu mới phải khác mật khẩu hiện tại.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Mật khẩu hiện tại"
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields[
            "new_password1"
        ].help_text = (
            "Ít nhất 12 ký tự, không giống tên đăng nhập, không phải mật khẩu nhiều người dùng."
        )
        self.fields["new_password2"].label = "Nhập lại mật khẩu mới"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if new and new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(
                self.error_messages["password_unchanged"], code="password_unchanged"
            )
        return new

    def save(self, commit: bool = True) -> User:
        self.user = people.change_own_password(self.user, self.cleaned_data["new_password1"])
        return self.user
