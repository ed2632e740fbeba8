"""What is named now and imported when it is called for: most commands need few of the others. Knows only where things lie."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any


def later(place: str, *words: object) -> Callable[..., Any]:
    """What stands at a place of this package, `due.due_verb`, with these words already said; it is imported when it is called."""
    return partial(_called, place, *words)


def _called(place: str, *words: object) -> Any:
    module, _, name = place.partition(".")
    return getattr(import_module(f"repairctl.cli.{module}"), name)(*words)
