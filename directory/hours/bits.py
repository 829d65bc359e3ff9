"""Days and closures as the bits and numbers that `snapshot.tables` stores."""

import datetime as dt

EPOCH = dt.date(2000, 1, 1)
"""Day 0 of every date in the arrays, which are uint16: good until 2179."""
CLOSED_ON_HOLIDAYS, CLOSED_AT_OBON, CLOSED_AT_NEW_YEAR = 1, 2, 4
"""Bits of `closed` of a time of opening: national holidays, お盆, 年末年始."""
ON_HOLIDAYS = 1 << 7
"""Bit of `weekdays` of a time of opening: national holidays, whatever their weekday; bits 0 to 6 are Monday to Sunday."""
LAST_WEEK, NOT_LAST_WEEK = 1 << 5, 1 << 6
"""Bits of `weeks`: the last such weekday of a month, and every one but the last; bits 0 to 4 are the first to the fifth."""
