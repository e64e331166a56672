"""Bytes lie whole under their hash or not at all; what no row cites is swept away."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from chuangwen.civic.ledger import storage
from chuangwen.core.files import NotAccepted
from tests.factories import NOON

TEXT = "第一季度创建工作推进会纪要".encode()


def files():
    """Return every file in store by its path there."""
    return sorted(str(path.relative_to(storage.root())) for path in storage.root().rglob("*") if path.is_file())


def a_photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


def test_a_file_lies_under_its_hash():
    stored = storage.store([TEXT[:5], TEXT[5:]])

    digest = sha256(TEXT).hexdigest()
    assert stored == storage.StoredFile(
        sha256=digest,
        size=len(TEXT),
        media_type="text/plain",
        original=f"{digest[:2]}/{digest[2:4]}/{digest}",
        view="",
    )
    assert files() == [stored.original]
    assert storage.path_of(stored.original).read_bytes() == TEXT


def test_a_photo_lies_beside_its_two_views():
    stored = storage.store([a_photo()])

    assert files() == [stored.original, storage.small_of(stored.view), stored.view]


def test_storing_twice_lays_down_nothing_new():
    assert storage.store([TEXT]) == storage.store([TEXT])
    assert len(files()) == 1


@pytest.mark.parametrize("content", [b"", b"MZ\x90\0" + b"\0" * 100, a_photo()[:300]])
def test_a_refused_file_leaves_nothing(content):
    with pytest.raises(NotAccepted):
        storage.store([content])

    assert files() == []


def test_a_file_beyond_the_cap_is_refused_before_it_has_all_come():
    def endless():
        while True:
            yield b"x" * 1000

    with pytest.raises(NotAccepted) as refusal:
        storage.store(endless(), cap=5 * 1024 * 1024)

    assert refusal.value.why == "文件超过5 MB的上限。"
    assert files() == []


def test_an_upload_that_breaks_off_leaves_nothing():
    def broken_off():
        yield TEXT
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.store(broken_off())

    assert files() == []


def test_a_killed_upload_leaves_nothing_under_a_hash(tmp_path):
    program = textwrap.dedent("""
        import sys, django
        django.setup()
        from django.conf import settings
        settings.MEDIA_ROOT = sys.argv[1]
        from chuangwen.civic.ledger import storage

        def stuck():
            yield b"half of it"
            print("half", flush=True)
            sys.stdin.read()

        storage.store(stuck())
    """)
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as upload:
        assert upload.stdout.readline() == b"half\n"
        upload.send_signal(signal.SIGKILL)

    left = [path.relative_to(tmp_path).parts for path in tmp_path.rglob("*") if path.is_file()]
    assert [parts[0] for parts in left] == [storage.WAITING]


def test_no_name_leads_out_of_the_store():
    with pytest.raises(ValueError, match="passwd"):
        storage.path_of("../../etc/passwd")


class TestSweeping:
    def age(self, name, at):
        path = storage.path_of(name)
        os.utime(path, (at.timestamp(), at.timestamp()))

    def test_an_old_file_that_no_row_cites_goes_with_its_views(self, db):
        stored = storage.store([a_photo()])
        for name in (stored.original, stored.view, storage.small_of(stored.view)):
            self.age(name, NOON - timedelta(days=2))

        swept = storage.sweep(before=NOON - timedelta(days=1))

        assert (swept.count, swept.size > stored.size, files()) == (3, True, [])

    def test_a_cited_file_and_a_fresh_one_stay(self, db):
        cited, fresh = storage.store([TEXT]), storage.store([TEXT + b"2"])
        storage.row_of(cited, NOON).save()
        self.age(cited.original, NOON - timedelta(days=2))
        self.age(fresh.original, NOON)

        swept = storage.sweep(before=NOON - timedelta(days=1))

        assert (swept.count, files()) == (0, sorted([cited.original, fresh.original]))

    def test_what_a_killed_upload_left_waiting_goes(self, db):
        (storage.root() / storage.WAITING).mkdir(parents=True)
        (storage.root() / storage.WAITING / "half").write_bytes(b"half of it")
        self.age(f"{storage.WAITING}/half", NOON - timedelta(days=2))

        assert storage.sweep(before=NOON - timedelta(days=1)).count == 1

    def test_a_file_stored_again_is_fresh_again(self, db):
        stored = storage.store([TEXT])
        self.age(stored.original, NOON - timedelta(days=2))
        storage.store([TEXT])

        assert storage.sweep(before=NOON - timedelta(days=1)).count == 0

    def test_an_empty_store_is_swept_in_peace(self, db):
        assert storage.sweep(before=NOON).count == 0
