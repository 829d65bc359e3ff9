"""The OpenAPI file, made of the same tables that the views read."""

from cms.api.hsds.parameters import OF_ALL, PARAMETERS
from directory.exports.json_objects import Json

HSDS_VERSION = "3.1.3"
_FILED, _WHOLE = ("taxonomy_term_id", "taxonomy_id"), ("full",)
LISTS = {
    "services": (*_FILED, "organization_id", "modified_after", "minimal", *_WHOLE),
    "service_at_locations": (*_FILED, "organization_id", "modified_after", "postcode", "proximity", *_WHOLE),
    "organizations": (*_FILED, "full_service", *_WHOLE),
    "taxonomies": (),
    "taxonomy_terms": ("taxonomy_id", "top_only", "parent_id"),
}
"""Path of each list -> the parameters that it knows beside search, page, per_page and format."""
_PAGE = {
    "total_items": {"type": "integer"},
    "total_pages": {"type": "integer"},
    "page_number": {"type": "integer"},
    "size": {"type": "integer"},
    "first_page": {"type": "boolean"},
    "last_page": {"type": "boolean"},
    "empty": {"type": "boolean"},
    "contents": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
}


def document(site_url: str) -> Json:
    """The file, for a site at an address. Rows are as the JSON schemas of HSDS say."""
    paths = {"/": {"get": _operation("about", "What this API is", _json({"$ref": "#/components/schemas/About"}))}}
    for name, parameters in LISTS.items():
        paths[f"/{name}"] = {method: _list(method, name, (*OF_ALL, *parameters)) for method in ("get", "post")}
        paths[f"/{name}/{{id}}"] = {"get": _detail(name)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "いばしょ HSDS", "version": HSDS_VERSION, "license": {"name": "As each row's source says"}},
        "servers": [{"url": f"{site_url}/api/hsds"}],
        "paths": paths,
        "components": {
            "schemas": {
                "About": _object({name: {"type": "string"} for name in ("version", "profile", "openapi_url")}),
                "Page": _object(_PAGE),
                "Row": {
                    "type": "object",
                    "properties": {"id": {"type": "string", "format": "uuid"}},
                    "required": ["id"],
                },
                "Error": _object({"error": {"type": "object"}}),
            }
        },
    }


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _json(schema: Json) -> Json:
    return {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}}


def _error(status: str, why: str) -> Json:
    schema = {"$ref": "#/components/schemas/Error"}
    return {status: {"description": why, "content": {"application/json": {"schema": schema}}}}


def _operation(key: str, summary: str, responses: Json, **more: object) -> Json:
    return {"operationId": key, "summary": summary, "responses": responses, **more}


def _list(method: str, name: str, parameters: tuple[str, ...]) -> Json:
    told = [
        {
            "name": one,
            "in": "query",
            "required": False,
            "schema": PARAMETERS[one].schema,
            "description": PARAMETERS[one].wanted,
        }
        for one in parameters
    ]
    page = _json({"$ref": "#/components/schemas/Page"})
    page["200"]["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
    responses = page | _error("400", "A parameter cannot be read")
    return _operation(f"{method}_{name}", f"A page of {name}", responses, parameters=told)


def _detail(name: str) -> Json:
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    wrong = _error("400", "A parameter cannot be read") | _error("404", "No such id")
    responses = _json({"$ref": "#/components/schemas/Row"}) | wrong
    full = PARAMETERS["full_service"]
    more = {"name": "full_service", "in": "query", "required": False, "schema": full.schema, "description": full.wanted}
    parameters = [key, *([more] if name == "organizations" else [])]
    return _operation(f"get_one_{name}", f"One of {name}", responses, parameters=parameters)
