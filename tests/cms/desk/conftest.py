"""A coordinator at their desk."""

import pytest

from tests.factories import make_user


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def viewer(client, agency):
    """A client signed in as 閲覧 of the `agency` that a test file makes."""
    client.force_login(make_user("viewer", agency))
    return client


@pytest.fixture
def leader(client, agency):
    """A client signed in as a coordinator of the `agency` that a test file makes."""
    client.force_login(make_user("coordinator", agency))
    return client
