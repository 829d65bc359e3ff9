"""Objects of JSON for other programs, in which an unknown field is left out."""

from typing import Any

Json = dict[str, Any]


def told(**fields: Any) -> Json:
    """An object without the fields of which nothing is known: None, an empty text or an empty list."""
    return {name: value for name, value in fields.items() if value is not None and value != "" and value != []}
