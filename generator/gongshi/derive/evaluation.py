"""立法后评估: whether a regulation that has been in force for some years was looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongshi.derive.law.force import legal_force
from gongshi.records.regulations import Regulation
from gongshi.records.scalars import Day
from gongshi.records.site import Deadlines

EvaluationState = Literal["done", "due", "later"]


@dataclass(frozen=True, slots=True)
class EvaluationStatus:
    """``done`` on a day; ``due`` since a day that has come; or to come ``later``."""

    state: EvaluationState
    day: Day


def evaluation_status(regulation: Regulation, deadlines: Deadlines, today: date) -> EvaluationStatus | None:
    """The state on a day; None for what is not in force or has no known beginning.

    Lanzhou's practice: regulations in force for three years or more are examined; the site sets the years.
    """
    evaluated = [stage.date for stage in regulation.stages if stage.stage == "evaluated" and stage.date.first <= today]
    own = regulation.evaluation.date if regulation.evaluation else None
    if own is not None and own.first <= today:
        evaluated.append(own)
    if evaluated:
        return EvaluationStatus("done", max(evaluated))
    force = legal_force(regulation, today)
    if force.state not in ("in_force", "amended", "not_yet_in_force"):
        return None
    due = regulation.evaluation.due if regulation.evaluation else None
    if due is None and force.since is not None:
        due = _years_after(force.since, deadlines.evaluation_after_years)
    if due is None:
        return None
    return EvaluationStatus("due" if due.last <= today else "later", due)


def _years_after(day: Day, years: int) -> Day:
    year = int(day.text[:4]) + years
    text = f"{year:04}{day.text[4:]}"
    return Day.parse(f"{year:04}-02-28" if text.endswith("-02-29") else text)
