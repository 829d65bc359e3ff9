"""The mails that ask hosts how it goes without anybody at the desk (`manage.py run_due`): never in a request."""

import datetime as dt

from django.db import transaction

from cms.desk.introducing.views import addresses_of
from cms.mail.messages import send_host_follow_up
from matching.casework.follow_ups import ask_host
from matching.casework.host_requests import Closed
from matching.casework.hosts_to_ask import hosts_to_ask
from matching.oversight.audit_log import Look, record_looks
from matching.proposals.weight_rows import weights_on

WHAT = "その後のメール（ひとりでに）"


def ask_hosts(day: dt.date) -> int:
    """Put into the queue the mails of a day that ask hosts how it goes; gives how many.

    A host without an address is asked by telephone, as Today says. The mail says which desk asks, and nothing of anybody.
    """
    asked = 0
    for outcome, step in hosts_to_ask(day, weights_on(day)):
        if not (addresses := addresses_of(outcome.resource)):
            continue
        try:
            with transaction.atomic():
                send_host_follow_up(addresses[0], outcome, ask_host(outcome, step, None))
                record_looks(None, Look.Action.CHANGED, [outcome.participant], WHAT)
        except Closed:  # somebody was quicker, in another process or at the desk
            continue
        asked += 1
    return asked
