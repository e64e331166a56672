"""The demo's accounts and bodies: invented people with one shared password."""

from dataclasses import dataclass

from chuangwen.civic.orgs.enums import Role, Seat

PASSWORD = "yunling-demo-2026"  # noqa: S105 printed on purpose: a demo that anyone may enter


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account to be: what it is for stands in `does`, printed at start."""

    username: str
    name: str
    post: str
    role: Role
    unit: str
    does: str


PEOPLE = (
    Person(
        username="wenmingban",
        name="林知远",
        post="市文明办科长",
        role=Role.OFFICER,
        unit="云岭市",
        does="市文明办：看全市、管细则、做测评",
    ),
    Person(
        username="zhuren",
        name="沈若谷",
        post="市文明办副主任",
        role=Role.OFFICER,
        unit="云岭市",
        does="市文明办：复核与审批（与经办人不同的第二个人）",
    ),
    Person(
        username="qingshi",
        name="顾晓棠",
        post="青石区文明办干事",
        role=Role.OFFICER,
        unit="青石区",
        does="区文明办：只看青石区",
    ),
    Person(
        username="shenhe",
        name="贺清和",
        post="市文明办审核员",
        role=Role.REVIEWER,
        unit="云岭市",
        does="审核员：查阅全市材料",
    ),
    Person(username="lingdao", name="周正平", post="分管领导", role=Role.LEADER, unit="云岭市", does="领导：只读总览"),
    Person(
        username="duchayuan", name="石楠", post="督查员", role=Role.INSPECTOR, unit="临江区", does="督查员：查阅细则"
    ),
    Person(
        username="shuiwu",
        name="苏禾",
        post="办公室副主任",
        role=Role.CLERK,
        unit="青石区税务局",
        does="单位联络员：青石区税务局",
    ),
    Person(
        username="xuexiao",
        name="唐一诺",
        post="德育处主任",
        role=Role.CLERK,
        unit="云岭市实验小学",
        does="单位联络员：云岭市实验小学",
    ),
    Person(
        username="yuge",
        name="江澄",
        post="镇宣传委员",
        role=Role.CLERK,
        unit="渔歌镇",
        does="单位联络员：渔歌镇及所属村",
    ),
    Person(
        username="xitong",
        name="罗安",
        post="系统管理员",
        role=Role.SYSTEM_ADMIN,
        unit="云岭市",
        does="系统管理员：开通账号",
    ),
    Person(
        username="anquan",
        name="方谨",
        post="安全管理员",
        role=Role.SECURITY_ADMIN,
        unit="云岭市",
        does="安全管理员：授予角色、解锁",
    ),
    Person(
        username="shenji",
        name="岑明",
        post="审计管理员",
        role=Role.AUDIT_ADMIN,
        unit="云岭市",
        does="审计管理员：查阅操作日志",
    ),
)
CLERKS = (
    Person(
        username="shizhi", name="叶知秋", post="市直单位创建专干", role=Role.CLERK, unit="云岭市", does="市直单位填报"
    ),
    Person(
        username="qingshi-zg", name="程书言", post="青石区创建专干", role=Role.CLERK, unit="青石区", does="青石区填报"
    ),
    Person(
        username="linjiang-zg", name="沈安之", post="临江区创建专干", role=Role.CLERK, unit="临江区", does="临江区填报"
    ),
    Person(
        username="songgang-zg", name="纪云帆", post="松岗县创建专干", role=Role.CLERK, unit="松岗县", does="松岗县填报"
    ),
)
SURNAMES = "林顾贺周石苏唐江罗方岑陆叶程沈秦薛纪温乔"
GIVEN = ("知行", "明远", "若谷", "怀瑾", "书言", "景行", "安之", "清越", "予宁", "思齐", "嘉树", "云帆")
SEATS = (Seat.HEAD, Seat.DEPUTY, Seat.OFFICE, Seat.MEMBER, Seat.MEMBER, Seat.LIAISON)
POSTS = ("主要负责人", "分管负责人", "办公室主任", "业务科科长", "工会主席", "联络员")
