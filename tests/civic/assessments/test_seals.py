"""Sealing, publishing, and what a look at the rows finds when somebody has changed them by hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from chuangwen.civic.assessments.models import Assessment, Card, Seal
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.assessments.operations.refusals import Altered, NotSealed, NotSealedYet, NotYourResult
from chuangwen.civic.assessments.operations.sealing import publish_assessment
from chuangwen.civic.assessments.queries import keys
from chuangwen.civic.assessments.queries.seals import check_seal, rewrite
from chuangwen.civic.assessments.queries.snapshots import folder_of
from chuangwen.civic.assessments.work import seal_in_stages
from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.core.sealing import new_key, verify
from tests.civic.assessments.conftest import a_meeting, a_volunteer_day
from tests.factories import NOON


class Here:
    """Looks on, and never stops anything."""

    def progress(self, done, total, message=""):
        pass

    def hold(self):
        pass

    def now(self):
        return NOON


@pytest.fixture(autouse=True)
def _keys_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(keys, "FOLDER", tmp_path / "keys")


@pytest.fixture
def key():
    return keys.keep_key(new_key(), at=NOON)


@pytest.fixture
def assessment(city, book, officer):
    a_meeting(city.agency, date(2025, 3, 5))
    a_volunteer_day(city.other_agency, times=8)
    return assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)


def seal(assessment, officer):
    return seal_in_stages(assessment_id=assessment.pk, actor=officer, watch=Here())


def publish(assessment, officer):
    return publish_assessment(assessment_id=assessment.pk, actor=officer, at=NOON)


GUARDS = (
    ("published_edition_is_frozen", "rulebooks_edition"),
    ("assessments_card_is_kept", "assessments_card"),
    ("assessments_assessment_is_kept", "assessments_assessment"),
)


def by_hand(sql, *values):
    """Change a row as somebody could who has the database's password: the guard is taken off first."""
    with connection.cursor() as cursor:
        for name, table in GUARDS:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        cursor.execute(sql, values)


def test_a_sealed_assessment_is_intact_signed_and_sealed_once(assessment, officer, key):
    first, again = seal(assessment, officer), seal(assessment, officer)

    check = check_seal(first)
    assert first == again
    assert (check.differences, check.key_is_ours, first.key) == ((), True, key.key)
    assert Line.objects.filter(verb="assessment.sealed").count() == 1


def test_without_a_key_it_is_sealed_unsigned(assessment, officer):
    found = seal(assessment, officer)

    assert (found.key, found.signature, check_seal(found).is_intact) == ("", "", True)


def test_what_is_handed_out_can_be_recomputed_without_the_database(assessment, officer, key, tmp_path):
    found = seal(assessment, officer)

    assert rewrite(found, tmp_path / "out")
    report = verify(tmp_path / "out", engine="scalar", key=key.key, digest=found.digest)
    assert (report.differences, report.units) == ((), 3)


def test_a_renamed_unit_breaks_no_seal(city, assessment, officer, tmp_path):
    found = seal(assessment, officer)
    Unit.objects.filter(pk__in=[city.agency.pk, city.city.pk]).update(name="改了名的单位")

    assert check_seal(Seal.objects.get(pk=found.pk)).is_intact
    assert rewrite(Seal.objects.get(pk=found.pk), tmp_path / "out")


def test_after_the_key_was_changed_old_seals_still_verify(assessment, officer, key):
    found = seal(assessment, officer)
    new = keys.keep_key(new_key(), at=NOON)

    assert (check_seal(found).is_intact, check_seal(found).key_is_ours) == (True, True)
    assert [each.key for each in keys.public_keys()] == [new.key, key.key]
    assert [each.is_current for each in keys.public_keys()] == [True, False]


def test_the_private_key_is_for_the_programs_own_account_only(key):
    path = keys.FOLDER / keys.PRIVATE
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)

    with pytest.raises(keys.KeyUnsafe, match="chmod 600"):
        keys.private_key()


def test_a_mark_changed_in_the_rows_is_named(city, assessment, officer, key):
    found = seal(assessment, officer)
    card = Card.objects.get(assessment=assessment, unit=city.agency)
    by_hand(
        "UPDATE assessments_card SET marks = %s WHERE id = %s",
        '{"I-1": [4000, 4000, 4000], "I-2": [0, 0, 2000], "II-1": [0, 0, 4000], "B-1": [0, 0, 3000]}',
        card.pk,
    )

    assert check_seal(found).differences == (
        f"青石区税务局（编号{city.agency.pk}）：标准I-1“创建领导小组每季度至少召开一次专题会议。”"
        "封存为4分（满分4），复算为1分（满分4）。",
    )


