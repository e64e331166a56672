"""Builders: plain data in, a paper out; a blank is refused by its name."""

from chuangwen.core.writing.builders.applications import Applicant, FeatureTooLong, Opinion, application_form
from chuangwen.core.writing.builders.blanks import BlankField, WrongDocNumber
from chuangwen.core.writing.builders.certificates import certificate
from chuangwen.core.writing.builders.decisions import (
    award_decision,
    rectification_notice,
    revocation_decision,
    suspension_decision,
    warning_decision,
)
from chuangwen.core.writing.builders.notices import (
    Listed,
    answer_to_objection,
    hearing_notice,
    list_of,
    publicity_notice,
    refusal_notice,
)

__all__ = [
    "Applicant",
    "BlankField",
    "FeatureTooLong",
    "Listed",
    "Opinion",
    "WrongDocNumber",
    "answer_to_objection",
    "application_form",
    "award_decision",
    "certificate",
    "hearing_notice",
    "list_of",
    "publicity_notice",
    "rectification_notice",
    "refusal_notice",
    "revocation_decision",
    "suspension_decision",
    "warning_decision",
]
