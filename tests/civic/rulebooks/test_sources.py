"""Book files as people hand them in: folders, zip files, single files, and what is wrong with them."""

import zipfile
from io import BytesIO

import pytest

from chuangwen.civic.rulebooks.queries.sources import MOST_BYTES, NotBookFiles, texts_of_folder, texts_of_upload

BOOK = "book: city-unit\n"
CRITERIA = "category: I\n"


def a_zip(**files) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


def test_a_folder_gives_its_yaml_files_by_their_path_inside(tmp_path):
    (tmp_path / "criteria").mkdir()
    (tmp_path / "book.yaml").write_text(BOOK)
    (tmp_path / "criteria" / "1.yaml").write_text(CRITERIA)
    (tmp_path / "notes.txt").write_text("不是细则")

    assert texts_of_folder(tmp_path) == {"book.yaml": BOOK, "criteria/1.yaml": CRITERIA}


def test_a_zip_gives_its_files_without_the_folder_they_all_lie_in():
    content = a_zip(**{"2025__book.yaml": BOOK, "2025__criteria__1.yaml": CRITERIA})

    assert texts_of_upload("2025.zip", content) == {"book.yaml": BOOK, "criteria/1.yaml": CRITERIA}


def test_what_a_mac_slips_into_a_zip_is_left_out():
    content = a_zip(**{"book.yaml": BOOK, "__MACOSX/._book.yaml": "x"})

    assert texts_of_upload("细则.zip", content) == {"book.yaml": BOOK}


def test_one_yaml_file_is_a_book_too():
    assert texts_of_upload("book.yaml", BOOK.encode()) == {"book.yaml": BOOK}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("细则.docx", b"PK", "不是细则文件"),
        ("细则.zip", b"not a zip", "打不开"),
        ("细则.zip", a_zip(**{"read.me": "x"}), "没有 .yaml 文件"),
        ("book.yaml", "题目：细则".encode("gb18030"), "UTF-8"),
        ("book.yaml", b" " * (MOST_BYTES + 1), "太大"),
        ("细则.zip", a_zip(**{"book.yaml": " " * (MOST_BYTES + 1)}), "太大"),
    ],
)
def test_what_is_no_book_is_refused_in_words(name, content, said):
    with pytest.raises(NotBookFiles, match=said):
        texts_of_upload(name, content)


def test_a_locked_zip_is_refused_in_words():
    locked = bytearray(a_zip(**{"book.yaml": BOOK}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(signature) + offset] |= 0x1

    with pytest.raises(NotBookFiles, match="密码"):
        texts_of_upload("细则.zip", bytes(locked))
