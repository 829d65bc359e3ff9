"""A new case: its number, its agency and who is in charge of it."""

import re
from itertools import count
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.accounts.users import Agency, User
from directory.geo.areas import Town
from matching.cases.identities import Identity
from matching.cases.participants import Participant
from matching.cases.staffing import proposed_in_charge

TRIES = 5
_CODE = re.compile(r"M-(\d{1,9})")


def open_case(
    agency: Agency, town: Town | None, in_charge: User | None, note: str, identity: dict[str, Any], by: User
) -> Participant:
    """Store a new person under the next number. Without `in_charge` it is who has the area of the town, else who enters it: a case
    of nobody is in nobody's list of today.
    """
    in_charge = in_charge or proposed_in_charge(agency, town) or by
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                person = Participant.objects.create(
                    code=_next_code(), agency=agency, town=town, in_charge=in_charge, note=note
                )
                Identity.objects.create(participant=person, recorded_by=by, recorded_at=timezone.now(), **identity)
                return person
        except IntegrityError:  # somebody took the number in the same moment
            if not left:
                raise
    raise AssertionError("not reached")


def _next_code() -> str:
    """「M-0031」 after 「M-0030」, over all agencies: a number says nothing of where somebody lives.

    Never the number of somebody whose record is gone: the looks at them would be told of the new person.
    """
    codes = Participant.objects.filter(code__startswith="M-").values_list("code", flat=True)
    last = max((int(found[1]) for code in codes if (found := _CODE.fullmatch(code))), default=0)
    looks = apps.get_model("matching", "Look").objects
    return next(code for number in count(last + 1) if not looks.filter(code=(code := f"M-{number:04}")).exists())
