"""Listings that a package of another network brought (`directory.packages`): they are edited where it comes from, and nowhere else."""

from typing import Any

from django.db.models import Q
from wagtail.locks import BaseLock

PACKAGE = "package"
"""The name of the list in the source keys of such listings: `MUNICIPALITY:package:id:UUID`."""
OF_PACKAGES = Q(source_key__contains=f":{PACKAGE}:id:")
"""The condition for them, of a query over Resource."""
WHY_NOT = "この場所は、市役所の中の「いばしょ」から はこばれてきたものです。ここでは変えられません。中の画面で変えてください。"


class OfPackage:
    """What a listing says of the package that it comes from."""

    source_key: str

    @property
    def is_of_package(self) -> bool:
        """Whether a package brought it."""
        return f":{PACKAGE}:id:" in self.source_key

    def get_lock(self) -> BaseLock | None:
        """The lock under which the admin shows it."""
        return LockedByPackage(self) if self.is_of_package else super().get_lock()  # type: ignore[misc]


class LockedByPackage(BaseLock):
    """A lock that nobody opens."""

    def for_user(self, user: Any) -> bool:
        """It holds for everybody."""
        return True

    def get_message(self, user: Any) -> str:
        """Why, and where one goes instead."""
        return WHY_NOT

    def get_locked_by(self, user: Any) -> str:
        """Who closed it."""
        return "パッケージ"

    def get_description(self, user: Any) -> str:
        """The same beside the list of who works on it."""
        return WHY_NOT
