"""Requests that nobody here wrote, from our own OpenAPI file: none is an error of ours, and each answer is one that the file names."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from cms.api.writing.openapi import document
from directory.accounts import rate_limits
from directory.accounts.api_tokens import make_token
from directory.accounts.rate_limits import Limit, LimitedAction
from tests.factories import CITY, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(live_server, monkeypatch):
    monkeypatch.setitem(rate_limits.LIMITS, LimitedAction.API, Limit(10_000))
    listing = make_resource(schedule="毎週火曜 10:00–12:00", fee=100)
    secret = make_token("x", CITY, ["listings", "closures", "vacancies"])[1]
    found = schemathesis.openapi.from_dict(document(str(live_server)))
    found.config.update(base_url=f"{live_server}/api", request_timeout=120)
    return found, secret, listing


def test_no_request_of_the_openapi_file_is_an_error_of_ours(schema):
    found, secret, listing = schema
    for operation in found.get_all_operations():

        @given(operation.ok().as_strategy())
        @limits(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def ask(case):
            if "id" in case.path_parameters:
                case.path_parameters["id"] = str(listing.uuid)
            checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
            case.call_and_validate(checks=checks, headers={"Authorization": f"Bearer {secret}"})

        ask()
