"""The walk: every door of the program, as every role, to things in reach and out of reach, and as nobody.

Doors are found in the resolver, not registered: whoever adds a URL must say in
DOORS who may enter it and what it needs (one line), or the walk fails.

Each door is tried by GET and by POST. Who may not enter, or asks for a thing out
of reach, finds that there is no such page (404); who is not signed in is led to
the sign-in page. A method that a door does not take (405) says nothing about
who may enter, but one of the two must have said it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from chuangwen.civic.orgs.enums import Role
from tests.factories import a_person, a_user
from tests.web.doors import Side

ANYBODY = "anybody"  # also those who are not signed in
SIGNED_IN = "signed in"  # whatever their role
NOBODY = frozenset()
READERS = frozenset({Role.OFFICER, Role.REVIEWER, Role.LEADER})
OFFICERS = frozenset({Role.OFFICER})
BOOK_READERS = READERS | {Role.INSPECTOR, Role.CLERK}
CLERKS = frozenset({Role.CLERK})
SYSTEM, SECURITY, AUDIT = ({Role.SYSTEM_ADMIN}, {Role.SECURITY_ADMIN}, {Role.AUDIT_ADMIN})


@dataclass(frozen=True, slots=True)
class Door:
    """Who may enter, and what the URL needs.

    `post`: who may change something there, when not all who may look. `needs` and `query` are methods of `Side`. `shared`: the thing is the same for
    every place (accounts, the journal). `may_lack`: an empty request may find
    nothing although the door is open.
    """

    who: object
    needs: Callable[[Side], tuple] = Side.nothing
    query: Callable[[Side], dict] | None = None
    post: object = None
    shared: bool = False
    may_lack: bool = False

    def opens(self, role, method):
        """Say whether the door opens to a role by a method."""
        who = self.post if method == "post" and self.post is not None else self.who
        return who in (ANYBODY, SIGNED_IN) or (isinstance(who, set | frozenset) and role in who)


DOORS = {
    "public:landing": Door(ANYBODY),
    "public:rounds": Door(ANYBODY),
    "public:round": Door(ANYBODY, Side.round, shared=True),
    "public:publicities": Door(ANYBODY),
    "public:publicity": Door(ANYBODY, Side.publicity, shared=True),
    "public:objection-new": Door(ANYBODY, Side.publicity_and_application, shared=True),
    "public:objection-received": Door(ANYBODY),
    "public:objection-status": Door(ANYBODY),
    "public:certificate": Door(ANYBODY),
    "public:results": Door(ANYBODY),
    # Signing in and out
    "account_login": Door(ANYBODY),
    "account_inactive": Door(ANYBODY),
    "account_logout": Door(ANYBODY),
    "after_login": Door(SIGNED_IN),
    "account_change_password": Door(SIGNED_IN),
    "account_reauthenticate": Door(SIGNED_IN),
    "mfa_index": Door(SIGNED_IN),
    "mfa_authenticate": Door(SIGNED_IN),
    "mfa_reauthenticate": Door(SIGNED_IN),
    "mfa_activate_totp": Door(SIGNED_IN),
    "mfa_deactivate_totp": Door(SIGNED_IN, may_lack=True),
    "mfa_view_recovery_codes": Door(SIGNED_IN, may_lack=True),
    "mfa_generate_recovery_codes": Door(SIGNED_IN, may_lack=True),
    "mfa_download_recovery_codes": Door(SIGNED_IN, may_lack=True),
    # The kit
    "ui:text-size": Door(ANYBODY),
    "ui:job": Door(OFFICERS, Side.job),
    "ui:job-cancel": Door(OFFICERS, Side.job),
    "ui:letters": Door(SIGNED_IN),
    "ui:letters-read": Door(SIGNED_IN),
    "ui:letters-choice": Door(SIGNED_IN),
    "ui:letter-open": Door(CLERKS, Side.letter),  # written to the clerks of an agency
    "ui:kit": Door(NOBODY),
    "ui:kit-why": Door(NOBODY),
    "ui:kit-confirm": Door(NOBODY),
    # The office looks
    "office:overview": Door(READERS, query=Side.as_place),
    "office:search": Door(READERS),
    "office:units": Door(READERS, query=Side.as_place),
    "office:unit": Door(READERS, Side.unit),
    "office:why": Door(READERS, Side.criterion),
    "office:entry": Door(READERS, Side.entry),
    "office:rounds": Door(READERS),
    "office:round-new": Door(OFFICERS),
    "office:round": Door(READERS, Side.round),
    "office:round-announce": Door(OFFICERS, Side.round),
    "office:round-close": Door(OFFICERS, Side.round),
    "office:round-step": Door(OFFICERS, Side.round_and_step),
    "office:application": Door(READERS, Side.application),
    "office:round-scan": Door(READERS, Side.application_and_scan, may_lack=True),
    "office:opinion-extend": Door(OFFICERS, Side.opinion),
    "office:objections": Door(READERS),
    "office:objection": Door(OFFICERS, Side.objection),
    "office:programmes": Door(READERS),
    "office:programme": Door(READERS | {Role.CLERK}, Side.programme),
    "office:programme-new": Door(OFFICERS),
    "office:programme-end": Door(OFFICERS, Side.programme),
    "office:honour-new": Door(OFFICERS),
    "office:exemption-new": Door(OFFICERS, Side.programme),
    "office:titles": Door(READERS, query=Side.as_place),
    "office:title-new": Door(OFFICERS),
    "office:titles-merge": Door(OFFICERS),
    "office:titles-expire": Door(OFFICERS),
    "office:title": Door(READERS, Side.title),
    "office:title-evidence": Door(READERS, Side.title_and_evidence),
    "office:title-act": Door(OFFICERS, Side.title_and_act),
    "office:reviews": Door(READERS),
    "office:reviews-open": Door(OFFICERS),
    "office:reviews-remind": Door(OFFICERS),
    "office:review": Door(OFFICERS, Side.review),
    "office:rechecks": Door(READERS),
    "office:recheck-new": Door(OFFICERS),
    "office:recheck": Door(READERS, Side.recheck),
    "office:flags": Door(READERS),
    "office:flag-pass": Door(OFFICERS, Side.flag),
    "office:application-paper": Door(READERS, Side.application),
    "office:refusal-paper": Door(READERS, Side.refused_application),
    "office:publicity-paper": Door(OFFICERS, Side.publicity),
    "office:award-paper": Door(READERS, Side.award),
    "office:objection-paper": Door(OFFICERS, Side.answered_objection),
    "office:hearing-paper": Door(OFFICERS, Side.sanction),
    "office:sanction-paper": Door(OFFICERS, Side.confirmed_sanction),
    "office:certificate-paper": Door(READERS, Side.title),
    "office:findings": Door(READERS),
    "office:findings-new": Door(OFFICERS),
    "office:finding-sheets": Door(OFFICERS),
    "office:finding-sheet-template": Door(OFFICERS),
    "office:finding-sheet": Door(OFFICERS, Side.office_batch),
    "office:finding-sheet-marked": Door(OFFICERS, Side.office_batch),
    "office:finding-sheet-commit": Door(OFFICERS, Side.office_batch),
    "office:finding-sheet-undo": Door(OFFICERS, Side.office_batch),
    "office:finding-sheet-drop": Door(OFFICERS, Side.office_batch),
    "office:finding-new": Door(OFFICERS, Side.unit),
    "office:finding-correct": Door(OFFICERS, Side.finding),
    "office:finding-withdraw": Door(OFFICERS, Side.finding),
    "office:finding-evidence": Door(OFFICERS, Side.finding),
    "office:evidence-file": Door(READERS, Side.evidence),
    "office:evidence-picture": Door(READERS, Side.evidence),
    "office:evidence-original": Door(READERS, Side.evidence),
    "office:compare-units": Door(READERS, query=Side.as_place),
    "office:assessments": Door(READERS, query=Side.as_place),
    "office:assessment": Door(READERS, Side.assessment),
    "office:assessment-seal": Door(OFFICERS, Side.assessment),
    "office:assessment-publish": Door(OFFICERS, Side.assessment),
    "office:assessment-sealed": Door(READERS, Side.sealed),
    "office:card": Door(READERS, Side.card),
    "office:card-why": Door(READERS, Side.card_criterion),
    # Books
    "office:books": Door(BOOK_READERS),
    "office:compare-books": Door(BOOK_READERS),
    "office:book": Door(BOOK_READERS, Side.edition),
    "office:book-new": Door(OFFICERS),
    "office:book-from-sheet": Door(OFFICERS),
    "office:book-sheet-template": Door(OFFICERS),
    "office:book-schema": Door(BOOK_READERS),
    "office:book-zip": Door(BOOK_READERS, Side.edition),
    "office:book-xlsx": Door(BOOK_READERS, Side.edition),
    "office:book-edit": Door(OFFICERS, Side.edition),
    "office:book-try": Door(READERS, Side.edition),
    "office:book-what-if": Door(READERS, Side.clause),
    "office:book-publish": Door(OFFICERS, Side.edition),
    "office:book-retire": Door(OFFICERS, Side.edition),
    "office:book-discard": Door(OFFICERS, Side.edition),
    # The register of units
    "office:units-manage": Door(READERS, query=Side.under),
    "office:units-new": Door(OFFICERS, query=Side.as_parent),
    "office:units-edit": Door(READERS, Side.unit, post=OFFICERS),
    "office:units-rename": Door(OFFICERS, Side.unit),
    "office:units-move": Door(OFFICERS, Side.unit),
    "office:units-close": Door(OFFICERS, Side.unit),
    "office:units-reopen": Door(OFFICERS, Side.unit),
    "office:units-import": Door(OFFICERS, query=Side.under),
    "office:units-import-template": Door(OFFICERS),
    "office:units-import-sheet": Door(OFFICERS, Side.sheet),
    "office:units-import-sheet-marked": Door(OFFICERS, Side.sheet),
    "office:units-import-sheet-commit": Door(OFFICERS, Side.sheet),
    "office:units-import-sheet-undo": Door(OFFICERS, Side.sheet),
    "office:units-import-sheet-drop": Door(OFFICERS, Side.sheet),
    "office:pairings": Door(READERS, Side.unit, post=OFFICERS),
    "office:pairing-end": Door(OFFICERS, Side.pairing),
    # Bodies, from the office
    "office:bodies": Door(READERS, Side.unit),
    "office:bodies-print": Door(READERS, Side.unit),
    "office:body": Door(READERS, Side.body),
    "office:body-new": Door(OFFICERS, Side.unit),
    "office:body-edit": Door(OFFICERS, Side.body),
    "office:body-end": Door(OFFICERS, Side.body),
    "office:member-new": Door(OFFICERS, Side.body),
    "office:member-edit": Door(OFFICERS, Side.member),
    "office:member-end": Door(OFFICERS, Side.member),
    # A unit's clerk: where it stands
    "unit:home": Door(CLERKS),
    "unit:today": Door(CLERKS, Side.unit),
    "unit:results": Door(CLERKS, Side.unit),
    "unit:standard": Door(CLERKS, Side.unit),
    "unit:standard-edition": Door(CLERKS, Side.unit_and_edition),
    "unit:standard-print": Door(CLERKS, Side.unit_and_edition),
    "unit:why": Door(CLERKS, Side.criterion),
    # the ledger
    "unit:entries": Door(CLERKS, Side.unit),
    "unit:entries-print": Door(CLERKS, Side.unit),
    "unit:entries-confirm": Door(CLERKS, Side.unit),
    "unit:entry-new": Door(CLERKS, Side.unit),
    "unit:entry": Door(CLERKS, Side.entry),
    "unit:entry-print": Door(CLERKS, Side.entry),
    "unit:entry-edit": Door(CLERKS, Side.draft),
    "unit:entry-correct": Door(CLERKS, Side.entry),
    "unit:entry-confirm": Door(CLERKS, Side.draft),
    "unit:entry-withdraw": Door(CLERKS, Side.entry),
    "unit:entry-discard": Door(CLERKS, Side.draft),
    # evidence
    "unit:entry-evidence": Door(CLERKS, Side.entry),
    "unit:evidence-wall": Door(CLERKS, Side.unit),
    "unit:evidence-file": Door(CLERKS, Side.evidence),
    "unit:evidence-picture": Door(CLERKS, Side.evidence),
    "unit:evidence-original": Door(CLERKS, Side.evidence),
    "unit:evidence-remove": Door(CLERKS, Side.evidence),
    # sheets
    "unit:imports": Door(CLERKS, Side.unit),
    "unit:import-template": Door(CLERKS, Side.unit),
    "unit:import": Door(CLERKS, Side.batch),
    "unit:import-marked": Door(CLERKS, Side.batch),
    "unit:import-commit": Door(CLERKS, Side.batch),
    "unit:import-undo": Door(CLERKS, Side.batch),
    "unit:import-drop": Door(CLERKS, Side.batch),
    # reports
    "unit:readings": Door(CLERKS, Side.unit),
    "unit:reading": Door(CLERKS, Side.document),
    "unit:reading-accept": Door(CLERKS, Side.document),
    "unit:reading-reopen": Door(CLERKS, Side.document),
    "unit:reading-period": Door(CLERKS, Side.document),
    "unit:reading-page": Door(CLERKS, Side.document_page),
    "unit:reading-cancel": Door(CLERKS, Side.reading_job),
    "unit:reading-retry": Door(CLERKS, Side.reading_job),
    "unit:lexicon": Door(CLERKS, Side.unit),
    "unit:lexicon-silence": Door(CLERKS, Side.unit),
    "unit:term-edit": Door(CLERKS, Side.term),
    "unit:term-delete": Door(CLERKS, Side.term),
    "unit:proposal": Door(CLERKS, Side.proposal),
    "unit:proposal-accept": Door(CLERKS, Side.proposal),
    "unit:proposal-edit": Door(CLERKS, Side.proposal),
    "unit:proposal-reject": Door(CLERKS, Side.proposal),
    "unit:proposal-reopen": Door(CLERKS, Side.proposal),
    # The unit's candidacies and titles
    "unit:honours": Door(CLERKS, Side.unit),
    "unit:apply": Door(CLERKS, Side.unit_and_round),
    "unit:applications": Door(CLERKS, Side.unit),
    "unit:application": Door(CLERKS, Side.application),
    "unit:application-features": Door(CLERKS, Side.application),
    "unit:application-submit": Door(CLERKS, Side.application),
    "unit:application-withdraw": Door(CLERKS, Side.application),
    "unit:application-notice": Door(CLERKS, Side.application, may_lack=True),
    "unit:application-paper": Door(CLERKS, Side.application_and_paper),
    "unit:opinions": Door(CLERKS, Side.unit),
    "unit:opinion": Door(CLERKS, Side.opinion),
    "unit:screenings": Door(CLERKS, Side.unit),
    "unit:screening": Door(CLERKS, Side.screened),
    "unit:titles": Door(CLERKS, Side.unit),
    "unit:title": Door(CLERKS, Side.title),
    "unit:title-certificate": Door(CLERKS, Side.title_as_docx),
    "unit:title-evidence": Door(CLERKS, Side.title_and_evidence),
    "unit:title-event": Door(CLERKS, Side.title),
    "unit:appeal-new": Door(CLERKS, Side.title),
    "unit:appeal-withdraw": Door(CLERKS, Side.appeal),
    "unit:review": Door(CLERKS, Side.review),
    "unit:sanction": Door(CLERKS, Side.sanction),
    "unit:sanction-waive": Door(CLERKS, Side.sanction),
    "unit:sanction-paper": Door(CLERKS, Side.sanction_as_docx, may_lack=True),
    "unit:holders": Door(CLERKS, Side.unit),
    "unit:holder-new": Door(CLERKS, Side.unit),
    "unit:holder-withdraw": Door(CLERKS, Side.holder),
    # bodies
    "unit:bodies": Door(CLERKS, Side.unit),
    "unit:bodies-print": Door(CLERKS, Side.unit),
    "unit:body": Door(CLERKS, Side.body),
    "unit:body-new": Door(CLERKS, Side.unit),
    "unit:body-edit": Door(CLERKS, Side.body),
    "unit:body-end": Door(CLERKS, Side.body),
    "unit:member-new": Door(CLERKS, Side.body),
    "unit:member-edit": Door(CLERKS, Side.member),
    "unit:member-end": Door(CLERKS, Side.member),
    # The keepers
    "system:home": Door(SYSTEM | SECURITY | AUDIT),
    "system:accounts": Door(SYSTEM | SECURITY),
    "system:account": Door(SYSTEM | SECURITY, Side.account, shared=True),
    "system:account-new": Door(SYSTEM),
    "system:account-edit": Door(SYSTEM, Side.account, shared=True),
    "system:account-password": Door(SYSTEM, Side.account, shared=True),
    "system:account-close": Door(SECURITY, Side.account, shared=True),
    "system:account-reopen": Door(SECURITY, Side.account, shared=True),
    "system:account-unlock": Door(SECURITY, Side.account, shared=True),
    "system:account-second-factor": Door(SECURITY, Side.account, shared=True),
    "system:grants": Door(SECURITY),
    "system:grant-new": Door(SECURITY),
    "system:grant-end": Door(SECURITY, Side.grant, shared=True),
    "system:daily": Door(SYSTEM),
    "system:journal": Door(AUDIT),
    "system:journal-verify": Door(AUDIT),
    "system:journal-line": Door(AUDIT, Side.line, shared=True),
}
METHODS = ("get", "post")
SHUT = dict.fromkeys(METHODS, False)
MAY_LACK = {"office:units-move"}  # posted without a new parent, there is none


def names(patterns=None, space=""):
    """Every URL's full name; a URL without one is named by its pattern, and so fails."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name or each.pattern}"
        else:
            yield from names(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)


