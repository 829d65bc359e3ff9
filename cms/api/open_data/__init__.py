"""Lists of the national standard and GeoJSON, for residents and for other systems (docs/reference/open_data.md)."""
