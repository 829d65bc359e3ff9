"""Our own export as a list that is read: the file, and the facts of each listing in it."""
