"""The work calendar as the program has it: shipped notices, and those of the office's own folder."""

import os
from datetime import date

import pytest

from chuangwen.civic import wordbook
from chuangwen.core.calendar import NotPublished

OWN = "notices: [{year: 2027, days_off: {元旦: [2027-01-01]}, make_up: [%s]}]"


def test_a_notice_that_the_office_adds_or_mends_is_in_force_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(wordbook, "HOME", tmp_path)
    with pytest.raises(NotPublished):
        wordbook.work_calendar().is_working_day(date(2027, 1, 9))

    (tmp_path / "calendar").mkdir()
    own = tmp_path / "calendar" / "2027.yaml"
    own.write_text(OWN % "2027-01-09", encoding="utf-8")
    assert wordbook.work_calendar().is_working_day(date(2027, 1, 9))

    own.write_text(OWN % "2027-01-10", encoding="utf-8")
    os.utime(own, ns=(1, 1))
    assert not wordbook.work_calendar().is_working_day(date(2027, 1, 9))
