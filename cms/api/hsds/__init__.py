"""/api/hsds/: the public directory for other programs, as Open Referral HSDS 3.1 (docs/reference/hsds.md)."""
