"""Rounds and titles as rules: one table says who moves what, when, with what, and by when.

`judge` is the only place where a move is decided; `application_machine` makes a
programme's own order of steps into its table; `hindrances` says who may apply.
"""

from chuangwen.core.lifecycle.conditions import CONDITIONS
from chuangwen.core.lifecycle.eligibility import Candidate, Held, Hindrance, Incident, Terms, hindrances
from chuangwen.core.lifecycle.judging import Obstacle, Verdict, judge
from chuangwen.core.lifecycle.programme import (
    DEFAULT_STEPS,
    application_machine,
    days_of,
    faults_of_clocks,
    faults_of_steps,
    has_passed,
    next_step,
)
from chuangwen.core.lifecycle.rows import Case, Clock, Machine, Need, Row, Who
from chuangwen.core.lifecycle.tables import (
    APPEALS,
    APPLICATION_EVENTS,
    APPLICATION_STATES,
    CLOCKS,
    OBJECTIONS,
    OPINIONS,
    SANCTIONS,
    STEPS,
    TITLES,
)

__all__ = [
    "APPEALS",
    "APPLICATION_EVENTS",
    "APPLICATION_STATES",
    "CLOCKS",
    "CONDITIONS",
    "DEFAULT_STEPS",
    "OBJECTIONS",
    "OPINIONS",
    "SANCTIONS",
    "STEPS",
    "TITLES",
    "Candidate",
    "Case",
    "Clock",
    "Held",
    "Hindrance",
    "Incident",
    "Machine",
    "Need",
    "Obstacle",
    "Row",
    "Terms",
    "Verdict",
    "Who",
    "application_machine",
    "days_of",
    "faults_of_clocks",
    "faults_of_steps",
    "has_passed",
    "hindrances",
    "judge",
    "next_step",
]
