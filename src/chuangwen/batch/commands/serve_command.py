"""`chuangwen serve`: the web site by gunicorn, with a worker for what runs in the background."""

import os
from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

from chuangwen.batch import database
from chuangwen.batch.speech import complain, say
from chuangwen.batch.worker import Keeper
from chuangwen.civic.people.models import User

HERE_ONLY = {"127.0.0.1", "localhost", "::1"}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听的地址，默认只供本机访问（127.0.0.1）")
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="端口，默认 8000")
    parser.add_argument("--workers", type=int, default=2, metavar="个数", help="工作进程数，默认 2")
    parser.add_argument("--threads", type=int, default=4, metavar="个数", help="每个进程的线程数，默认 4")
    parser.add_argument("--no-work", action="store_true", help="不带后台办理进程（已另外运行 chuangwen work 时用）")


def run(options: Namespace) -> int:
    """Serve until stopped; a new installation gets its database first."""
    if database.is_new():
        database.make_ready()
        say("已建立新的数据库。")
    database.must_be_ready()
    for line in advice(options.host):
        complain(line)
    connections.close_all()
    Server(options).run()
    return 0


def advice(host: str) -> list[str]:
    """Return what the office should know before the site opens."""
    found = []
    if not User.objects.exists():
        found += [
            "还没有任何账号，暂时没有人能登录。请另开一个终端，依次运行：",
            "  chuangwen unit add 云岭市 --kind city                                （把“云岭市”换成本地名称）",
            "  chuangwen user add xitong --name 姓名 --role system_admin --unit 云岭市    （系统管理员：开通账号）",
            "  chuangwen user add anquan --name 姓名 --role security_admin --unit 云岭市  （安全管理员：授予角色）",
        ]
    if host not in HERE_ONLY and "CHUANGWEN_HOSTS" not in os.environ:
        found.append("提示：要让别的电脑访问，请在环境变量 CHUANGWEN_HOSTS 中写明网站的域名或地址，否则会被拒绝。")
    return found


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with the office's few choices."""

    def __init__(self, options: Namespace) -> None:
        self.options = options
        self.keeper = Keeper()
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn leaves open; threads, because pages wait for disks, not for the processor."""
        address = f"[{self.options.host}]" if ":" in self.options.host else self.options.host
        self.cfg.set("bind", f"{address}:{self.options.port}")
        self.cfg.set("workers", self.options.workers)
        self.cfg.set("threads", self.options.threads)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("preload_app", True)
        self.cfg.set("timeout", 120)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("proc_name", "chuangwen")
        self.cfg.set("control_socket_disable", True)
        self.cfg.set("when_ready", self._announce)
        self.cfg.set("on_exit", self._end)

    def load(self) -> Any:
        """Return the WSGI application, with its pages loaded: a fault in them stops the start."""
        application = get_wsgi_application()
        get_resolver().url_patterns  # noqa: B018 read for its effect
        return application

    def _announce(self, _arbiter: Any) -> None:
        if not self.options.no_work:
            self.keeper.start()
        say(f"网站已启动：http://{self.options.host}:{self.options.port}/", "按 Ctrl+C 停止。")

    def _end(self, _arbiter: Any) -> None:
        self.keeper.end()