def test_a_total_and_a_rank_changed_in_the_rows_are_named(city, assessment, officer):
    found = seal(assessment, officer)
    by_hand("UPDATE assessments_card SET certain = 9000, possible = 9000 WHERE unit_id = %s", city.agency.pk)
    by_total = check_seal(found).differences
    by_hand(
        "UPDATE assessments_card SET certain = 1000, possible = 1000, position = 1 WHERE unit_id = %s", city.agency.pk
    )

    assert "总分封存为9分，复算为1分。" in by_total[0]
    assert "名次封存为1，复算为2。" in check_seal(found).differences[0]


def test_a_card_deleted_from_the_rows_is_named(city, assessment, officer):
    found = seal(assessment, officer)
    by_hand("DELETE FROM assessments_card WHERE unit_id = %s", city.school.pk)

    assert check_seal(found).differences == (f"青石区实验小学（编号{city.school.pk}）：复算有得分，封存里没有。",)


def test_a_fact_changed_in_the_snapshot_is_told(assessment, officer):
    found = seal(assessment, officer)
    path = folder_of(assessment.snapshot) / "units.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    differences = check_seal(found).differences
    path.write_bytes(content)

    assert differences == ("台账快照的文件units.parquet已被改动。",)


def test_a_book_changed_in_the_rows_is_told(assessment, officer):
    found = seal(assessment, officer)
    text = Edition.objects.get(pk=assessment.edition_id).canonical
    by_hand("UPDATE rulebooks_edition SET canonical = %s", text.replace("创建领导小组", "领导小组"))

    assert "文本已被改动" in check_seal(found).differences[0]


def test_a_manifest_changed_in_the_rows_is_told_by_its_signature(assessment, officer, key):
    """Whoever changes marks and the manifest so that they agree cannot sign it."""
    found = seal(assessment, officer)
    found.manifest = found.manifest.replace("云岭市", "青石区")
    assert check_seal(found).differences == ("封存清单已被改动。", "签名与封存清单不符。")


def test_a_seal_by_a_strangers_key_is_told(assessment, officer, key):
    found = seal(assessment, officer)
    (keys.FOLDER / keys.PUBLIC).unlink()
    keys.keep_key(new_key(), at=NOON)

    assert check_seal(found).differences == ("签名用的不是本单位的密钥。",)


def test_what_cannot_be_recomputed_is_not_sealed(city, assessment, officer):
    by_hand("UPDATE assessments_card SET certain = 9000, possible = 9000 WHERE unit_id = %s", city.agency.pk)

    with pytest.raises(NotSealed, match="总分封存为9分，复算为1分"):
        seal(assessment, officer)
    assert Seal.objects.count() == 0


def test_a_published_result_stands_in_each_units_ledger_once(city, assessment, officer):
    seal(assessment, officer)

    publish(assessment, officer)
    publish(assessment, officer)

    facts = Entry.objects.filter(kind="prior_mark").order_by("unit_id")
    assert sorted((fact.unit.name, fact.topic, fact.quantities["total"]) for fact in facts) == [
        ("临江区水务局", "small", 4000),
        ("青石区实验小学", "small", 0),
        ("青石区税务局", "small", 1000),
    ]
    assert {(fact.start_date, fact.until_date) for fact in facts} == {(date(2025, 1, 1), date(2026, 1, 1))}
    assert {(fact.status, fact.source) for fact in facts} == {("confirmed", "noun")}
    assert Line.objects.filter(verb="assessment.published").count() == 1
    assert Decimal(facts[0].quantities["total"]) >= 0


def test_only_what_is_sealed_and_intact_is_published(city, assessment, officer):
    with pytest.raises(NotSealedYet):
        publish(assessment, officer)
    seal(assessment, officer)
    by_hand("UPDATE assessments_card SET certain = 9000, possible = 9000 WHERE unit_id = %s", city.agency.pk)

    with pytest.raises(Altered, match="总分封存为9分"):
        publish(assessment, officer)
    assert Entry.objects.filter(kind="prior_mark").count() == 0


def test_an_officer_of_a_district_seals_and_publishes_nothing_of_the_city(assessment, district_officer):
    with pytest.raises(NotYourResult):
        seal(assessment, district_officer)
    with pytest.raises(NotYourResult):
        publish(assessment, district_officer)
    assert Assessment.objects.get(pk=assessment.pk).status == "finished"
