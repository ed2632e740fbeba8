"""The eight lessons, in order."""

from __future__ import annotations

from repairctl.practice import Lesson, burst_pipe, month

LESSONS: tuple[Lesson, ...] = (*burst_pipe.LESSONS, *month.LESSONS)
