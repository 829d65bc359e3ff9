"""The list, or list and map, as other sites show it in a frame (docs/reference/embed.md)."""
