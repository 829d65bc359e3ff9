"""Requests that nobody here wrote: from our OpenAPI file, and those of the independent checker of HSDS."""

import subprocess
import sys
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from schemathesis.checks import not_a_server_error

from tests.factories import make_organization, make_resource

CHECKER = Path(__file__).parents[5] / "shared" / "hsds" / "hsds_conformance.py"

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    for number in range(3):
        make_resource(
            schedule="毎月第2・第4火曜 10:00–12:00（祝日休み）", organization=make_organization(), fee=100 * number
        )


@pytest.fixture
def schema(town, live_server):
    found = schemathesis.openapi.from_url(f"{live_server}/api/hsds/openapi.json")
    found.config.update(base_url=f"{live_server}/api/hsds")
    return found


def test_no_request_of_the_openapi_file_is_an_error_of_ours(schema):
    for operation in schema.get_all_operations():

        @given(operation.ok().as_strategy())
        @limits(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def ask(case):
            case.call_and_validate(checks=[not_a_server_error])

        ask()


@pytest.mark.skipif(not CHECKER.exists(), reason="the folder of the shared checker is not here")
def test_the_independent_checker_finds_nothing(town, live_server):
    command = [sys.executable, str(CHECKER), f"{live_server}/api/hsds", str(CHECKER.parent), "--strict"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout
