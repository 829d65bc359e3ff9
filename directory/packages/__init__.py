"""One file of a city's published listings, signed inside and taken outside, for two networks that share nothing else.

keys      the key that signs and the key that checks, as files
schema    which columns go out, and why each other one stays
sealed    the file: its manifest, its signature, its listings
writing   publishes a package; nothing of the database is changed
taking    makes the listings of a city what a package says: all of it or nothing
models    what was taken here
"""
