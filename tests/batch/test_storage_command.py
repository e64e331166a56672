"""`chuangwen storage sweep` takes away what no record cites, and nothing younger than a day."""

import os
import time

import pytest

from chuangwen.batch import cli
from chuangwen.civic.ledger import storage
from tests.factories import NOON

TWO_DAYS_AGO = time.time() - 2 * 86400


@pytest.mark.django_db
def test_only_old_files_without_a_record_go(capsys):
    orphan, cited, fresh = (storage.store([word.encode()]) for word in ("旧的一份材料", "引用着的材料", "刚传的材料"))
    storage.row_of(cited, NOON).save()
    for stored in (orphan, cited):
        os.utime(storage.path_of(stored.original), (TWO_DAYS_AGO, TWO_DAYS_AGO))

    code = cli.main(["storage", "sweep", "--days", "0"])
    said = capsys.readouterr().out
    again = cli.main(["storage", "sweep"])

    assert (code, again) == (0, 0)
    assert "已清理1个文件" in said
    assert "没有需要清理的文件" in capsys.readouterr().out
    assert [storage.path_of(s.original).exists() for s in (orphan, cited, fresh)] == [False, True, True]
