"""./run itself: what it refuses, that it recovers, and that a restored backup is the same."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VERBS = ("demo", "serve", "test", "check", "manage", "bench", "backup", "restore", "lock")
PRODUCTION = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the checkout with the same Python packages and data of its own."""
    copy = tmp_path_factory.mktemp("checkout") / "app"
    shutil.copytree(
        ROOT, copy, symlinks=True, ignore=shutil.ignore_patterns("var", ".*", "__pycache__")
    )
    (copy / "var").mkdir()
    (copy / "var/venv").symlink_to(ROOT / "var/venv")
    return copy


@pytest.fixture(scope="module")
def run(checkout):
    """Calls ./run as a person would, without the variables of this test run."""
    ours = {*PRODUCTION, "VAR_DIR", "TESTING", "DEMO", "HTTPS", "PORT", "MODE", "TODAY"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}

    def call(*words: str, status: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["./run", *words],
            cwd=checkout,
            env=clean | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, f"{done.returncode}: {done.stdout}\n{done.stderr}"
        return done

    call.environment = clean
    return call


def test_alone_it_says_what_it_can(run):
    usage = run().stdout
    for verb in VERBS:
        assert f"./run {verb}" in usage
    assert run("--help").stdout == usage


@pytest.mark.parametrize("words", [("nonsense",), ("demo", "--fast"), ("restore",), ("serve", "x")])
def test_what_it_does_not_understand_gets_the_usage(run, words):
    assert "./run demo [--exit]" in run(*words, status=2).stderr


@pytest.mark.parametrize("verb", ["demo", "test", "check", "bench"])
def test_demo_and_tests_never_touch_a_database_somebody_set(run, checkout, verb):
    refused = run(verb, status=1, DATABASE_URL="postgresql://real/registry").stderr
    assert f"DATABASE_URL is set: ./run {verb} only uses a database of its own" in refused
    assert not (checkout / "var/demo").exists()


@pytest.mark.parametrize("words", [("serve",), ("manage", "check"), ("backup",)])
@pytest.mark.parametrize("missing", PRODUCTION)
def test_half_a_production_names_what_is_missing(run, words, missing):
    some = {name: "x" for name in PRODUCTION if name != missing}
    assert run(*words, status=1, **some).stderr.endswith(f"missing: {missing}\n")


def test_several_missing_variables_are_all_named(run):
    refused = run("serve", status=1, REDIS_URL="x").stderr
    assert refused.endswith("missing: DATABASE_URL SECRET_KEY ALLOWED_HOSTS\n")


@pytest.mark.parametrize("verb", ["demo", "serve"])
def test_a_taken_port_is_said_before_the_long_work(run, checkout, verb):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        began = time.monotonic()
        refused = run(verb, status=1, PORT=port).stderr
    assert f"port {port} is taken" in refused
    assert time.monotonic() - began < 5
    assert not (checkout / f"var/{verb}").exists()


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_is_a_number(run, port):
    assert f"PORT={port} is no port number" in run("demo", status=1, PORT=port).stderr


@pytest.mark.parametrize("production", [False, True], ids=["embedded", "production"])
def test_serving_until_ctrl_c(run, checkout, production):
    """Web, worker and beat answer; Ctrl-C ends them all; production is not simulated or relaxed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environment = run.environment | {"PORT": port}
    if production:
        # The servers of this test run stand for an administrator's.
        environment |= {name: os.environ[name] for name in ("DATABASE_URL", "SECRET_KEY")}
        environment |= {
            "REDIS_URL": os.environ["REDIS_URL"].partition("?")[0] + "?db=6",
            "ALLOWED_HOSTS": "registry.example.vn,localhost",
        }
    process = subprocess.Popen(
        ["./run", "serve"],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        # Whoever started the tests in the background made them ignore Ctrl-C; this child must not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(f"Serving: http://127.0.0.1:{port}/"), line
        request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz")
        request.add_header("Host", "localhost")
        with urllib.request.urlopen(request) as answer:
            assert set(json.load(answer).values()) == {"ok"}
        if production:
            login = urllib.request.Request(f"http://127.0.0.1:{port}/login")
            login.add_header("Host", "registry.example.vn")
            opener = urllib.request.build_opener(StayHere)
            assert opener.open(login).headers["Location"].startswith("https://registry.")
        assert (checkout / "var/serve/postgres/postmaster.pid").exists() is not production
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert not (checkout / "var/serve/postgres/postmaster.pid").exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(port)))


class StayHere(urllib.request.HTTPRedirectHandler):
    """Shows the redirection instead of following it."""

    def http_error_301(self, req, fp, code, msg, headers):
        return fp


# Every row of every table, and of the columns' order: what is equal here prints equal figures.
FINGERPRINT = """
import json
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = [name for name, in cursor.fetchall()]
    figures = {}
    for name in tables:
        cursor.execute(
            f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t'
        )
        figures[name] = cursor.fetchone()
    cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
    figures["triggers"] = cursor.fetchone()
print(json.dumps(figures))
"""


HEADER = (
    "case,on,act,office,amount,ground,decision,decided_on,origin,judgment_kind,officer,creditor,"
    "debtor,court,judgment_no,judgment_on,flags,heading,opening,continues"
)
HISTORY = f"""\
{HEADER}
1,2018-01-05,intake,HN-BD,5000000,,12/QĐ,2018-01-05,on_request,civil,BD1,Văn Ất,Thị Ngọ,,,,,,,
1,2018-02-06,collect,HN-BD,5000000,,,,,,,,,,,,,,,
1,2018-02-07,pay_out,HN-BD,5000000,,,,,,,,,,,,,,,
1,2018-02-07,complete,HN-BD,,,,,,,,,,,,,,,,
2,2018-03-01,intake,HN-BD,900000,,13/QĐ,2018-03-01,ex_officio,criminal,BD1,,Lê Sửu,,,,,,,
"""
STATEMENT = ("statement", "--office", "HN", "--year", "2018", "--months", "6", "--format", "json")


@pytest.fixture(scope="module")
def figures(run):
    def read() -> dict[str, list]:
        return json.loads(run("manage", "shell", "-v", "0", "-c", FINGERPRINT).stdout)

    return read


@pytest.fixture(scope="module")
def filled(run, checkout, figures):
    """A small registry with a file, and its fingerprint."""
    run("manage", "migrate", "-v", "0")
    run("manage", "load_catalogue")
    (checkout / "history.csv").write_text(HISTORY, encoding="utf-8")
    (checkout / "history.csv").chmod(0o644)
    run("manage", "load_journal", "history.csv", "--books-open", "2017-10-01")
    files = checkout / "var/demo/files"
    write = f"import pathlib; p = pathlib.Path({str(files)!r}); p.mkdir(exist_ok=True);"
    run("manage", "shell", "-v", "0", "-c", write + "(p / 'quyết định.txt').write_text('số 12')")
    before = figures()
    assert sum(rows for rows, *_ in before.values()) > 50
    return before


def test_a_restored_backup_has_identical_figures(run, checkout, figures, filled, tmp_path):
    archive = checkout / "var/backup-of-test.tar"
    statement = json.loads(run("manage", *STATEMENT).stdout)
    assert statement["money"]["c01"], "there is something to compare"
    assert run("backup", "var/backup-of-test.tar").stdout.strip() == str(archive)
    assert archive.stat().st_mode & 0o077 == 0, "a backup holds personal data"
    assert "exists" in run("backup", "var/backup-of-test.tar", status=1).stderr

    # Something happens after the backup: a table more, rows less, the file lost.
    harm = """
import shutil
from django.conf import settings
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE later (id int)")
    cursor.execute("DELETE FROM django_session; DELETE FROM auth_permission")
shutil.rmtree(settings.MEDIA_ROOT)
"""
    run("manage", "shell", "-v", "0", "-c", harm)
    harmed = figures()
    assert harmed != filled

    refused = run("restore", "var/backup-of-test.tar", status=1).stderr
    assert "not empty" in refused and "--force" in refused
    assert figures() == harmed

    run("restore", "var/backup-of-test.tar", "--force")
    assert figures() == filled
    assert json.loads(run("manage", *STATEMENT).stdout) == statement
    look = "import pathlib; from django.conf import settings;"
    look += "print((settings.MEDIA_ROOT / 'quyết định.txt').read_text())"
    assert run("manage", "shell", "-v", "0", "-c", look).stdout.strip() == "số 12"

    # What was restored can itself be saved and restored.
    run("backup", "var/second.tar")
    run("restore", "--force", "var/second.tar")
    assert figures() == filled


def test_a_damaged_archive_changes_nothing(run, checkout, figures, filled):
    run("backup", "var/whole.tar")
    content = bytearray((checkout / "var/whole.tar").read_bytes())
    middle = content.index(b"PGDMP") + 5000
    content[middle : middle + 4] = b"XXXX"
    (checkout / "var/damaged.tar").write_bytes(content)
    assert "damaged" in run("restore", "--force", "var/damaged.tar", status=1).stderr
    assert figures() == filled


def test_an_archive_goes_back_where_it_came_from(run, filled):
    run("backup", "var/demo-only.tar")
    refused = run("restore", "var/demo-only.tar", "--force", status=1, MODE="serve").stderr
    assert "was made from demo, this is serve" in refused


def test_commands_share_servers_and_leave_none(run, checkout, filled):
    """Two at once use one PostgreSQL; after kill -9 of it the next command recovers by itself."""
    pid_file = checkout / "var/demo/postgres/postmaster.pid"
    first = subprocess.Popen(
        ["./run", "manage", "shell", "-v", "0", "-c", "import time; time.sleep(8)"],
        cwd=checkout,
        env=run.environment,
    )
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until and not pid_file.exists():
            time.sleep(0.1)
        time.sleep(1)
        postmaster = int(pid_file.read_text().split()[0])
        run("manage", "shell", "-v", "0", "-c", "1")
        assert int(pid_file.read_text().split()[0]) == postmaster
        os.kill(postmaster, signal.SIGKILL)
    finally:
        first.wait(60)
    assert pid_file.exists(), "as a crash leaves it"
    run("manage", "shell", "-v", "0", "-c", "1")
    assert not pid_file.exists()
