"""Tóm tắt việc on paper: always one A4 page, tagged. What does not fit is cut and counted."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from cases.briefs import PAPER, Brief, Shown
from reports.paper.pdf import STATIC, local_fetcher, style

TAGGED: dict[str, Any] = {"pdf_tags": True, "pdf_variant": "pdf/a-3a"}


def _drawn(shown: Shown, made_at: datetime) -> Any:
    from weasyprint import HTML

    sheets, fonts = style("brief.css")
    context = {"shown": shown, "made_at": made_at, "demo": settings.DEMO}
    page = HTML(
        string=render_to_string("cases/brief_pdf.html", context),
        base_url=STATIC.as_uri() + "/",
        url_fetcher=local_fetcher(),
    )
    return page.render(stylesheets=sheets, font_config=fonts, **TAGGED)


def fitted(brief: Brief, made_at: datetime) -> tuple[Shown, Any]:
    """As much of the brief as one page takes, and that page."""
    for room in PAPER:
        shown = brief.within(room)
        drawn = _drawn(shown, made_at)
        if len(drawn.pages) == 1:
            break
    return shown, drawn


def brief_pdf(brief: Brief, made_at: datetime) -> bytes:
    _, drawn = fitted(brief, made_at)
    return drawn.write_pdf(**TAGGED)
