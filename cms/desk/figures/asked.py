"""What an address of the figures asks for: agency, period and area; and addresses that keep it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cms.permissions.staff import number_of
from directory.accounts.users import Agency
from directory.associations.attendance import fiscal_year
from matching.figures.board import Board
from matching.figures.periods import EARLIEST, Month, Period, period_from


@dataclass(frozen=True)
class Asked:
    """The board, the period, and the position of an area, None for all of them."""

    board: Board
    period: Period
    area: int | None
    agencies: list[Agency]

    @classmethod
    def of(cls, data: Mapping[str, str], agency: Agency, agencies: list[Agency], today: dt.date) -> "Asked":
        """Whatever cannot be read is not asked for."""
        board, area = Board(agency, today), number_of(data.get("area", ""))
        known = area is not None and area < len(board.areas.names)
        period = period_from(data.get("from", ""), data.get("to", ""), today)
        return cls(board, period, area if known else None, agencies)

    def with_period(self, period: Period) -> "Asked":
        """The same for another period, everywhere."""
        return replace(self, period=period, area=None)

    @property
    def agency(self) -> Agency:
        """Whose figures they are."""
        return self.board.agency

    @property
    def area_name(self) -> str:
        """The area that is asked for; "" for all."""
        return "" if self.area is None else self.board.areas.names[self.area]

    @property
    def query(self) -> str:
        """The question as it stands in addresses."""
        asked: dict[str, Any] = {"agency": self.agency.pk, "from": self.period.first, "to": self.period.last}
        return urlencode(asked | ({} if self.area is None else {"area": self.area}))

    def address(self, name: str, *parts: object) -> str:
        """The address of another page for the same agency."""
        return f"{reverse(name, args=parts)}?{urlencode({'agency': self.agency.pk})}"

    @property
    def months(self) -> list[Month]:
        """All months that can be asked for, the newest first."""
        first = Period.of_year(EARLIEST).first.at
        return [Month(at) for at in range(self.board.last.at, first - 1, -1)]

    @property
    def years(self) -> list[tuple[int, Period]]:
        """The last three 年度 with their months, the newest first."""
        newest = fiscal_year(self.board.last.first_day)
        return [(year, Period.of_year(year)) for year in range(newest, max(EARLIEST - 1, newest - 3), -1)]
