"""Old Word documents (.doc): turned into .docx by LibreOffice where it is installed, in a room of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from chuangwen.core.reading.model import Document, UnreadableFile
from chuangwen.core.reading.text.safety import Limits, Watch, broken
from chuangwen.core.reading.text.word import read_docx

_SECONDS = 60


def read_doc(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Convert and read.

    Raises: UnreadableFile when LibreOffice is missing, takes too long, or gives nothing.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableFile(
            f"文件“{name}”是旧版 Word（.doc）格式，服务器上没有安装 LibreOffice，不能读取。请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
        )
    with tempfile.TemporaryDirectory(prefix="chuangwen-doc-") as room:
        _convert(program, data, Path(room), name)
        made = Path(room) / "out" / "in.docx"
        if not made.exists():
            raise broken(name)
        document = read_docx(made.read_bytes(), name, limits, watch)
    return replace(document, media_type="application/msword")


def _convert(program: str, data: bytes, room: Path, name: str) -> None:
    """Run LibreOffice with a profile of its own, so that no open window and no macro setting matters."""
    (room / "in.doc").write_bytes(data)
    command = [
        program,
        f"-env:UserInstallation={(room / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(room / "out"),
        str(room / "in.doc"),
    ]
    quiet = subprocess.DEVNULL
    # A group of its own: soffice is a shell script, and its child must end with it.
    run = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 - no shell
    try:
        run.wait(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        raise UnreadableFile(
            f"文件“{name}”是旧版 Word（.doc）格式，转换超过 {_SECONDS} 秒仍未完成，已停止。请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
        ) from error
