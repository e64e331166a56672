"""`chuangwen seal`: fix a finished assessment for anybody to recompute; make the office's signing key."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from chuangwen import clock
from chuangwen.batch import naming
from chuangwen.batch.arguments import NotFound
from chuangwen.batch.progress import ProgressLine
from chuangwen.batch.speech import complain, say
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Seal
from chuangwen.civic.assessments.queries import keys
from chuangwen.civic.assessments.queries.seals import rewrite
from chuangwen.civic.assessments.work import seal_in_stages
from chuangwen.core.refusals import Refusal
from chuangwen.core.sealing import new_key, pack

FAILED = 1
KEY = "key"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", metavar="测评编号", help="要封存的测评；写 key 则生成（或更换）本单位的签名密钥")
    parser.add_argument("--by", metavar="账号", help="以谁的名义封存，须是该地文明办工作人员")
    parser.add_argument("--to", type=Path, metavar="文件夹", help="把封存写到哪里；以 .zip 结尾则写成压缩包")


def run(options: Namespace) -> int:
    """Seal, and write the sealed folder out where asked."""
    if options.what == KEY:
        return _make_key()
    assessment = _assessment_named(options.what)
    seal = Seal.objects.select_related("assessment__edition__unit", "assessment__unit").filter(assessment=assessment)
    if not seal.exists():
        if not options.by:
            raise Refusal("没有封存。", why="没有写明以谁的名义封存。", remedy="请加上 --by 账号。")
        seal_in_stages(assessment_id=assessment.pk, actor=naming.account(options.by), watch=ProgressLine())
    found = seal.get()
    say(f"已封存：{found.assessment.edition}，{found.assessment.unit.name}。", f"封存码：{found.digest}")
    say(f"公钥：{found.key}" if found.key else "没有签名密钥，这份封存未签名。生成密钥：chuangwen seal key。")
    return _written(found, options.to) if options.to else 0


def _make_key() -> int:
    earlier = keys.private_key()
    made = keys.keep_key(new_key(), at=clock.now())
    say("已生成新的签名密钥，原来的公钥仍可用来核对以前的封存。" if earlier else "已生成签名密钥。")
    say(f"公钥：{made.key}", f"私钥只存放在{keys.FOLDER / keys.PRIVATE}，请单独备份，不要外传。")
    return 0


def _assessment_named(text: str) -> Assessment:
    rows = Assessment.objects.filter(status=AssessmentStatus.FINISHED)
    found = rows.filter(pk=int(text)).first() if text.isdigit() else None
    if found is None:
        raise NotFound(
            f"没有编号为“{text}”的已完成测评。", remedy="测评编号见网站的“正式测评”页，或 chuangwen assess 的输出。"
        )
    return found


def _written(seal: Seal, target: Path) -> int:
    """Write the sealed folder or zip anew; what does not agree with the seal any more is not handed out."""
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise Refusal("没有写出。", why=f"{target}已经存在。", remedy="请换一个文件夹或文件名。")
    is_zip = target.suffix == ".zip"
    folder = target.with_suffix(".folder") if is_zip else target
    if not rewrite(seal, folder):
        complain("写出的内容与封存不符，数据已被改动。", "怎么办：chuangwen verify 会指出哪里不同；请从备份恢复。")
        return FAILED
    if is_zip:
        pack(folder, target)
    say(f"已写到{target}。核验：chuangwen verify {target} --digest {seal.digest}")
    return 0
