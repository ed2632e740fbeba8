"""The forms of rules, one file each, named here once: small pure functions of plain values. A form never sees a record, a log or a file.

The docstring of a form is its manual page; its signature is the schema of its YAML; its example is run by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from repairctl.forms.approval import approval
from repairctl.forms.at_most import at_most
from repairctl.forms.before import before
from repairctl.forms.charged_again import charged_again
from repairctl.forms.checklist import checklist
from repairctl.forms.deadline import deadline
from repairctl.forms.distinct import distinct
from repairctl.forms.equal import equal
from repairctl.forms.gap import gap
from repairctl.forms.interval import interval
from repairctl.forms.invoiced import invoiced
from repairctl.forms.kept import kept
from repairctl.forms.latest import latest
from repairctl.forms.minimum_duration import minimum_duration
from repairctl.forms.not_during import not_during
from repairctl.forms.one_of import one_of
from repairctl.forms.outside_hours import outside_hours
from repairctl.forms.overlap import overlap
from repairctl.forms.paused_at_most import paused_at_most
from repairctl.forms.payer import payer
from repairctl.forms.price import price
from repairctl.forms.qualification import qualification
from repairctl.forms.queue import queue
from repairctl.forms.rate_in_force import rate_in_force
from repairctl.forms.reached import reached
from repairctl.forms.recomputed import recomputed
from repairctl.forms.recurrence import recurrence
from repairctl.forms.refers import refers
from repairctl.forms.refundable import refundable
from repairctl.forms.required import required
from repairctl.forms.sample import sample
from repairctl.forms.sequence import sequence
from repairctl.forms.sum_is import sum_is
from repairctl.forms.text_free_of import text_free_of
from repairctl.forms.valid_on import valid_on
from repairctl.forms.verdicts import Told
from repairctl.forms.warranty import warranty
from repairctl.forms.within import within
from repairctl.model import Judgement

Form = Callable[..., Judgement]
ValueForm = Callable[..., Any]
GroupForm = Callable[..., Iterator[Told]]

FORMS: Mapping[str, Form] = {
    form.__name__: form
    for form in (
        deadline,
        gap,
        minimum_duration,
        required,
        sequence,
        qualification,
        distinct,
        within,
        one_of,
        at_most,
        recomputed,
        price,
        warranty,
        approval,
        payer,
        sum_is,
        equal,
        checklist,
        refers,
        valid_on,
        interval,
        paused_at_most,
        outside_hours,
        text_free_of,
        latest,
        kept,
        not_during,
        rate_in_force,
        refundable,
        invoiced,
    )
}
VALUE_FORMS: Mapping[str, ValueForm] = {form.__name__: form for form in (reached, before)}
GROUP_FORMS: Mapping[str, GroupForm] = {form.__name__: form for form in (charged_again, overlap, queue, recurrence, sample)}
"""Forms that judge several records at once: a rule that uses one says which (`group`)."""
