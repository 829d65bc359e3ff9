"""`make drill`: the servers of docs/guides/operating.md on loopback addresses, run, broken and brought back."""