NAMES = list(names())


def test_every_door_says_who_may_enter():
    assert set(NAMES) - set(DOORS) == set()


def test_no_door_is_spoken_of_that_is_not_there():
    assert set(DOORS) - set(NAMES) == set()


def test_no_two_doors_have_one_name():
    assert len(NAMES) == len(set(NAMES))


@pytest.fixture
def sides(city, officer):
    """What lies in reach of everybody's post, and what does not."""
    ours, theirs = a_user(username="our-clerk"), a_user(username="their-clerk")
    own = Side(city, city.district, city.agency, ours, officer)
    foreign = Side(city, city.other_district, city.other_agency, theirs, officer)
    return own, foreign


@pytest.fixture
def people(city):
    """One person a role at their usual place, and one without any."""
    places = dict.fromkeys(Role, city.district) | {Role.CLERK: city.agency}
    places |= dict.fromkeys(SYSTEM | SECURITY | AUDIT, city.city)
    return {role: a_person(role, place, username=f"walks-{role}") for role, place in places.items()} | {
        None: a_user(username="walks-stranger")
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in NAMES if name in DOORS])
def test_a_door_opens_to_those_who_may_enter_and_to_nobody_else(name, sides, people, sign_in):
    door, (own, foreign) = DOORS[name], sides
    has_foreign = not door.shared and (door.needs(own) or door.query)
    found = []
    for role, person in people.items():
        client = sign_in(person)
        opens = {method: door.opens(role, method) for method in METHODS}
        found += judged(f"{role} own", knock(client, name, door, own), opens, door, name)
        if any(opens.values()) and has_foreign:
            found += judged(f"{role} foreign", knock(client, name, door, foreign), SHUT, door, name)
    found += judged_nobody(knock(Client(), name, door, own), door)

    assert found == []


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page needs to say to be judged."""

    code: int
    location: str

    @property
    def leads_to_sign_in(self):
        return self.code == 302 and self.location.startswith("/accounts/login/")


def knock(client, name, door, side):
    """Try a door by GET and by POST; whatever that changed is put back."""
    url = reverse(name, args=door.needs(side))
    if door.query:
        url += "?" + "&".join(f"{key}={value}" for key, value in door.query(side).items())
    answers = {}
    for method in METHODS:
        mark = transaction.savepoint()
        response = getattr(client, method)(url)
        answers[method] = Answer(response.status_code, response.get("Location", ""))
        response.close()
        transaction.savepoint_rollback(mark)
    return answers


def judged(who, answers, opens, door, name):
    """Say which answers were wrong."""
    entered = {200, 302, 400} | ({404} if door.may_lack or name in MAY_LACK else set())
    wrong = [
        f"{who} {method}: {answer.code}"
        for method, answer in answers.items()
        if answer.code not in (entered if opens[method] else {404}) | {405}
    ]
    if {answer.code for answer in answers.values()} == {405}:
        wrong.append(f"{who}: neither method is taken")
    if isinstance(door.who, set | frozenset) and any(answer.leads_to_sign_in for answer in answers.values()):
        wrong.append(f"{who}: led to the sign-in page")
    return wrong


def judged_nobody(answers, door):
    """Say where a person who is not signed in came in, or was not led to the sign-in page."""
    if door.who in (ANYBODY, NOBODY):
        good = {200, 302, 400, 405} if door.who == ANYBODY else {302, 404, 405}
        return [f"nobody {method}: {answer.code}" for method, answer in answers.items() if answer.code not in good]
    return [f"nobody {method}: {answer.code}" for method, answer in answers.items() if not answer.leads_to_sign_in]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if door.needs is not Side.nothing])
def test_a_thing_out_of_reach_is_not_there_behind_a_thing_in_reach(name, sides, people, sign_in):
    door, (own, foreign) = DOORS[name], sides
    ours, theirs = door.needs(own), door.needs(foreign)
    if len([each for each in ours if isinstance(each, int)]) < 2:
        return

    who = list(people) if door.who in (ANYBODY, SIGNED_IN) else sorted(door.who)
    for args in ((ours[0], *theirs[1:]), (theirs[0], *ours[1:])):
        for role in who:
            assert sign_in(people[role]).get(reverse(name, args=args)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, door in DOORS.items() if door.needs is not Side.nothing])
def test_a_thing_that_never_was_and_one_out_of_reach_look_the_same(name, sides, people, sign_in):
    door, (own, foreign) = DOORS[name], sides
    if door.shared or door.who in (ANYBODY, SIGNED_IN):
        return
    never = [10**9 if isinstance(each, int) else each for each in door.needs(own)]
    client = sign_in(people[sorted(door.who)[0]])

    for method in ("get", "post"):
        missing = getattr(client, method)(reverse(name, args=never))
        hidden = getattr(client, method)(reverse(name, args=door.needs(foreign)))
        assert missing.status_code == hidden.status_code
        assert missing.status_code in {404, 405}
        assert [template.name for template in missing.templates] == [template.name for template in hidden.templates]
