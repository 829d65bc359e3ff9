"""How lines of the log are written: JSON in production, plain text in debug.

No personal data is written, whoever logs:

- Our own messages are constants, and only the fields named in FIELDS are written beside them.
- Of other libraries' messages only the template is written, without what was filled in, and the line of code.
- Of an exception its class and its lines of code are written, never its text: a mail server quotes the address that it
  refuses, PostgreSQL the row.
"""

import datetime as dt
import logging
import re
import traceback
from copy import copy
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.json import JsonFormatter

from cms.operations.request_context import current

FLOORS = ("cms", "matching", "directory")
FIELDS = frozenset(
    {
        *(
            "reason",
            "action",
            "status",
            "ms",
            "step",
            "command",
            "count",
            "kind",
            "error",
            "tries",
            "mail",
            "table",
            "key",
        ),
        *("files", "rows", "added", "changed", "unchanged", "refused", "stored", "dry_run", "digest"),
    }
)
"""Names that may stand in `extra=`. A new name must be one whose values say nothing about a person."""
HIDDEN = "(hidden)"
_WORD = re.compile(r"[A-Za-z][\w.-]{0,80}", re.ASCII)
"""A text that may stand in a field: a name from our code. Names of people, addresses, codes and telephones do not fit."""
_ENDS_OF_PATH = 3
"""Parts of the path of a source file that are written: package, folder, file."""


class StructuredFormatter(JsonFormatter):
    """One JSON object a line: time (UTC), level, logger, message, the request, the fields, the class of an error."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Only what is named here is written, instead of all that the record holds."""
        at = dt.datetime.fromtimestamp(record.created, tz=dt.UTC)
        log_data |= {"at": at.isoformat(timespec="milliseconds"), "level": record.levelname, "logger": record.name}
        log_data |= _message(record)
        if context := current.get():
            log_data |= context.fields
        log_data |= fields_of(record)
        if record.exc_info and record.exc_info[1]:
            log_data |= _exception(record.exc_info[1])


class PlainFormatter(logging.Formatter):
    """The same for the terminal of a developer. In debug, texts of exceptions and of other libraries are written too."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as Python writes it, with the fields after it."""
        context = current.get()
        fields = (context.fields if context and is_ours(record) else {}) | fields_of(record)
        told = "".join(f" {name}={value}" for name, value in fields.items())
        line, *rest = super().format(record).split("\n")
        return "\n".join([f"{record.levelname} {record.name}: {line}{told}", *rest])


class SparePlainFormatter(StructuredFormatter):
    """The line of production as plain text: time, level, logger, message, and name=value for all the rest."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, with nothing in it that the JSON has not."""
        told: dict[str, Any] = {}
        self.add_fields(told, record, {})
        head = [str(told.pop(name)) for name in ("at", "level", "logger", "message")]
        return " ".join([*head, *(f"{name}={value}" for name, value in told.items())])


class WithoutPaths(logging.Filter):
    """Takes out of a line of gunicorn's access log what may hold a secret or a search: paths, queries and headers.

    Whatever format somebody asks for, a link that signs in stands neither in its address nor in a referrer.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is written."""
        if isinstance(record.args, dict):
            hidden = {name: HIDDEN for name in record.args if name in ("r", "U", "q", "f") or name.startswith("{")}
            record.args = copy(record.args)  # gunicorn's own kind of dictionary, which has a "-" for what is not there
            record.args.update(hidden)
        return True


OUTAGE = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE)
"""Of these `cms.operations.outages` writes one line a minute, and nobody one for each."""


class WithoutOutages(logging.Filter):
    """Leaves out what Django writes for each answer that an outage has made: `cms.operations.outages` writes one line a minute."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        return getattr(record, "status_code", 0) not in OUTAGE


def is_ours(record: logging.LogRecord) -> bool:
    """Whether a module of this project has logged it."""
    return record.name.partition(".")[0] in FLOORS


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of a record that may be written, by name. A text that is no single word of our code is hidden."""
    return {name: _safe(value) for name, value in vars(record).items() if name in FIELDS}


def _safe(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value) if _WORD.fullmatch(str(value)) else HIDDEN


def _message(record: logging.LogRecord) -> dict[str, str]:
    if is_ours(record):
        return {"message": str(record.msg)}
    # Without arguments, a message may have been filled in before.
    template = str(record.msg) if record.args else ""
    return {"message": template, "where": _where(record.pathname, record.lineno, record.funcName)}


def _where(path: str, line: int | None, function: str | None) -> str:
    end = "/".join(path.replace("\\", "/").split("/")[-_ENDS_OF_PATH:])
    return f"{end}:{line} {function}"


def _exception(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    names = [f"{type(one).__module__}.{type(one).__qualname__}" for one in (error, cause) if one]
    return {"exception": names, "trace": [_where(frame.filename, frame.lineno, frame.name) for frame in frames]}


def logging_config(debug: bool, form: str = "", *, every_request: bool = False) -> dict[str, Any]:
    """What `settings.LOGGING` is. Everything goes to the standard error of the process, whose keeper stores it.

    form            "json" or "plain"; empty: plain in debug, else JSON. Raises ImproperlyConfigured for anything else.
    every_request   write a line for each request, too
    """
    if form not in ("", "json", "plain"):
        raise ImproperlyConfigured("LOG_FORMAT is neither json nor plain.")
    ours = {floor: {"level": "INFO"} for floor in FLOORS}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": StructuredFormatter, "json_ensure_ascii": False},
            "plain": {"()": PlainFormatter if debug else SparePlainFormatter},
        },
        "filters": {"without_outages": {"()": WithoutOutages}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form or ("plain" if debug else "json")}
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": ours
        | {"cms.requests": {"level": "INFO" if every_request else "WARNING"}}
        | _LIBRARIES
        | ({} if debug else _SERVERS),
    }


_LIBRARIES: dict[str, dict[str, Any]] = {
    # Without its own handlers, one of which mails whole requests to the administrators.
    "django": {"handlers": [], "level": "WARNING", "propagate": True},
    # Below an error: pages that are not found, which nobody can mend, and refusals, which the middleware writes.
    "django.request": {"level": "ERROR", "filters": ["without_outages"]},
    "django.security.csrf": {"level": "ERROR"},
}
_SERVERS: dict[str, dict[str, Any]] = {
    # Web servers give their loggers handlers of their own, which write paths and addresses of the network. In debug these
    # stay: a developer looks at them. gunicorn's access log is off unless somebody asks for it, in their format: WithoutPaths.
    "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
}
