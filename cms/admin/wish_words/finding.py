"""How many public places a word finds today, by the search that residents ask."""

from collections.abc import Callable, Sequence

from django.utils import timezone

from cms.content.site_settings import SiteSettings
from directory.search.fulfilling.wish_search import WishSearch
from directory.search.wishes.reading import Understood
from directory.snapshot import loading
from directory.snapshot.selection import Selection


def counter_for(city: str = "") -> Callable[[Sequence[Understood]], int]:
    """A function from the parts of a wish to the number of public places of a city (its code; "" for all) that fulfil them.

    A fixed number of queries, however often the function is called.
    """
    now = timezone.localtime()
    everything = Selection.of(loading.current(), now.date(), now.time())
    home = everything.in_municipality(city) if city else everything
    speed = SiteSettings.load().walking_speed

    def count(parts: Sequence[Understood]) -> int:
        text = " ".join(part.words for part in parts)
        search = WishSearch(everything, text, parts, speed, is_whole=False)
        return len(home.matching(search.found().keys))

    return count
