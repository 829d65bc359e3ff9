"""Where a request comes from."""

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the machine that asks, as the outermost of our own proxies saw it.

    Each proxy adds the address it sees at the end of X-Forwarded-For; what stands before those of our own
    (`settings.PROXIES`) may have been made up by the visitor. Some proxies add the port, too: 203.0.113.7:51000.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXIES <= len(seen) and _is_address(claimed := _without_port(seen[-settings.PROXIES])):
        return claimed
    return request.META.get("REMOTE_ADDR", "")


def _without_port(text: str) -> str:
    # Without this all visitors behind such a proxy would be one, whose limits close the site for everybody.
    bare = text.strip(' "')
    found = re.fullmatch(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+", bare)
    return (found[1] or found[2]) if found else bare


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False
