"""Rounds: one year's candidacy of many units, step by step, with what is owed and what was answered."""

from chuangwen.civic.rounds.models.applications import Application, DepartmentOpinion, StepRecord
from chuangwen.civic.rounds.models.meetings import Award, CouncilSession, Recommendation, Vote
from chuangwen.civic.rounds.models.publicity import Extension, Objection, Publicity
from chuangwen.civic.rounds.models.rounds import Round

__all__ = [
    "Application",
    "Award",
    "CouncilSession",
    "DepartmentOpinion",
    "Extension",
    "Objection",
    "Publicity",
    "Recommendation",
    "Round",
    "StepRecord",
    "Vote",
]
