"""What lines of hours mean together, one rule a line, where a line speaks of the lines above it.

Pure. 「8月は休み」 is a remark about all lines above; 「12月は第2水曜だけ」 says that in December nothing else of them holds.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from directory.hours.normalization import normalized
from directory.hours.parser import parse_hours
from directory.hours.rules import EVERY_MONTH, Rule

_ONLY = re.compile(r"\s*\d[\d月・、,と〜~\-]*月は(?!休).*(?:だけ|のみ)(?![一-龯ぁ-ん]).*")
"""A line that limits its months to its days. 「4月のみ 第1月曜」 limits only itself."""
_REMARK_AT_END = re.compile(r"(.+)[(（]([^()（）]+)[)）]\s*")


def read_lines(lines: Sequence[str], today: dt.date) -> tuple[list[Rule], list[str]]:
    """The rules of the lines, and the lines that are not understood."""
    texts: list[str] = []
    unread: list[str] = []
    for line in lines:
        if _rules(line, today):
            texts.append(line)
        elif (found := _REMARK_AT_END.fullmatch(line)) and _is_only(found[2]) and _rules(found[1], today):
            texts += [found[1], found[2]]
        elif texts and all(_rules(f"{above}（{line}）", today) for above in texts):
            texts = [f"{above}（{line}）" for above in texts]
        else:
            unread.append(line)
    read: list[tuple[str, tuple[Rule, ...]]] = []
    for text in texts:
        read = _only(read, text, _rules(text, today))
    return list(dict.fromkeys(rule for _, rules in read for rule in rules)), unread


def _rules(line: str, today: dt.date) -> tuple[Rule, ...]:
    reading = parse_hours(line, today)
    return reading.rules if reading.certain else ()


def _is_only(line: str) -> bool:
    return bool(_ONLY.fullmatch(normalized(line)))


def _only(read: list[tuple[str, tuple[Rule, ...]]], line: str, rules: tuple[Rule, ...]) -> list:
    """The lines with a new one; what limits its months takes them from the lines above, and their hours where it has none."""
    months = frozenset(month for rule in rules for month in rule.months)
    if not months or not _is_only(line):
        return [*read, (line, rules)]
    hours = {(rule.start, rule.end) for _, above in read for rule in above}
    if len(hours) == 1 and all(rule.start is rule.end is None for rule in rules):
        start, end = hours.pop()
        rules = tuple(replace(rule, start=start, end=end) for rule in rules)
    left = [(text, tuple(filter(None, (_out_of(rule, months) for rule in above)))) for text, above in read]
    return [*left, (line, rules)]


def _out_of(rule: Rule, months: frozenset[int]) -> Rule | None:
    if left := (frozenset(rule.months) or EVERY_MONTH) - months:
        return replace(rule, months=tuple(sorted(left)))
    return None
