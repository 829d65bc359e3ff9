"""Nothing is sorted by an encrypted column: the order of ciphertext is chance, and it would look like an order."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import FieldError
from django.db.models.expressions import Col, OrderBy, OrderByList

from matching.secrets.fields import EncryptedMixin


def refuse_ordering() -> None:
    """Called once when the app is ready: FieldError for each such try, by name, by expression, in a window or by default.

    Django asks the field for lookups and transforms, which it refuses itself, but has no such question for an order; each one
    becomes the SQL of an `OrderBy`, and in a window of an `OrderByList`.
    """
    for kind in (OrderBy, OrderByList):
        if not hasattr(kind.as_sql, "__wrapped__"):
            kind.as_sql = _refusing(kind.as_sql)  # type: ignore[method-assign]


def _refusing(as_sql: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(as_sql)
    def refusing(self: Any, *args: Any, **kwargs: Any) -> Any:
        for part in self.flatten():
            if isinstance(part, Col) and isinstance(part.target, EncryptedMixin):
                raise FieldError(f"{part.target} is encrypted: sort its rows in memory, after they are read")
        return as_sql(self, *args, **kwargs)

    return refusing
