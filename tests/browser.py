"""What the browser tests share: how Chromium is started, and hands at the keyboard."""

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def check(page: Page) -> None:
    """No violation of accessibility, and nothing wider than the window."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def go_to(page: Page, name: str) -> None:
    """Tab on until the field has the focus."""
    for _ in range(80):
        if page.evaluate("document.activeElement.name ?? ''") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def write(page: Page, name: str, text: str) -> None:
    go_to(page, name)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        page.fill(f"[name='{name.replace('__', '-')}']", text)


def asset_step(page: Page, label: str, refused: str = "", then=None, **fields: str) -> None:
    """A step offered on an asset's page; where it is `refused` with these words, what is typed
    `then`."""
    page.click(f"main .items a:text-is('{label}')")
    page.wait_for_url("**/steps/*/")
    fill(page, **fields)
    page.keyboard.press("ControlOrMeta+s")
    if refused:
        page.wait_for_selector(f"text={refused}")
        fill(page, **(then or {}))
        page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("**/assets/*/")
