"""Where things lie: this repository, our small invented data, and the material beside it that not every clone has."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SMALL = TESTS / "fixtures_small"
SHARED = ROOT.parent / "shared"
SHARED_IS_MISSING = "../shared is missing"
"""How the reason of every skip begins that is for want of that folder; the end of a test run counts them."""


def needs_shared(*parts: str):
    """The mark of a test that reads a file or folder of ../shared, named by its parts; it skips where that is not."""
    import pytest

    return pytest.mark.skipif(not SHARED.joinpath(*parts).exists(), reason=f"{SHARED_IS_MISSING}: {'/'.join(parts)}")
