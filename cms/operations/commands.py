"""A command that fails: what is written about it."""

import logging
import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, execute_from_command_line

logger = logging.getLogger(__name__)


def run_command(arguments: Sequence[str]) -> None:
    """Run the command of `manage.py` with these arguments.

    What a command does not catch is logged, with its class and its lines of code, and ends the process with exit status 1.
    Python would print the text of the exception, which may quote a row or an address. In debug it does.
    """
    try:
        execute_from_command_line(list(arguments))
    except (CommandError, ImproperlyConfigured):
        # Written for whoever runs the command, and about no person.
        raise
    except Exception:
        # Without settings no log is set up yet.
        if not settings.configured or settings.DEBUG:
            raise
        logger.exception("command failed", extra={"command": arguments[1] if len(arguments) > 1 else ""})
        sys.exit(1)
