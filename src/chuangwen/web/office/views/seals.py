"""封存和公布: a result is fixed, handed out for anybody to recompute, and made public."""

from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chuangwen import clock
from chuangwen.civic.assessments import access
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.assessments.operations.refusals import AssessmentRefusal
from chuangwen.civic.assessments.operations.sealing import publish_assessment
from chuangwen.civic.assessments.queries.seals import rewrite
from chuangwen.civic.assessments.work import SEAL
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.core.scoring import SnapshotError
from chuangwen.core.sealing import pack
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

TYPED = "公布"


@require_POST
def seal(request: SignedIn, assessment_id: int) -> HttpResponse:
    """Have the result sealed in the background; its page tells how far it is."""
    found = access.assessment_to_publish(request.user, assessment_id)
    params = {"assessment_id": found.pk}
    job = enqueue(kind=SEAL, params=params, unit_id=found.unit_id, actor=request.user, at=clock.now())
    return redirect("ui:job", job.pk)


@require_http_methods(["GET", "POST"])
def publish(request: SignedIn, assessment_id: int) -> HttpResponse:
    """Ask once more, with a word typed; then make the sealed result public."""
    found = access.assessment_to_publish(request.user, assessment_id)
    if request.method != "POST":
        return render(request, "ui/confirm_page.html", _question(found))
    if request.POST.get("typed") != TYPED:
        notices.tell(request, f"没有公布：请照样输入“{TYPED}”再确认。", level=messages.ERROR)
        return redirect("office:assessment-publish", found.pk)
    try:
        publish_assessment(assessment_id=found.pk, actor=request.user, at=clock.now())
    except AssessmentRefusal as refusal:
        notices.tell(request, str(refusal), level=messages.ERROR)
    else:
        notices.tell(request, "已公布。各单位可以看到得分和封存码，得分已记入各自台账的“历年测评得分”。")
    return redirect("office:assessment", found.pk)


def _question(found: Assessment) -> dict[str, Any]:
    return {
        "title": f"公布{found.edition}测评结果",
        "text": "公布之后：",
        "consequences": [
            "各单位可以看到自己的得分、名次和封存码，任何人可以核对封存码。",
            "每个单位的得分记入它的台账，作为历年测评得分。",
            "公布不能撤回；有错时，另做一次测评并公布。",
        ],
        "action": reverse("office:assessment-publish", args=[found.pk]),
        "submit": "公布",
        "cancel_url": reverse("office:assessment", args=[found.pk]),
        "typed": TYPED,
    }


@require_safe
def sealed_zip(request: SignedIn, assessment_id: int) -> HttpResponseBase:
    """Hand out the sealed folder as a zip; only while it is still what was sealed."""
    found = access.seal_to_read(request.user, assessment_id)
    file = TemporaryFile()  # noqa: SIM115 the answer closes it when it has been sent
    try:
        with TemporaryDirectory(prefix="chuangwen-seal-") as place:
            is_same = rewrite(found, Path(place) / "seal")
            pack(Path(place) / "seal", Path(place) / "seal.zip")
            file.write((Path(place) / "seal.zip").read_bytes())
    except SnapshotError:
        is_same = False
    if not is_same:
        file.close()
        notices.tell(request, "没有下载：现在的数据与封存不符，详情见下面的封存。", level=messages.ERROR)
        return redirect("office:assessment", assessment_id)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"封存-{found.assessment.unit.name}-{found.digest[:12]}.zip")
