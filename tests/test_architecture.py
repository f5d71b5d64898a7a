"""The design kept by tests: layers, scopes, budgets, templates. Reads the source, runs nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent

# The order in which the code reads. A module imports only from lines above its own, or its own.
LAYERS = (
    "cases.periods",
    "cases.step_kinds",
    "cases.register_kinds",
    "cases.committee_kinds",
    "cases.laws",
    "cases.choices",
    "cases.terms",
    "cases.rules",
    "cases.roles",
    "cases.today",
    "cases.sheets",
    "cases.templatetags",
    "cases.demo",
    "cases.apps",
    "cases.models",
    "cases.publication",
    "cases.actions",
    "cases.deadlines",
    "cases.persons",
    "cases.casefile",
    "cases.assets",
    "cases.measures",
    "cases.coercion",
    "cases.committee",
    "cases.money",
    "cases.briefs",
    "cases.inventory",
    "cases.tasks",
    "cases.means",
    "cases.caselist",
    "cases.export",
    "cases.search",
    "cases.forms",
    "cases.filters",
    "cases.jobs",
    "cases.views",
    "cases.urls",
    "cases.benchmarks",
    "cases.search_benchmark",
    "cases.management",
    "reports.apps",
    "reports.published",
    "reports.figures.columns",
    "reports.reconciling.alignment",
    "reports.reconciling.caselists",
    "reports.seed",
    "reports.models",
    "reports.figures.goals",
    "reports.targets.cascade",
    "reports.figures.scopes",
    "reports.figures.clocks",
    "reports.figures.areas",
    "reports.figures.balances",
    "reports.figures.breakdowns",
    "reports.figures.identities",
    "reports.figures.administrative",
    "reports.layouts.editions",
    "reports.figures.statistics",
    "reports.outlook.years",
    "reports.outlook.pace",
    "reports.outlook.cells",
    "reports.outlook.forecast",
    "reports.outlook.backtest",
    "reports.outlook.gap",
    "reports.targets.assignment",
    "reports.figures.facts",
    "reports.figures.counted",
    "reports.figures.official",
    "reports.monthend.months",
    "reports.monthend.closing",
    "reports.monthend.punctuality",
    "reports.review.kept",
    "reports.review.events",
    "reports.review.figures",
    "reports.review.words",
    "reports.proof",
    "reports.reconciling.reconcile",
    "reports.reconciling.causes",
    "reports.paper",
    "reports.board",
    "reports.tasks",
    "reports.actions",
    "reports.review.editing",
    "reports.demo",
    "reports.benchmarks",
    "reports.layouts.editing",
    "reports.reconciling.actions",
    "reports.forms",
    "reports.views",
    "reports.urls",
    "reports.management",
    "reports.figures",
    "reports.targets",
    "reports.layouts",
    "reports.monthend",
    "reports.outlook",
    "reports.reconciling",
    "reports.review",
    "enforcement",
)
SCOPES = ("visible_to", "figures_open_to", "managed_by", "none")
PUBLIC = {
    "Agency": "a name; behind the right to manage",
    "CommitteeMembership": "behind the right to manage",
    "Succession": "behind the right to manage",
    "CaseClass": "vocabulary, no row of anybody's",
    "CalendarDay": "the days off, no row of anybody's; set by who `may_set_calendar`",
    "PublicBody": "a catalogue of authorities, no row of anybody's",
    "Layout": "what the forms say, no row of anybody's",
    "OfficialForm": "what the law asks for, no row of anybody's",
    "PublishedFigure": "published by the ministry and the city",
}
BY_PARENT = {
    # file and model: why its rows need no scope of their own there
    ("cases/forms/fees.py", "Case"): "cases of which the office still holds a fee",
    ("cases/forms/pay_orders.py", "PayOrderItem"): "the writer's own orders on a case opened",
    ("cases/views/handovers.py", "HandoverItem"): "counted within documents already in scope",
    ("reports/views/clocks.py", "Act"): "late entries of a statement already opened",
    ("reports/views/clocks.py", "Closing"): "closings of an office already opened",
    ("reports/views/statements.py", "Case"): "names behind lines of a statement already opened",
    ("reports/views/statements.py", "Act"): "names behind lines of a statement already opened",
    ("reports/views/statements.py", "Office"): "names behind lines of a statement already opened",
    ("reports/views/statements.py", "Officer"): "names behind lines of a statement already opened",
}
MODULE_LINES, FUNCTION_LINES = 500, 60
OVER_BUDGET = {
    # What was longer when the budget came. It may shrink, not grow, and nothing is added here.
}
LONG_FUNCTIONS = {
    ("reports/paper/sheets.py", "statement_workbook"): 85,
}
DUMPING_GROUNDS = {"utils", "util", "common", "core", "helpers", "helper", "misc", "lib", "base"}

OURS = ("cases", "reports")
SOURCES = sorted(
    path
    for package in ("cases", "reports", "enforcement")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
every_module = pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def rank(module: str) -> int | None:
    found = [n for n, name in enumerate(LAYERS) if f"{module}.".startswith(f"{name}.")]
    return found[0] if found else None


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


@every_module
def test_imports_only_go_up(path):
    own = rank(dotted(path))
    assert own is not None or dotted(path) in ("cases", "reports"), "give the module a layer"
    for line, name in imported(path):
        if name.partition(".")[0] in ("cases", "reports", "enforcement"):
            theirs = rank(name)
            assert theirs is not None, f"line {line}: {name} has no layer"
            assert own is not None and theirs <= own, f"line {line}: {name} stands below"


def test_nobody_imports_the_wiring():
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] != "enforcement":
            below = [name for _, name in imported(path) if name.startswith("enforcement")]
            assert not below, relative(path)


@every_module
def test_no_dumping_ground(path):
    parts = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    assert not parts & DUMPING_GROUNDS


@every_module
def test_budgets(path):
    text = path.read_text("utf-8")
    limit = OVER_BUDGET.get(relative(path), MODULE_LINES)
    assert text.count("\n") <= limit, f"a module has at most {limit} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            most = LONG_FUNCTIONS.get((relative(path), node.name), FUNCTION_LINES)
            assert length <= most, f"{node.name}: {length} lines"


def test_what_came_back_under_budget_leaves_the_list():
    for name in OVER_BUDGET:
        assert (ROOT / name).read_text("utf-8").count("\n") > MODULE_LINES, name


# ---------------------------------------------------------------- scopes
READERS = [
    path
    for path in SOURCES
    if path.relative_to(ROOT).parts[0] != "enforcement"
    and path.relative_to(ROOT).parts[1].removesuffix(".py") in ("views", "forms", "filters")
]


def unscoped(path: Path) -> Iterator[tuple[int, str]]:
    """Rows read past the scopes: `Model.objects.filter(…)`, `get_object_or_404(Model, …)`."""
    models = {model.__name__ for model in apps.get_models() if model._meta.app_label in OURS}
    for node in ast.walk(tree(path)):
        match node:
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id=name), attr="objects" | "_default_manager"),
                attr=method,
            ) if name in models and method not in SCOPES:
                yield node.lineno, name
            case ast.Call(
                func=ast.Name(id="get_object_or_404" | "get_list_or_404"),
                args=[ast.Name(id=name), *_],
            ) if name in models:
                yield node.lineno, name


@pytest.mark.parametrize("path", READERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_views_read_within_a_scope(path):
    for line, model in unscoped(path):
        if model not in PUBLIC:
            assert (relative(path), model) in BY_PARENT, f"line {line}: {model}.objects unscoped"


def test_exceptions_from_the_scopes_are_used():
    used = {(relative(path), model) for path in READERS for _, model in unscoped(path)}
    assert not set(BY_PARENT) - used


def test_a_scoped_model_has_its_scope_on_the_default_manager():
    scoped = [m for m in apps.get_models() if hasattr(m._default_manager, "visible_to")]
    assert {"Case", "Draft", "LedgerLine", "Office", "Officer", "Party", "PrintJob"} <= {
        model.__name__ for model in scoped
    }


# ---------------------------------------------------------------- templates
def named_templates() -> Iterator[tuple[str, str]]:
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and re.fullmatch(r"[\w/.-]+\.html", str(node.value)):
                yield relative(path), str(node.value)
    for path in (ROOT / "templates").rglob("*.html"):
        found = re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)", path.read_text("utf-8"))
        yield from ((relative(path), name) for name in found)


def test_every_template_named_exists():
    missing = [
        (where, name)
        for where, name in named_templates()
        if not any((Path(folder) / name).is_file() for folder in settings.TEMPLATES[0]["DIRS"])
    ]
    assert not missing


def test_no_inline_style_or_script_in_templates():
    """The content security policy refuses them; a page would quietly look wrong."""
    for path in (ROOT / "templates").rglob("*.html"):
        text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text("utf-8"), flags=re.S)
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text), relative(
            path
        )


# ---------------------------------------------------------------- models
@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_signals_and_no_save_of_our_own():
    for path in SOURCES:
        for line, name in imported(path):
            assert not re.search(r"django\..*signals|dispatch\.receiver", name), (
                f"{relative(path)}:{line}: business goes through actions"
            )
        if "models" in relative(path):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.FunctionDef):
                    assert node.name not in ("save", "delete", "bulk_create", "update"), (
                        f"{relative(path)}:{node.lineno}"
                    )


def test_one_place_knows_the_day():
    for path in SOURCES:
        if relative(path) != "cases/today.py":
            assert "localdate" not in path.read_text("utf-8"), relative(path)
