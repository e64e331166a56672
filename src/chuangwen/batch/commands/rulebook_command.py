"""`chuangwen rulebook`: write a book, look at what it says, and publish it.

A book is a folder with `book.yaml` and `criteria/*.yaml` (docs/rulebook.md).
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from chuangwen import clock
from chuangwen.batch import database, naming, skeleton, trials
from chuangwen.batch.arguments import NotFound, content, day
from chuangwen.batch.parsing import Parser
from chuangwen.batch.speech import complain, say
from chuangwen.civic.rulebooks.operations import load_edition, publish_edition
from chuangwen.civic.rulebooks.queries.sources import texts_of_folder
from chuangwen.civic.wordbook import kinds
from chuangwen.core.refusals import Refusal
from chuangwen.core.rulebook import Book, BookErrors, load_folder
from chuangwen.core.rulebook.checks import ERROR, check
from chuangwen.core.rulebook.diffs import diff
from chuangwen.core.rulebook.from_sheet import OUTCOME_NAMES, skeleton_of
from chuangwen.core.rulebook.words import UNIT_KINDS, points
from chuangwen.core.scoring.examples import ExampleError, run_examples
from chuangwen.places import SCHEMA_FILE

FOUND = 1


class BrokenBook(Refusal):
    """The folder holds no usable book."""


def add_arguments(parser: Parser) -> None:
    """Declare what can be done and the options."""
    actions = parser.actions()
    new = actions.add_parser("new", help="写一部新细则的骨架")
    new.add_argument("folder", type=Path, metavar="文件夹", help="放在哪里，须是空的或还不存在")
    new.set_defaults(do=start)
    for name, do, summary in (
        ("check", look_over, "检查写得对不对，指出文件、行、列和改法"),
        ("test", try_examples, "把细则里的示例算一遍，与写明的结果比对"),
        ("show", show, "按条列出细则"),
    ):
        one = actions.add_parser(name, help=summary)
        _folder(one)
        one.set_defaults(do=do)
    changes = actions.add_parser("diff", help="比较两版细则")
    _folder(changes, "before", "旧版的文件夹")
    _folder(changes, "after", "新版的文件夹")
    trials.add_options(changes, required=False)
    changes.set_defaults(do=compare)
    trial = actions.add_parser("try", help="把草案放到一份数据上试算，看谁升谁降、因为哪一条")
    _folder(trial, "draft", "草案所在的文件夹")
    trial.add_argument("--against", type=Path, metavar="文件夹", help="与哪一版比较，默认是那次测评所用的细则")
    trials.add_options(trial, required=True)
    trial.set_defaults(do=try_draft)
    sheet = actions.add_parser("from-xlsx", help="把表格里的细则转成骨架，认不准的标 TODO")
    sheet.add_argument("sheet", type=Path, metavar="表格", help="项目、内容、标准、分值、方法各一列的 .xlsx 文件")
    sheet.add_argument("folder", type=Path, metavar="文件夹", help="骨架放在哪里，须是空的或还不存在")
    sheet.set_defaults(do=convert)
    editors = actions.add_parser("schema", help="输出 JSON Schema，供编辑器提示和校验")
    editors.set_defaults(do=schema)
    _publish(actions.add_parser("publish", help="发布，此后这一版不能再改"))


def _publish(parser: ArgumentParser) -> None:
    _folder(parser)
    parser.add_argument("--unit", required=True, metavar="单位", help="细则属于哪个地方，适用于它和它的下级")
    parser.add_argument("--assessed-on", required=True, type=day, metavar="日期", help="测评日，如 2027-01-01")
    parser.add_argument("--by", required=True, metavar="账号", help="以谁的名义发布，须是该地文明办工作人员")
    parser.set_defaults(do=publish)


def _folder(parser: ArgumentParser, name: str = "folder", says: str = "细则所在的文件夹") -> None:
    parser.add_argument(name, type=Path, metavar="文件夹", help=says)


def run(options: Namespace) -> int:
    """Do what was asked."""
    code: int = options.do(options)
    return code


def start(options: Namespace) -> int:
    """Write a small book that passes the check."""
    _write(options.folder, skeleton.FILES)
    say(f"已写好骨架：{options.folder}。", f"改好后检查：chuangwen rulebook check {options.folder}")
    return 0


def convert(options: Namespace) -> int:
    """Turn a table into the skeleton of a book, and say what became of every row."""
    _must_be_free(options.folder)
    found = skeleton_of(content(options.sheet), name=options.sheet.name, catalogue=kinds())
    _write(options.folder, found.files)
    say(*(row.sentence for row in found.rows), *found.notes)
    counts = "，".join(f"{name}{count}条" for key, name in OUTCOME_NAMES.items() if (count := found.count(key)))
    say(f"共{len(found.rows)}行：{counts}。", f"已写好骨架：{options.folder}。")
    say(f"补完 TODO 后检查：chuangwen rulebook check {options.folder}")
    return 0


def _must_be_free(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise Refusal("没有新建。", why=f"“{folder}”里已有文件。", remedy="请换一个空的文件夹。")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    _must_be_free(folder)
    for name, text in {**files, SCHEMA_FILE.name: SCHEMA_FILE.read_text(encoding="utf-8")}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def schema(options: Namespace) -> int:
    """Print the JSON Schema, for editors."""
    say(SCHEMA_FILE.read_text(encoding="utf-8").rstrip())
    return 0


def _book(folder: Path) -> Book:
    if not folder.is_dir():
        raise NotFound(f"没有“{folder}”这个文件夹。", remedy="请写上 book.yaml 所在的文件夹。")
    try:
        return load_folder(folder, kinds())
    except BookErrors as errors:
        complain(*(str(problem) for problem in errors.problems))
        why = f"共有{len(errors.problems)}处问题，见上。"
        raise BrokenBook(f"“{folder}”还不能用。", why=why, remedy="请按提示逐处修改，再试一次。") from errors


def look_over(options: Namespace) -> int:
    """Say everything worth a second look."""
    book = _book(options.folder)
    findings = check(book, kinds())
    say(*(str(finding).strip() for finding in findings))
    errors = sum(finding.severity == ERROR for finding in findings)
    count = sum(len(category.criteria) for category in book.categories)
    say(f"《{book.title}》{book.edition}：{len(book.categories)}个测评项目，{count}条测评标准。")
    say(f"有{errors}处错误须改正。" if errors else "没有错误，可以发布。")
    return FOUND if errors else 0


def try_examples(options: Namespace) -> int:
    """Run the book's own examples."""
    book = _book(options.folder)
    try:
        results = run_examples(book)
    except ExampleError as error:
        raise BrokenBook("示例没有算。", why=str(error), remedy="请改正这个示例，再试一次。") from error
    for result in results:
        say(f"{'√' if result.passed else '×'} {result.title}", *(f"    {each}" for each in result.differences))
    failed = sum(not result.passed for result in results)
    say(f"共{len(results)}个示例，{failed}个与写明的结果不符。" if failed else f"共{len(results)}个示例，全部相符。")
    return FOUND if failed else 0


