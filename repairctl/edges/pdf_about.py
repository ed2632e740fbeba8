"""What a PDF says of itself, whatever engine makes it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class About(Struct, frozen=True):
    """The day of printing, the title, and the keywords by which it is verified."""

    day: date
    title: str
    keywords: str = ""

    @property
    def moment(self) -> str:
        """The day as a moment in ISO form: a PDF has no mere dates."""
        return f"{self.day.isoformat()}T00:00:00Z"
