"""What an attack sends in our forms: values that change something, if the right one sends them."""

import datetime as dt

from django.utils import timezone

from matching.cases.consents import digest_of
from tests.cms.permissions import attacked_desk

FORM_VALUES_OF_VIEW = {
    "desk_end": {"state": "ended", "ended_on": "2026-04-01"},
    **{name: {"kind": "new", "talks": "乗っ取り"} for name in ("desk_gap_task", "desk_gap_task_edit")},
    "listing_close": {"when": "dates"},
    "city_import_new": {"kind": "salon"},
    "city_alerts": {"kind": "", "closes": "yes"},
    "organization_hand_over": {"name": "", "email": ""},
    "desk_introduction_ask": {
        "text": "乗っ取り",
        "how": "telephone",
        "seen": digest_of("乗っ取り"),
        "agreed": "spoken",
    },
    **attacked_desk.FORM_VALUES,
    "city_api_tokens": {"scopes": ["listings"], "days": "92"},
    "city_map_ground": {"remove": "1"},
    "desk_introduction_answer": {"answer": "yes", "reason": ""},
    "desk_introduction_visit": {"visit_on": timezone.localdate().isoformat(), "anyway": "on"},
    "desk_introduction_move": {"to": "trial", "trial-day": timezone.localdate().isoformat()},
    **{
        f"wagtailsnippets_directory_helpline:{form}": {"purpose": "乗っ取り", "telephone": "110", "hours": "毎日"}
        for form in ("add", "edit")
    },
    **{
        f"wagtailsnippets_directory_wishword:{form}": {"phrase": "乗っ取り", "meaning_0": "kind:cafe"}
        for form in ("add", "edit")
    },
    **{f"wagtailsnippets_directory_supportvisit:{form}": {"about": "start"} for form in ("add", "edit")},
}
"""Values for the forms of one view, instead of those of FORM_VALUES."""
WITH_A_FILE = ("city_import_new", "city_map_ground", "wagtailimages", "wagtaildocs")
"""How the names of views begin whose forms take a file."""
FORM_VALUES = {
    "sure": "1", "is_another": "on", "lat": 35.6, "lng": 139.5, "kind": "group",
    "name": "乗っ取り", "to_bring": "乗っ取り", "save": "1", "when": "open", "feature": "parking", "answer": "no",
    "reason": "乗っ取り", "approve": "1", "accept": "1", "field": ["contacts"], "email": "evil@example.jp",
    "action-publish": "1", "status": "ended", "how": "visit", "left": 0, "people": 3, "confirm": "1",
    "said": "乗っ取り", "about": "times", "start": "18:00", "end": "19:00", "outcome": "mended", "checked": "on",
    "age": 20, "value": 3, "source": "乗っ取り", "comment": "乗っ取り", "meets": "False", "on_behalf": "on", "whole": "whole",
    **dict.fromkeys(("since", "starts_on", "next_on"), (timezone.localdate() + dt.timedelta(days=20)).isoformat()),
    **dict.fromkeys(("day", "valid_from", "started_on"), timezone.localdate().isoformat()),
}  # fmt: skip
"""Values for the fields of all our forms, by the name of the field."""
