"""How many public places a word finds today, by the search that residents ask."""

from collections.abc import Callable, Sequence

from django.utils import timezone

from cms.content.site_settings import SiteSettings
from directory.geo.walking import metres_within
from directory.search.wish_search import WALK, WishSearch
from directory.search.wishes.reading import Understood
from directory.search.wishes.relations import relations
from directory.snapshot import loading
from directory.snapshot.selection import Selection


def counter_for(city: str = "") -> Callable[[Sequence[Understood]], int]:
    """A function from the parts of a wish to the number of public places of a city (its code; "" for all) that fulfil them.

    A fixed number of queries, however often the function is called.
    """
    now = timezone.localtime()
    everything = Selection.of(loading.current(), now.date(), now.time())
    home = everything.in_municipality(city) if city else everything
    metres = metres_within(WALK, SiteSettings.load().walking_speed)

    def count(parts: Sequence[Understood]) -> int:
        text = " ".join(part.words for part in parts)
        search = WishSearch(everything, text, parts, relations(), metres, is_whole=False)
        return len(home.matching(search.found().keys))

    return count
