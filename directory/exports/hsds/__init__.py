"""The public directory as Open Referral HSDS 3.1: services, organizations, locations and the words that they are filed by.

Objects are plain dicts in the form of the JSON schemas of HSDS. A field of which nothing is known is left out: the schemas refuse null.
What we write beside the fields of HSDS, and how, is the profile: docs/reference/hsds.md.
"""
