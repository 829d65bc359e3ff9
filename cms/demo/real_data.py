"""Whether a database holds what no demonstration has made: its passwords are printed, and it shows everybody's mail."""

from cms.mail.queue import Mail
from directory.accounts.users import User
from directory.associations.claims import Claim
from directory.associations.invitations import Invitation
from directory.catalogue.contacts import Contact
from directory.catalogue.organizations import Organization
from directory.catalogue.resources import Resource
from directory.upkeep.bounces import BouncedAddress
from directory.upkeep.problem_reports import Report
from directory.upkeep.reminders import Letter
from matching.cases.participants import Participant

BEFORE_THE_FIRST_TIME = (Contact, Organization, Resource, Claim, Invitation, Letter, Report, Mail, BouncedAddress)
"""What an empty database has none of. Afterwards there are the sample's rows, and those of whoever tries the demonstration."""


def real_data() -> list[str]:
    """What is real in this database, in words; empty where a demonstration may begin or go on.

    An account that was made with DEMO=1 counts as invented, whoever made it.
    """
    samples = User.objects.filter(is_sample=True)
    found = [User._meta.verbose_name] if User.objects.filter(is_sample=False).exists() else []
    if Participant.objects.exclude(agency__memberships__user__in=samples).exists():
        found.append(Participant._meta.verbose_name)
    if not samples.exists():
        found += [model._meta.verbose_name for model in BEFORE_THE_FIRST_TIME if model.objects.exists()]
    return [str(name) for name in found]
