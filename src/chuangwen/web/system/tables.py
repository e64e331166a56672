"""The tables of the keepers: accounts, roles, the day's chores, the journal."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from chuangwen.civic.jobs.enums import JobState
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.journal import queries as journal
from chuangwen.civic.journal.enums import GROUPS
from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Grant
from chuangwen.civic.orgs.queries.grants import holding
from chuangwen.civic.people.models import User
from chuangwen.civic.people.queries import minutes_locked
from chuangwen.web.ui.filters import Rows
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, DayFilter, Filter, Table

BY_ANYBODY = {"account.sign_in_failed", "objection.received", "objection.withdrawn"}  # no account is asked for
STATES = (("open", "在用"), ("closed", "已停用"))


def roles_in_words(account: User) -> str:
    """Name the roles that an account holds, with their units."""
    held: Sequence[Grant] = getattr(account, "roles", ())
    return "；".join(f"{grant.unit.name} {grant.get_role_display()}" for grant in held)


def state_of(account: User, locked: Mapping[str, int]) -> Light:
    """Say by a light whether an account's person can sign in."""
    if not account.is_active:
        return Light(colour="grey", word="已停用")
    if minutes := locked.get(account.username):
        return Light(colour="red", word="已锁定", rule=f"密码连续输错太多次，{minutes}分钟后自动解除。")
    if account.must_change_password:
        return Light(colour="yellow", word="待改密码", rule="本人还在用临时密码，下次登录须修改。")
    return Light(colour="green", word="在用")


class AccountTable(Table):
    """All accounts, with their roles and whether they are locked."""

    key = "accounts"
    caption, counter = "账号", "个账号"
    filters = (
        ChoiceFilter(
            "state",
            "状态",
            STATES,
            by=lambda rows, values: rows.filter(is_active__in=[value == "open" for value in values]),
        ),
        ChoiceFilter("role", "角色", Role.choices, by=holding),
    )
    search_fields = ("username", "name", "post")
    search_label = "搜索账号、姓名、职务"
    default_sort = "username"

    def __init__(self, rows: QuerySet[User], params: QueryDict, **options: Any) -> None:
        columns = (
            Column(
                "username", "账号", sort="username", link=lambda a: reverse("system:account", args=[a.pk]), fixed=True
            ),
            Column("name", "姓名", sort="name"),
            Column("post", "职务"),
            Column("roles", "角色", value=roles_in_words),
            Column("state", "状态", value=lambda account: state_of(account, self.locked)),
            Column("last", "最近登录", value="last_login", kind="time", sort="last_login"),
            Column("created", "开通时间", value="created_at", kind="time", sort="created_at", shown=False),
            Column("email", "邮箱", shown=False),
        )
        super().__init__(rows, params, columns=columns, **options)

    @cached_property
    def locked(self) -> Mapping[str, int]:
        """The locked accounts among those shown; one query."""
        if self.wants_export:
            return minutes_locked([account.username for account in self.ordered])
        return minutes_locked([account.username for account in self.page.object_list])


class GrantTable(Table):
    """The roles in force."""

    key = "grants"
    caption, counter = "角色", "项授权"
    columns = (
        Column(
            "name",
            "姓名",
            value="user.name",
            sort="user__name",
            link=lambda g: reverse("system:account", args=[g.user_id]),
        ),
        Column("username", "账号", value="user.username", sort="user__username"),
        Column("role", "角色", value="get_role_display", sort="role", fixed=True),
        Column("unit", "单位", value="unit.name", sort="unit__path", fixed=True),
        Column("from", "起始日期", value="from_date", kind="date", sort="from_date"),
        Column("state", "账号状态", value=lambda g: "在用" if g.user.is_active else "已停用", shown=False),
        Column("end", "办理", value=lambda g: "", template="system/grants/end_link.html"),
    )
    filters = (ChoiceFilter("role", "角色", Role.choices),)
    search_fields = ("user__name", "user__username", "unit__name")
    search_label = "搜索姓名、账号、单位"
    default_sort = "unit"


def day_of(run: Job) -> date:
    """Return the day whose chores were done."""
    return date.fromisoformat(run.params["day"])


def broken_in(run: Job) -> list[str]:
    """Name the chores of a day that were not done."""
    return [line["name"] for line in run.result.get("lines", ()) if not line["is_done"]]


