"""Where the city edits: Wagtail's admin, as far as a city employee meets it."""
