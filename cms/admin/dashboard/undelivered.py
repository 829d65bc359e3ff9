"""メールが届かない人: people whose mail bounces, their telephone numbers, and the button to try again."""

from collections import defaultdict
from dataclasses import dataclass

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.permissions.staff import listings_of, staff_only
from directory.accounts.mail_addresses import same_address
from directory.models import Contact, Organization, Representative, Resource
from directory.upkeep.bounces import BouncedAddress


@dataclass(frozen=True)
class AddressUse:
    """One place where a mail address stands: at a representative of an organization, or among the contacts of a listing."""

    address: str
    who: str
    organization: Organization | None
    listing: Resource | None


def bounced_of(user):
    """The unreachable addresses of the representatives and listings of a user's cities; all for a superuser."""
    bounced = BouncedAddress.objects.unreachable()
    return bounced if user.is_superuser else bounced.filter(address__in={use.address for use in _uses(user)})


def _uses(user) -> list[AddressUse]:
    rows = listings_of(user)
    people = Representative.objects.current().filter(organization__in=rows.values("organization"))
    speaking = people.exclude(user__email="").select_related("user", "organization").order_by("organization", "pk")
    own = Contact.objects.filter(kind=Contact.Kind.EMAIL, resource__in=rows).order_by("resource", "pk")
    return [
        *(AddressUse(same_address(one.user.email), str(one.user), one.organization, None) for one in speaking),
        *(
            AddressUse(same_address(one.value), one.person, one.resource.organization, one.resource)
            for one in own.select_related("resource__organization")
        ),
    ]


def _telephones(user) -> dict[int, list[str]]:
    """Key of an organization -> telephone numbers of its listings, each once."""
    calls = defaultdict(dict)
    known = Contact.objects.filter(kind=Contact.Kind.TELEPHONE, resource__in=listings_of(user)).order_by("pk")
    for organization, value in known.values_list("resource__organization", "value"):
        calls[organization][value] = None
    return {organization: list(values) for organization, values in calls.items()}


@staff_only
def bounced(request):
    """The unreachable addresses, with the people and their telephone numbers."""
    uses, calls = defaultdict(list), _telephones(request.user)
    for use in _uses(request.user):
        uses[use.address].append(use)
    lines = [(row, uses[row.address], _telephones_of(uses[row.address], calls)) for row in bounced_of(request.user)]
    context = {"lines": sorted(lines, key=lambda line: line[0].address), "header_title": "メールが届かない人"}
    return render(request, "admin_city/bounced.html", context)


def _telephones_of(uses: list[AddressUse], calls: dict[int, list[str]]) -> list[str]:
    keys = dict.fromkeys(use.organization.pk for use in uses if use.organization)
    return list(dict.fromkeys(call for key in keys for call in calls.get(key, ())))


@staff_only
@require_POST
def reachable(request, pk):
    """もう一度 送る: the mailbox works again, so mail may go there."""
    row = get_object_or_404(bounced_of(request.user), pk=pk)
    row.mend()
    messages.success(request, f"「{row.address}」に、これからまた メールを送ります。")
    return redirect("city_bounced")
