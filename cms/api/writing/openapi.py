"""The OpenAPI file of what may be written, made of the same tables that the views read."""

from typing import Any

from cms.api.writing.listings import FIELDS, SHAPES
from directory.accounts.api_tokens import Scope
from directory.catalogue.statements import StatusStatement
from directory.exports.json_objects import Json

_DAY = {"type": ["string", "null"], "format": "date"}
_DONE = {
    "type": "object",
    "properties": {
        "published": {"type": "array", "items": {"type": "string"}},
        "waiting": {"type": "array", "items": {"type": "string"}},
        "changes": {"type": "array", "items": {"type": "integer"}},
    },
    "required": ["published", "waiting", "changes"],
}
_FAULT = {"type": "object", "properties": {"where": {"type": "string"}, "what": {"type": "string"}}}
_ERRORS = {"type": "object", "properties": {"errors": {"type": "array", "items": _FAULT}}, "required": ["errors"]}
_REPLAYED = {"Idempotent-Replayed": {"description": "true where the key was used before", "schema": {"enum": ["true"]}}}
_WRONG = {
    "400": "The body or the key cannot be read", "401": "No living token", "403": "The token lacks the scope",
    "404": "No public listing of this city", "409": "The state of the listing does not allow it", "413": "Too long",
    "415": "Not JSON", "422": "A value cannot be taken, or the key was used for another write", "429": "Too many",
    "503": "The database is away or busy", "507": "The disk is full",
}  # fmt: skip


def document(site_url: str) -> Json:
    """The file, for a site at an address."""
    listing = {"type": "object", "properties": {name: _field(name) for name in FIELDS}, "additionalProperties": False}
    status = _object(
        {"status": {"enum": StatusStatement.Status.values}, "since": _DAY, "until": _DAY, "reason": {"type": "string"}},
        "status",
    )
    left = _object({"left": {"type": ["integer", "null"], "minimum": 0}}, "left")
    return {
        "openapi": "3.1.0",
        "info": {"title": "いばしょ: what other systems write", "version": "1"},
        "servers": [{"url": f"{site_url}/api"}],
        "security": [{"token": []}],
        "paths": {
            "/listings/{id}": {"patch": _write("change_listing", "Propose values for fields", Scope.LISTINGS, listing)},
            "/listings/{id}/status": {"post": _write("say_status", "Pause, reopen or end", Scope.CLOSURES, status)},
            "/listings/{id}/vacancy": {"post": _write("say_vacancy", "Places left", Scope.VACANCIES, left)},
            "/changes/{number}": {"get": _change()},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Done": _DONE, "Errors": _ERRORS},
        },
    }


def _field(name: str) -> Json:
    """The type is told loosely: the sentence of an error says what a field takes."""
    if name in SHAPES:
        return {"type": ["null", "array" if SHAPES[name] is list else "object"]}
    return {"type": ["null", "string", "integer", "boolean"]}


def _object(properties: Json, required: str) -> Json:
    return {"type": "object", "properties": properties, "required": [required], "additionalProperties": False}


def _json(schema: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _responses(*statuses: str) -> Json:
    told = {
        status: {
            "description": "Done" if status == "200" else "Some of it waits",
            "content": _json("Done"),
            "headers": _REPLAYED,
        }
        for status in statuses
    }
    return told | _refusals(*_WRONG)


def _refusals(*statuses: str) -> Json:
    return {status: {"description": _WRONG[status], "content": _json("Errors")} for status in statuses}


def _parameter(name: str, where: str, schema: Json) -> Json:
    return {"name": name, "in": where, "required": True, "schema": schema}


def _write(key: str, summary: str, scope: str, body: Json) -> Json:
    parameters: list[Any] = [
        _parameter("id", "path", {"type": "string", "format": "uuid"}),
        _parameter("Idempotency-Key", "header", {"type": "string", "pattern": "^[!-~]{1,100}$"}),
    ]
    return {
        "operationId": key,
        "summary": f"{summary} (scope {scope})",
        "parameters": parameters,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": _responses("200", "202"),
    }


def _change() -> Json:
    told = {
        "200": {"description": "What became of it", "content": {"application/json": {"schema": {"type": "object"}}}}
    }
    number = _parameter("number", "path", {"type": "integer", "minimum": 1})
    return {
        "operationId": "change",
        "summary": "What became of a proposal",
        "parameters": [number],
        "responses": told | _refusals("401", "404", "429", "503", "507"),
    }
