"""How people search: their words and what those mean, what was not found, and the lines of help for words of danger."""
