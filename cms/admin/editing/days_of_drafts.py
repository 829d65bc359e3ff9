"""Says of a draft with a day that the day alone publishes nothing."""

import datetime as dt

from wagtail.admin import messages

from directory.publishing.scheduling import days_without_approval

_WORDS = {"go_live_at": "公開する日", "expire_at": "公開を やめる日"}


def note_of_days(row) -> str:
    """What an editor is told of the days in the waiting draft of a row; "" where there is nothing to say."""
    days = [f"{_WORDS[name]}（{_in_words(day)}）" for name, day in days_without_approval(row).items()]
    if not days:
        return ""
    return (
        f"この下書きには、{'と '.join(days)}が 入っています。でも、その日が来ても、自動では かわりません。"
        "公開できる人が「公開する」か「承認」を おすと、その日に かわります。"
    )


def _in_words(day: dt.datetime) -> str:
    return f"{day.year}年{day.month}月{day.day}日 {day.hour}時{f'{day.minute}分' if day.minute else ''}"


def warn_of_days(request, page) -> None:
    """The same on the form of a page."""
    if request.method == "GET" and (note := note_of_days(page)):
        messages.warning(request, note)
