"""Our own export (`directory.exports.own_geojson`) read back: every fact as it was told, nothing guessed."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from directory.exports.own_geojson import FORMAT, MARK
from directory.imports.own.facts import FactsChecker
from directory.imports.read_lists import ReadList, ReadRow
from directory.spreadsheets.findings import Finding, Severity, Unreadable, Wrong
from directory.spreadsheets.reading import LARGEST_FILE

DATASET = "ibasho"
"""The name of the list in keys of rows, whatever the file is called."""


def own_features(path: Path) -> list[dict[str, Any]] | None:
    """The listings of a file that is our own export; None for any other. Raises Unreadable for a format that is not known."""
    if path.suffix.lower() not in (".geojson", ".json") or not path.is_file() or path.stat().st_size > LARGEST_FILE:
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get(MARK), dict):
        return None
    if told[MARK].get("format") != FORMAT:
        raise Unreadable("このファイルは、新しい「いばしょ」で 書き出したものです。先に、こちらを 新しくしてください。")
    features = told.get("features")
    return [one for one in features if isinstance(one, dict)] if isinstance(features, list) else []


def read_own(
    read: ReadList, features: list[dict[str, Any]], dataset: str = DATASET, checker: FactsChecker | None = None
) -> None:
    """Add the listings of the list's municipality. What is wrong with one is a finding, and leaves it out."""
    read.prefix = f"{read.municipality.pk}:{dataset}:"
    checker = checker or FactsChecker(read.municipality)
    for line, feature in enumerate(features, 1):
        told = feature.get("properties")
        told = dict(told) if isinstance(told, dict) else {}
        if told.pop("municipality", None) != read.municipality.pk:
            continue
        read.said += 1
        try:
            key = f"{read.prefix}id:{UUID(str(feature.get('id')))}"
            facts = checker.listing(told)
        except (Wrong, ValueError) as wrong:
            read.refused += 1
            read.findings.append(Finding(Severity.WRONG, str(wrong), line, "", str(told.get("name", ""))[:80]))
            continue
        read.findings += [Finding(Severity.NOTICED, reason, line, "", facts["name"]) for reason in checker.notices]
        read.take(key, ReadRow(facts, line))
    if not read.said:
        reason = f"{read.municipality.name}の場所が、1つも ありません。"
        read.findings.append(Finding(Severity.WRONG, reason))
