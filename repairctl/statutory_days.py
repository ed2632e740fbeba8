"""The holidays proper of a year (全国年节及纪念日放假办法): which days they are. Knows no notice and no calendar of an office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from repairctl.errors import RepairError, say

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_LAW_OF = 2025  # from this year on New Year's Eve and 2 May are holidays too
_MOON = (
    "2024 02-10 06-10 09-17", "2025 01-29 05-31 10-06", "2026 02-17 06-19 09-25", "2027 02-06 06-09 09-15", "2028 01-26 05-28 10-03",
    "2029 02-13 06-16 09-22", "2030 02-03 06-05 09-12", "2031 01-23 06-24 10-01", "2032 02-11 06-12 09-19", "2033 01-31 06-01 09-08",
    "2034 02-19 06-20 09-27", "2035 02-08 06-10 09-16", "2036 01-28 05-30 10-04", "2037 02-15 06-18 09-24", "2038 02-04 06-07 09-13",
    "2039 01-24 05-27 10-02", "2040 02-12 06-14 09-20", "2041 02-01 06-03 09-10", "2042 01-22 06-22 09-28", "2043 02-10 06-11 09-17",
    "2044 01-30 05-31 10-05", "2045 02-17 06-19 09-25", "2046 02-06 06-08 09-15", "2047 01-26 05-29 10-04", "2048 02-14 06-15 09-22",
    "2049 02-02 06-04 09-11", "2050 01-23 06-23 09-30",
)  # fmt: skip
"""The year, and by the sun the first day of its first moon, the fifth of its fifth, the fifteenth of its eighth."""


class MoonUnknown(RepairError):
    """The moons of the year are not in the table."""

    def __init__(self, year: int) -> None:
        first, last = _MOON[0][:4], _MOON[-1][:4]
        super().__init__(
            say("The lunar holidays of {year} are not known here, only those of {first} to {last}.", year=year, first=first, last=last)
        )


def statutory(year: int) -> Mapping[str, tuple[date, ...]]:
    """The days of each holiday. Raises MoonUnknown."""
    found = next((line.split()[1:] for line in _MOON if line.startswith(f"{year} ")), None)
    if found is None:
        raise MoonUnknown(year)
    spring, boats, moon = (date.fromisoformat(f"{year}-{day}") for day in found)
    new_law = year >= _LAW_OF
    return {
        "元旦": (date(year, 1, 1),),
        "春节": _days(spring - timedelta(new_law), 3 + new_law),
        "清明节": (_pure_brightness(year),),
        "劳动节": _days(date(year, 5, 1), 1 + new_law),
        "端午节": (boats,),
        "中秋节": (moon,),
        "国庆节": _days(date(year, 10, 1), 3),
    }


def _days(first: date, n: int) -> tuple[date, ...]:
    return tuple(first + timedelta(number) for number in range(n))


def _pure_brightness(year: int) -> date:
    """清明, by the rule of this century: 0.2422 of a day later each year, a day earlier with each leap year."""
    since = year - 2000
    return date(year, 4, (since * 2422 + 48_100) // 10_000 - since // 4)
