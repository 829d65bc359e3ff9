"""Requests that nobody here wrote: from our OpenAPI file, and those of the independent checker of HSDS."""

import datetime as dt
import re
import subprocess
import sys
from io import StringIO

import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from schemathesis.checks import not_a_server_error

from directory.imports.runs import import_folder
from tests.factories import make_organization, make_resource
from tests.paths import ROOT, SHARED, needs_shared

CHECKER = SHARED / "hsds" / "hsds_conformance.py"

pytestmark = pytest.mark.django_db


def few_listings():
    for number in range(3):
        make_resource(
            schedule="毎月第2・第4火曜 10:00–12:00（祝日休み）", organization=make_organization(), fee=100 * number
        )


@pytest.fixture
def schema(db, live_server):
    few_listings()
    found = schemathesis.openapi.from_url(f"{live_server}/api/hsds/openapi.json")
    found.config.update(base_url=f"{live_server}/api/hsds", request_timeout=120)
    return found


def test_no_request_of_the_openapi_file_is_an_error_of_ours(schema):
    for operation in schema.get_all_operations():

        @given(operation.ok().as_strategy())
        @limits(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def ask(case):
            case.call_and_validate(checks=[not_a_server_error])

        ask()


def sample_town():
    call_command("make_sample_town", stdout=StringIO())


def takamatsu():
    import_folder(SHARED / "data" / "takamatsu", ROOT / "fixtures" / "takamatsu.yaml", dt.date(2026, 11, 21))


@needs_shared("hsds")
@pytest.mark.parametrize(
    "filled", [few_listings, sample_town, pytest.param(takamatsu, marks=needs_shared("data", "takamatsu"))]
)
def test_the_independent_checker_finds_nothing(filled, transactional_db, live_server):
    filled()
    command = [sys.executable, str(CHECKER), f"{live_server}/api/hsds", str(CHECKER.parent), "--strict"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b0 errors?\b", done.stdout), done.stdout
