"""`chuangwen verify`: recompute a sealed result from what is in it alone; no database is needed."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from chuangwen.batch.speech import complain, say
from chuangwen.core.refusals import Refusal
from chuangwen.core.sealing import ENGINES, EngineMissing, Report, SealError, unpacked, verify

DIFFERENT = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("path", type=Path, metavar="封存", help="封存的文件夹或压缩包")
    parser.add_argument("--key", default="", metavar="公钥", help="公布的公钥（64位），核对是不是由它签名")
    parser.add_argument("--digest", default="", metavar="封存码", help="公布的封存码（64位），核对是不是那一份")
    parser.add_argument(
        "--engine",
        default="duckdb",
        choices=ENGINES,
        metavar="引擎",
        help=f"用哪个计算引擎复算：{'、'.join(ENGINES)}，默认 duckdb",
    )


def run(options: Namespace) -> int:
    """Say 相同, or what differs; every difference that was found, the first mark by unit and criterion."""
    try:
        with unpacked(options.path) as folder:
            report = verify(folder, engine=options.engine, key=options.key, digest=options.digest)
    except (SealError, EngineMissing) as error:
        raise Refusal("没有核验。", why=str(error)) from error
    return _told(report)


def _told(report: Report) -> int:
    say(f"封存码：{report.digest}")
    if report.key:
        say(f"签名公钥：{report.key}")
    if report.is_same:
        say(f"相同：用{report.engine}复算了{report.units:,}个单位，每一分都与封存一致。")
    else:
        complain("不同：", *report.differences)
    for note in report.notes:
        say(f"说明：{note}")
    return 0 if report.is_same else DIFFERENT
