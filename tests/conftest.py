"""What every test relies on: silent errors that are loud, and the standing people."""

import gc
import sys

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.template import base as template_base
from django.test import client
from django_tasks_db.management.commands import db_worker
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings

from cms.kept_pages import middleware as kept_pages
from directory.search import live_index
from directory.search.parts import process
from directory.snapshot import loading
from tests.migrated_once import migrated_once
from tests.paths import SHARED_IS_MISSING

# A mutant needs one failure, not the smallest one, and a busy machine is none (`make mutants`).
hypothesis_settings.register_profile(
    "mutants",
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow],
)
# Ten thousand random towns: the oracle and the arrays in `docs/reference/figures.md`.
hypothesis_settings.register_profile("ten_thousand", max_examples=10_000, deadline=None, derandomize=False)


def pytest_configure(config):
    """Passwords of tests protect nothing, and a slow hash costs a tenth of a second a user.

    A session that a test makes has taken the second step; tests/cms/sign_in/test_second_step.py asks for it. Tests edit a place and look for it at once.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.HAS_SECOND_STEP = False
    settings.KEPT_PAGES_SECONDS = 0
    _let_tests_empty_the_tables()
    _keep_contexts_of_pages()


def _keep_contexts_of_pages():
    """Tests look at what a page was given; the copies of what each of its hundred form fields was given are thrown away."""
    store = client.store_rendered_templates

    def stored(of_answer, signal, sender, template, context, **kwargs):
        if not (template.name or "").startswith(("django/forms/", "wagtailadmin/panels/", "wagtailadmin/shared/")):
            store(of_answer, signal, sender, template, context, **kwargs)

    client.store_rendered_templates = stored


def _let_tests_empty_the_tables():
    """A test that needs real transactions empties every table at its end, also those whose rows are never deleted."""
    execute = BaseDatabaseOperations.execute_sql_flush

    def emptied(operations, sql_list):
        from directory.publishing.append_only import rewriting_allowed

        with rewriting_allowed(operations.connection.alias):
            execute(operations, sql_list)

    BaseDatabaseOperations.execute_sql_flush = emptied


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
_ATTACK = "tests/cms/permissions/test_attack.py::test_no_address_opens_anothers_rows"
SAME_ON_EACH = {
    "tests/cms/admin/test_japanese_texts.py": "the language of pages",
    "tests/cms/assets/test_letters.py": "the letters of pages",
    "tests/cms/forms/test_mail_addresses.py": "how a field of a form is read",
    "tests/cms/test_crawl.py::test_who_follows_every_link": "language and links of pages; each page is opened by the superuser",
    "tests/cms/desk/test_sentence.py": "how a sentence fills a form; sentences are read by the book of phrases, in memory",
    "tests/cms/public/test_wishes.py": "how a search that was understood is shown; both are made of the arrays",
    "tests/cms/public/test_facets.py": "what is counted in the arrays; tests/directory reads them from each database",
    "tests/directory/changes/test_closures.py::test_whatever_is_listed_can_be_reopened": "orders drawn by lot, of rules that are worked "
    "out in memory; the table of orders beside it is run on each",
    f"{_ATTACK}[anonymous]": "refused before a row is asked for",
    f"{_ATTACK}[coordinator": "the queries of test_the_attack_works_for_those_who_may, which opens every address of the desk and posts to it, "
    "with other keys; test_hostile.py asks the same with keys of nobody's",
    f"{_ATTACK}[staff]": "the same of the admin",
}
"""Tests that use the database and cannot differ between two: how their names begin -> what they are about. One run is enough."""


LONG_AND_WITHOUT_ITS_DATABASE = (
    "tests/browser/",
    "tests/test_stored_database.py",
    "tests/cms/test_jobs.py::test_killed",
)
"""Minutes of waiting for processes with databases of their own: begun last, they kept one worker after the other one had ended."""


def pytest_collection_modifyitems(config, items):
    """What is long comes first; what needs no database, or says the same on each, is not run on PostgreSQL."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_AND_WITHOUT_ITS_DATABASE))
    if connection.vendor != "postgresql":
        return
    without = [item for item in items if not _uses_database(item) or item.nodeid.startswith(tuple(SAME_ON_EACH))]
    config.hook.pytest_deselected(items=without)
    left_out = set(without)
    items[:] = [item for item in items if item not in left_out]


