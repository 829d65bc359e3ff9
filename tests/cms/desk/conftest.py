"""A coordinator at their desk."""

import pytest


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    return client
