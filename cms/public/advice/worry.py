"""「心配な人が いるとき」: anybody passes a worry on to the desk in charge, without an account, and sees by a code what became of it."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cms.content.site_settings import SiteSettings
from cms.forms.stamped import StampedForm
from cms.public.advice.views import LONGEST_TOWN
from cms.public.reports import TO_KEEP
from cms.sign_in.client_address import client_address
from directory.accounts.rate_limits import LimitedAction, allow_attempt
from directory.catalogue.desks import OTHER, topics, towns_named
from directory.geo.areas import Municipality
from directory.text_fields import OneLineFormField, SeveralLinesFormField
from matching.casework.referrals.destinations import destinations
from matching.casework.referrals.passing import send
from matching.casework.referrals.sheets import Agreed, Channel, Sender, Urgency

NOBODY_READS = "この市町村では、まだ ここから 伝えられません。窓口に 電話してください。"
TOO_OFTEN = "何度も 送られたので、しばらく お休みします。急ぐときは、窓口に 電話してください。"
LONGEST_TEXT = 900
"""Letters: a sheet holds 1000, and the name of a town that is none of ours goes with them."""
SENDERS = [one for one in Sender.choices if one[0] != Sender.DESK]


class WorryForm(StampedForm):
    """Short: what is seen, where, how urgent. A name is asked of nobody, and may be said of everybody."""

    BUTTON = "窓口に 伝える"

    text = SeveralLinesFormField(
        label="どんなようすですか",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="見たこと、聞いたことを、そのまま。例: となりの方の 新聞が 3日たまっている。",
        error_messages={"required": "ようすを、ひとことでも 書いてください。"},
    )
    topic = forms.ChoiceField(
        label="いちばん近いもの",
        choices=lambda: [(slug, topic.label) for slug, topic in topics().items()],
    )
    town = OneLineFormField(
        label="その方の 町", max_length=LONGEST_TOWN, required=False, help_text="町の名前だけで かまいません。"
    )
    who = OneLineFormField(
        label="どなたのことか", max_length=60, required=False, help_text="分かれば。「101号室の方」でも かまいません。"
    )
    urgency = forms.ChoiceField(
        label="急ぎますか",
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        initial=Urgency.SOON,
    )
    agreed = forms.ChoiceField(
        label="ご本人は、相談することを 知っていますか",
        choices=[
            (Agreed.YES, "知っていて、よいと言っている"),
            (Agreed.UNASKED, "まだ 話していない"),
            (Agreed.NO, "いやがっている"),
        ],
        widget=forms.RadioSelect,
        initial=Agreed.UNASKED,
    )
    sender = forms.ChoiceField(label="あなたは", choices=SENDERS, initial=Sender.NEIGHBOUR)
    sender_name = OneLineFormField(
        label="あなたの お名前", max_length=60, required=False, help_text="書かなくても かまいません。"
    )
    sender_reach = OneLineFormField(
        label="あなたの 電話",
        max_length=200,
        required=False,
        help_text="窓口から 聞きたいことが あるときだけ 電話します。",
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def worry(request: HttpRequest) -> HttpResponse:
    """The form of the site's own city (`?city=` for another one); leads on to the page that says what became of it.

    What 「どこに相談？」 was told (`?topic=`, `?town=`) is not asked again.
    """
    site = SiteSettings.load(request_or_site=request)
    city = Municipality.objects.filter(pk=request.GET.get("city") or site.home).first()
    if city is None or not destinations(city, OTHER, None, timezone.localdate()):
        raise Http404(NOBODY_READS)
    form = WorryForm(request.POST if request.method == "POST" else None, subject=f"worry-{city.pk}")
    form.initial = _told(request)
    if form.is_valid() and not allow_attempt(LimitedAction.WORRY, client_address(request)):
        form.add_error(None, _(TOO_OFTEN))
    if form.is_valid():
        with transaction.atomic():
            secret = _sent(form, city) if form.use() else None
        if secret:
            messages.success(request, _(TO_KEEP) % {"code": secret.printed_code})
            return redirect("link", secret.token)
    context = {"form": form, "city_asked": city}
    return render(request, "public/advice/worry.html", context, status=422 if form.errors else 200)


def _told(request: HttpRequest) -> dict[str, str]:
    topic, town = request.GET.get("topic", ""), request.GET.get("town", "").strip()
    return {"topic": topic if topic in topics() else OTHER, "town": town if len(town) <= LONGEST_TOWN else ""}


def _sent(form: WorryForm, city: Municipality):  # type: ignore[no-untyped-def]
    facts = {name: value for name, value in form.cleaned_data.items() if name not in ("website", "town")}
    towns = towns_named(city, form.cleaned_data["town"])
    # A name that is several towns is kept as words: none of them is guessed.
    if form.cleaned_data["town"] and len(towns) != 1:
        facts["text"] = f"{facts['text']}\n町: {form.cleaned_data['town']}"
    town = towns[0] if len(towns) == 1 else None
    to = destinations(city, facts["topic"], towns[0] if towns else None, timezone.localdate())[0]
    _, secret = send(facts | {"town": town, "channel": Channel.FORM}, to, None)
    return secret
