"""What an alert of the town closes, in the language of the reader."""

import datetime as dt

from django.utils.translation import gettext as _

from directory.languages.times import full_date

GATHERINGS = "集まり"


def closed_in_words(where: str, kind: str, since: dt.date, until: dt.date | None) -> str:
    """「第二圏域の サロンは、2026年11月27日から 2026年11月30日まで お休みです。」 of an area and a kind of places ("" for all gatherings)."""
    facts = {"where": where, "what": _(kind or GATHERINGS), "since": full_date(since)}
    if until is None:
        return _("%(where)sの %(what)sは、%(since)sから お休みです。いつまでかは、まだ 分かりません。") % facts
    return _("%(where)sの %(what)sは、%(since)sから %(until)sまで お休みです。") % (facts | {"until": full_date(until)})


def drill_in_words(where: str, kind: str) -> str:
    """The same of a drill, which closes nothing."""
    facts = {"where": where, "what": _(kind or GATHERINGS)}
    return _("%(where)sの %(what)sが お休みになったときの 練習です。集まりは いつもどおり ひらきます。") % facts
