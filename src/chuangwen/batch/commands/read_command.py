"""`chuangwen read`: what a report says, as facts fit for the ledger. Reads only; nothing is stored."""

import json
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from pathlib import Path

from chuangwen.batch.arguments import content, day
from chuangwen.batch.speech import columns, complain, explain, say
from chuangwen.civic.wordbook import kinds
from chuangwen.core.reading import ReadFact, Reading, UnreadableFile, extract, read, rows
from chuangwen.core.reading.sheet import workbook
from chuangwen.core.refusals import Refusal

FORMATS = ("table", "jsonl", "xlsx")
UNREADABLE = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="文件", help="工作总结、汇报等材料：.docx、.pdf、.xlsx、.txt 等"
    )
    parser.add_argument("--subject", default="", metavar="单位", help="材料是哪个单位的，用来区分本单位和别的单位")
    parser.add_argument("--written-on", type=day, metavar="日期", help="材料的成文日期，如 2025-12-20")
    parser.add_argument("--from", dest="first", type=day, metavar="日期", help="材料所说时段的第一天")
    parser.add_argument("--to", dest="last", type=day, metavar="日期", help="材料所说时段的最后一天")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        metavar="格式",
        help="table 供人阅读，jsonl 每个事实一行、供其他程序使用，xlsx 写成表格（须给出 --output）；不写则为 table",
    )
    parser.add_argument("--output", type=Path, metavar="文件", help="xlsx 写到哪个文件")


def run(options: Namespace) -> int:
    """Read each file and say what is in it; a file that cannot be read does not stop the others."""
    if bool(options.first) != bool(options.last):
        raise Refusal("没有识读。", why="--from 和 --to 须同时给出。", remedy="请补上另一个日期。")
    if (options.format == "xlsx") != bool(options.output):
        raise Refusal(
            "没有识读。", why="xlsx 格式须用 --output 指定文件，其他格式直接显示。", remedy="请补上或去掉 --output。"
        )
    code, readings = 0, []
    for path in options.files:
        try:
            reading = _read(path, options)
        except UnreadableFile as trouble:
            complain(str(trouble))
            code = UNREADABLE
        except Refusal as refusal:
            explain(refusal)
            code = UNREADABLE
        else:
            readings.append((path.name, reading))
            if options.format != "xlsx":
                (_tell_json if options.format == "jsonl" else _tell)(reading, path)
    if options.output and readings:
        _write(workbook(readings, kinds()), options.output)
        say(f"已写入{options.output}：{len(readings)}个文件，{sum(len(r.facts) for _, r in readings)}个事实。")
    return code


def _write(data: bytes, path: Path) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Refusal(
            f"写不了文件“{path}”。", why=f"系统提示：{error.strerror}。", remedy="请检查文件夹和权限，再试一次。"
        ) from error


def _read(path: Path, options: Namespace) -> Reading:
    document = extract(content(path), path.name)
    period = (options.first, options.last + timedelta(days=1)) if options.first else None
    return read(document, catalogue=kinds(), subject=options.subject, written_on=options.written_on, period=period)


def _tell_json(reading: Reading, path: Path) -> None:
    for row in rows(reading.facts, path.stem):
        say(json.dumps(row, ensure_ascii=False))


def _tell(reading: Reading, path: Path) -> None:
    say(f"{path.name}：读到{len(reading.facts)}个事实，略过{len(reading.passed_over)}个数字。")
    if reading.facts:
        head = ("类别", "数值", "时间", "约数", "把握", "原文")
        say(*(f"  {line}" for line in columns([head, *map(_row, reading.facts)])))
    for contradiction in reading.contradictions:
        say(f"  请核对：{contradiction.message}")


def _row(fact: ReadFact) -> tuple[str, ...]:
    kind = kinds().kinds.get(fact.kind)
    return (
        kind.name if kind else "其他",
        f"{fact.value:f}{fact.unit}",
        fact.period or "未写明",
        "约" if fact.approx else "",
        f"{fact.confidence:.0%}",
        fact.text,
    )