def _uses_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish():
    """What was imported and collected stays: the garbage collector need not look through a million objects again and again.

    What a test makes is mostly gone with its last name: thirty times as many new objects wait before the collector looks.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def pytest_terminal_summary(terminalreporter):
    """A skip for want of ../shared is easily overlooked: say loudly how much was not tested."""
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if SHARED_IS_MISSING in str(report.longrepr)
    ]
    if skipped:
        told = f"NOT TESTED: {len(skipped)} tests, because {SHARED_IS_MISSING}. What they read there stands below."
        terminalreporter.write_line(told, red=True, bold=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(django_db_modify_db_settings_xdist_suffix):
    """On SQLite each process has a database in memory; pytest-django knows that of Django's own engine alone."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = None


@pytest.fixture(scope="session")
def _migrated_once():
    with migrated_once():
        yield


@pytest.fixture(scope="session")
def django_db_setup(_migrated_once, django_db_setup):
    """The test database, copied where it was migrated before."""


@pytest.fixture(autouse=True)
def _worker_in_a_transaction(monkeypatch):
    """The worker of django-tasks-db closes connections between its tasks, which a test's transaction does not survive.

    Django's test client leaves out the same call around its requests.
    """
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def _loud_templates(monkeypatch):
    """An undefined variable in one of our own templates fails the test; Wagtail's own templates rely on silence.

    Nothing is looked at but what is undefined: a page of the admin has ten thousand variables.
    """
    resolve, filtered = template_base.Variable.resolve, template_base.FilterExpression.resolve.__code__

    def resolved(self, context):
        try:
            return resolve(self, context)
        except template_base.VariableDoesNotExist as missing:
            asking = sys._getframe(1)
            is_loud = asking.f_code is filtered and not asking.f_locals["ignore_failures"]
            if is_loud and _is_ours(context):
                raise AssertionError(f"undefined template variable: {self}") from missing
            raise

    monkeypatch.setattr(template_base.Variable, "resolve", resolved)


def _is_ours(context) -> bool:
    """Whether the template that is being rendered, an included or extended one for itself, is one of ours."""
    template = context.render_context.template
    return bool(template and template.origin) and "/cms/templates/" in str(template.origin.name)


@pytest.fixture(autouse=True)
def _fresh_arrays():
    """Each test's database is another directory: what the last one held must go, also the pictures of another photo of one number."""
    cache.clear()
    for kept in (loading, live_index, kept_pages):
        kept.forget()
    yield
    for kept in (loading, live_index, kept_pages):
        kept.forget()


@pytest.fixture(autouse=True)
def _own_garbage(request):
    """A file that Wagtail leaves to the collector is closed while the test runs that forgives it, and not in a later one."""
    yield
    if any("ResourceWarning" in said for mark in request.node.iter_markers("filterwarnings") for said in mark.args):
        gc.collect()


@pytest.fixture(autouse=True)
def _no_builder_beside(monkeypatch):
    """A process that a test starts would build the index of the real database."""
    monkeypatch.setattr(process, "start", lambda: None)


@pytest.fixture
def coordinator(db):
    """A coordinator of the sample city's 社協."""
    from tests.factories import make_user

    return make_user("coordinator")


@pytest.fixture
def staff(db):
    """A member of the city's staff."""
    from tests.factories import make_user

    return make_user("staff")


@pytest.fixture
def outsider(db):
    """Someone with an account and no membership."""
    from tests.factories import make_user

    return make_user()
