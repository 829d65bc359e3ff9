"""The directory in the forms that other programs read."""
