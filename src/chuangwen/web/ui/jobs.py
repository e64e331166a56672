"""后台事项: how far a job is, where its result is, and a way to stop it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.jobs import access
from chuangwen.civic.jobs.enums import JobState
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import cancel_job
from chuangwen.civic.jobs.work import name_of
from chuangwen.web.ui.accounts import first_door
from chuangwen.web.ui.navigation import Frame, frame_of
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light

PAGE = "ui/job_page.html"
# Where the result of each kind of work is shown: the page, the key of its id in the result, and the link's words.
RESULTS = {
    "assess": ("office:assessment", "assessment_id", "查看测评结果"),
    "seal": ("office:assessment", "assessment_id", "查看封存"),
    "read_report": ("unit:reading", "document", "确认读到的事项"),
    "freeze": ("office:book-try", "edition_id", "去试算"),
}
LIGHTS = {
    JobState.QUEUED: "grey",
    JobState.RUNNING: "yellow",
    JobState.FINISHED: "green",
    JobState.FAILED: "red",
    JobState.CANCELLED: "grey",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJob:
    """A job as its panel shows it."""

    job: Job

    @property
    def name(self) -> str:
        """What is being done."""
        return name_of(self.job.kind)

    @property
    def url(self) -> str:
        """The job's own page; also where the panel asks how far it is."""
        return reverse("ui:job", args=[self.job.pk])

    @property
    def light(self) -> Light:
        """How it stands."""
        is_stopping = self.job.is_awaited and self.job.cancel_requested
        word = "正在停止" if is_stopping else JobState(self.job.state).label
        return Light(colour=LIGHTS[JobState(self.job.state)], word=word)

    @property
    def may_stop(self) -> bool:
        """Say whether stopping it still makes sense."""
        return self.job.is_awaited and not self.job.cancel_requested

    @property
    def is_finished(self) -> bool:
        """Say whether it ended well."""
        return self.job.state == JobState.FINISHED

    @property
    def is_stopped(self) -> bool:
        """Say whether somebody stopped it."""
        return self.job.state == JobState.CANCELLED

    @property
    def result(self) -> tuple[str, str] | None:
        """Where the result is shown, and the words of the link."""
        page, key, label = RESULTS.get(self.job.kind, ("", "", ""))
        return (reverse(page, args=[self.job.result[key]]), label) if key in self.job.result else None


@require_safe
def job(request: SignedIn, job_id: int) -> HttpResponse:
    """Show how far a job is; asked by its panel, only the panel."""
    found = ShownJob(job=access.job_to_see(request.user, job_id))
    if request.htmx:
        return render(request, "ui/job.html", {"shown": found})
    return render(request, PAGE, {"shown": found, "job": found.job, "frame": _frame(request, found.job)})


@require_http_methods(["GET", "POST"])
def cancel(request: SignedIn, job_id: int) -> HttpResponse:
    """Ask once more, then stop the job."""
    found = access.job_to_see(request.user, job_id)
    if request.method == "POST":
        cancel_job(job_id=found.pk, actor=request.user, at=clock.now())
        return redirect("ui:job", found.pk)
    question = {
        "title": f"停止{name_of(found.kind)}",
        "text": "停止之后：",
        "consequences": ["已经做的部分不会保留，也不会显示出来。", "需要时可以重新提交。"],
        "action": reverse("ui:job-cancel", args=[found.pk]),
        "submit": "停止",
        "cancel_url": reverse("ui:job", args=[found.pk]),
    }
    return render(request, "ui/confirm_page.html", question | {"frame": _frame(request, found)})


def _frame(request: SignedIn, found: Job) -> Frame:
    """Return the frame that the reader works in: a job's page belongs to no audience."""
    if found.unit:
        request.unit = found.unit
    door = first_door(request.user)
    return frame_of(resolve(door).namespace, request) if door else Frame()