def day_light(run: Job) -> Light:
    """Say by a light how a day's chores went."""
    if run.is_awaited:
        return Light(colour="yellow", word=JobState(run.state).label)
    if run.state != JobState.FINISHED or broken_in(run):
        return Light(colour="red", word="没有全部办成")
    return Light(colour="green", word="都已办完")


class DayTable(Table):
    """What the program did by itself, by day."""

    key = "days"
    caption, counter = "每日事务", "次"
    columns = (
        Column(
            "day",
            "日期",
            value=day_of,
            kind="date",
            link=lambda run: f"{reverse('system:daily')}?run={run.pk}",
            fixed=True,
        ),
        Column("state", "结果", value=day_light),
        Column("broken", "没有办成的", value=lambda run: "、".join(broken_in(run))),
        Column("asked", "开始时间", value="requested_at", kind="time", sort="requested_at"),
        Column("ended", "办完时间", value="finished_at", kind="time", sort="finished_at"),
    )
    default_sort = "-asked"
    page_size = 30


class InstantFilter(DayFilter):
    """A span of days over instants, cut at the office's midnights."""

    def narrow(self, rows: Rows, params: QueryDict) -> Rows:
        """Keep the lines of the span."""
        first, last = self.ends(params)
        return journal.within(rows, first, last) if isinstance(rows, QuerySet) else rows


def _in_groups(rows: QuerySet[Line], groups: list[str]) -> QuerySet[Line]:
    found = rows.none()
    for group in groups:
        found = found | rows.filter(verb__startswith=f"{group}.")
    return found


def actor_name(line: Line) -> str:
    """Name who did it: a person, the program itself (its commands and daily chores), or somebody not signed in."""
    if line.actor:
        return f"{line.actor.name}（{line.actor.username}）"
    return "未登录的人" if line.verb in BY_ANYBODY else "系统"


def change_in_words(line: Line) -> str:
    """Tell the change in one line of text, as the export writes it."""
    return "；".join(change.in_words for change in journal.changes_of(line))


class LinePaginator(Paginator):  # type: ignore[type-arg]  # generic only in its stubs
    """Pages of a journal that nothing narrows: cut by number, never by counting or skipping."""

    @cached_property
    def count(self) -> int:
        """The last number is the count: numbers have no gaps (`verify` would say so)."""
        return journal.last_number()

    def page(self, number: int | str) -> Page[Any]:
        """Return the lines of a page by their numbers."""
        number = self.validate_number(number)
        before = self.count - (number - 1) * self.per_page
        return Page(journal.page_of_lines(before=before, size=self.per_page), number, self)


class JournalTable(Table):
    """The lines of the journal, newest first."""

    key = "journal"
    caption, counter = "操作日志", "行"
    columns = (
        Column(
            "number", "编号", value="pk", link=lambda line: reverse("system:journal-line", args=[line.pk]), fixed=True
        ),
        Column("at", "时间", kind="time", fixed=True),
        Column("actor", "谁", value=actor_name),
        Column("verb", "做了什么", value="said"),
        Column("target", "对象", value="target_said"),
        Column("change", "内容", value=change_in_words, template="system/journal/change.html"),
        Column("digest", "摘要", shown=False),
    )
    search_fields = ("actor__name", "actor__username", "target")
    search_label = "搜索姓名、账号、对象（如 orgs.unit:12）"
    tie_break = "-number"

    def __init__(
        self, rows: QuerySet[Line], params: QueryDict, *, unit: tuple[int, str] | None, **options: Any
    ) -> None:
        filters: list[Filter] = [
            ChoiceFilter("group", "事项", list(GROUPS.items()), by=_in_groups),
            InstantFilter("at", "日期"),
        ]
        if unit:
            filters.append(ChoiceFilter("unit", "单位", [(str(unit[0]), unit[1])], lookup="unit_id"))
        super().__init__(rows, params, filters=filters, **options)

    @cached_property
    def page(self) -> Page[Any]:
        """The page of the URL; a journal that nothing narrows is cut by number."""
        kind = Paginator if self.is_narrowed else LinePaginator
        return kind(self.ordered, self.page_size).get_page(self.params.get("page"))
