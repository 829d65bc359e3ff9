"""What the page of a place says of single facts, as a person would say it on the telephone."""

from directory.catalogue.resources import Resource
from directory.catalogue.vocabulary import Answer

NOT_KNOWN = "分かりません"
_BEGINNINGS = {
    (Resource.Referral.OPEN, Answer.YES): "予約も 紹介も いりません。そのまま 行けます。",
    (Resource.Referral.OPEN, Answer.NO): "紹介は いりません。行く前に 予約してください。",
    (Resource.Referral.OPEN, Answer.UNKNOWN): "紹介は いりません。",
    (Resource.Referral.REFERRAL, Answer.UNKNOWN): "窓口などの 紹介を受けてから 行きます。まず 問い合わせてください。",
    (Resource.Referral.CLOSED, Answer.UNKNOWN): "今は、新しく来る人を 受け入れていません。",
    ("", Answer.YES): "予約は いりません。",
    ("", Answer.NO): "行く前に 予約してください。",
}
"""(how newcomers get in, whether one may drop in) -> how to begin."""
_WITHOUT_PLACE = {
    "online": "インターネットで 参加します",
    "home_visit": "家に 来てくれます",
    "by_phone": "電話で 話せます",
}
"""Feature that a place without a building has -> where it happens, the first that holds."""
_KINDS_WITHOUT_PLACE = {"life_support": "家や 近所で 使えます"}


def how_to_begin(resource: Resource) -> str:
    """How newcomers get in, in one or two sentences."""
    drop_in = resource.answers().get("drop_in", Answer.UNKNOWN)
    told = _BEGINNINGS.get((resource.referral, drop_in))
    return told or _BEGINNINGS.get((resource.referral, Answer.UNKNOWN), NOT_KNOWN)


def where_without_place(resource: Resource) -> str:
    """Where something happens that has no building: online, by telephone, at home; or that one has to ask. No full stop."""
    answers = resource.answers()
    told = [words for slug, words in _WITHOUT_PLACE.items() if answers.get(slug) == Answer.YES]
    told += [_KINDS_WITHOUT_PLACE[kind.slug] for kind in resource.rows_of("kinds") if kind.slug in _KINDS_WITHOUT_PLACE]
    return told[0] if told else "場所は お問い合わせください"


def beyond(summary: str, description: str) -> str:
    """The description without the one sentence of the summary, which stands at the top of the page already."""
    summary, description = summary.strip(), description.strip()
    return description.removeprefix(summary).lstrip() if summary else description
