"""A form whose safety token is missing or old.

The other errors are Django's own views over templates/400.html, 403.html, 404.html and 500.html.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "csrf.html", status=403)
