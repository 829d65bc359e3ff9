"""/api/: what a city's other systems write, by the same rules of approval as the portal (docs/reference/writing_api.md).

requests   who asks, may they, how often, and have they asked this before
listings   what is asked of a listing, as values that the portal would propose
views      the addresses
openapi    what may be asked, in OpenAPI
"""
