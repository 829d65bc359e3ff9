"""What tests of the admin read from its pages."""

from django.urls import reverse


def numbers(city, part):
    """Label -> count of one part of the first page."""
    return {line["label"]: line["count"] for line in city.get(reverse("wagtailadmin_home")).context[part]}


def read(city, name, *args, **query):
    """The HTML of a page that must open."""
    answer = city.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()
