"""A PostgreSQL of the benchmark's own, in a temporary folder, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def cluster() -> Iterator[str | None]:
    """Start a private server and yield its address, or None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        yield None
        return
    tools, folder = found[-1].parent, Path(tempfile.mkdtemp())
    is_root = os.getuid() == 0
    owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if is_root else []
    if is_root:
        shutil.chown(folder, "postgres", "postgres")

    def do(tool: str, *arguments: str) -> None:
        command = [*owner, str(tools / tool), f"--pgdata={folder}/data", *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    do("initdb", "--username=chuangwen", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c synchronous_commit=off"
    do("pg_ctl", "--silent", "--wait", f"--log={folder}/log", f"--options={options} -c shared_buffers=256MB", "start")
    try:
        yield f"postgres://chuangwen@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        do("pg_ctl", "--silent", "--mode=immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