def show(options: Namespace) -> int:
    """Print the book as a reader wants it: what is asked, how it is counted, what it is worth."""
    book = _book(options.folder)
    say(f"《{book.title}》{book.edition}", f"依据：{book.body}，{book.document}。")
    say(f"适用：{'、'.join(UNIT_KINDS.get(kind, kind) for kind in book.unit_kinds)}。统计时段：{book.window.say()}。")
    for category in book.categories:
        say("", f"{category.code} {category.title}（{points(category.full)}）")
        for criterion in category.criteria:
            say(f"  {criterion.code} {criterion.text}（{points(criterion.points)}，{criterion.clause}）")
            say(f"      {criterion.rule_in_words(book.words)}")
    if book.bonus.items:
        say("", f"加分项（最多{points(book.bonus.cap)}）")
        say(*(f"  {item.code} {item.text}" for item in book.bonus.items))
    if book.negative:
        say("", "负面清单", *(f"  {item.code} {item.text}——{item.effect()}。" for item in book.negative))
    return 0


def compare(options: Namespace) -> int:
    """Say what changed from one book to another, and on a snapshot who gains and who loses by it."""
    before, after = _book(options.before), _book(options.after)
    if options.on and options.json:
        trials.tell(trials.tried(after, before, options), options)
        return 0
    found = diff(before, after)
    say(*(difference.sentence for difference in found))
    say(f"共{len(found)}处不同。" if found else "两版相同。")
    if options.on:
        say("")
        trials.tell(trials.tried(after, before, options), options)
    return 0


def try_draft(options: Namespace) -> int:
    """Say what a draft would do to every unit of a snapshot."""
    draft = _book(options.draft)
    current = _book(options.against) if options.against else None
    trials.tell(trials.tried(draft, current, options), options)
    return 0


def publish(options: Namespace) -> int:
    """Bring the book in and publish it."""
    database.must_be_ready()
    book = _book(options.folder)
    actor, place, at = naming.account(options.by), naming.unit(options.unit), clock.now()
    edition = load_edition(
        unit_id=place.pk, texts=texts_of_folder(options.folder), assessed_on=options.assessed_on, actor=actor, at=at
    )
    publish_edition(edition_id=edition.pk, actor=actor, at=at)
    say(f"已发布《{book.title}》{book.edition}，适用于{place.name}及其下级，测评日{options.assessed_on}。")
    say(f"内容摘要：{edition.digest}")
    return 0
