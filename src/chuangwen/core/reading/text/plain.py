"""Plain text and CSV in any Chinese encoding."""

import csv
import io

from charset_normalizer import from_bytes

from chuangwen.core.reading.model import Document, UnreadableFile
from chuangwen.core.reading.text.safety import Limits, Watch

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 200_000


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of bytes and the encoding: by mark, else UTF-8, GB 18030, Big5.

    A text whose bytes are valid GB 18030 may still be Big5 or something else: characters
    outside everyday Chinese tell.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _unreadable(name) from error
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _looks_chinese(text):
            return text, encoding
    guess = from_bytes(data[:_SAMPLE], cp_isolation=["big5", "gb18030", "utf_16_le", "utf_16_be", "shift_jis"]).best()
    if guess is None:
        raise _unreadable(name)
    return data.decode(guess.encoding, errors="replace"), guess.encoding


def _looks_chinese(text: str) -> bool:
    sample = [c for c in text[:5000] if ord(c) > 127]
    if not sample:
        return True
    common = sum("一" <= c <= "鿿" or c in "，。、；：！？“”《》（）—…·　％１２３４５６７８９０" for c in sample)
    usual = sum(
        c in "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出会可也你对就年学工发成动方进行面所文明单位"
        for c in sample
    )
    return common / len(sample) > 0.85 and (len(sample) < 40 or usual / len(sample) > 0.03)


def _unreadable(name: str) -> UnreadableFile:
    return UnreadableFile(f"文件“{name}”的文字编码无法识别。请用记事本打开，另存为 UTF-8 编码后再上传。")


def read_text(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Decode a text file; line ends stay as they are, so that indices fit the file."""
    text, encoding = decode(data, name)
    garbled = sum(ord(c) < 32 and c not in "\t\n\r\x0b\x0c" for c in text[:5000])
    if garbled > len(text[:5000]) / 20:
        raise UnreadableFile(f"文件“{name}”里大多不是文字，无法读取。请确认选对了文件，再重新上传。")
    notes = () if encoding.startswith("utf-8") else (f"按 {encoding.upper()} 编码读取。",)
    return Document(text=text, name=name, media_type="text/plain", notes=notes)


def read_csv(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Turn the rows of a CSV file into lines of text."""
    from chuangwen.core.reading.text.sheets import lines_of_table  # noqa: PLC0415 - sheets import this module's decode

    text, _ = decode(data, name)
    try:
        dialect = csv.Sniffer().sniff(text[:4000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), dialect):
            rows.append(row)
            if len(rows) > limits.rows:
                raise UnreadableFile(f"文件“{name}”超过 {limits.rows} 行。请拆分后再上传，或改用台账导入。")
    except csv.Error as error:
        raise UnreadableFile(
            f"文件“{name}”的表格格式有误（{error}）。请用表格软件打开后另存为 .xlsx 再上传。"
        ) from error
    return Document(text="\n".join(lines_of_table(rows)), name=name, media_type="text/csv")
