"""What makes a text hard to read, told by rules, and a name with its reading above it. Nothing here writes a text or guesses a reading."""
