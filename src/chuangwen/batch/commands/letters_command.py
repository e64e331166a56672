"""`chuangwen letters`: send what waits in the outbox, and say how it stands."""

from argparse import Namespace

from django.conf import settings

from chuangwen.batch.parsing import Parser
from chuangwen.batch.posting import send_due
from chuangwen.batch.speech import columns, say
from chuangwen.civic.letters.enums import Channel, DeliveryState
from chuangwen.civic.letters.queries import outbox_counts, troubles


def add_arguments(parser: Parser) -> None:
    """Declare what can be done."""
    actions = parser.actions()
    actions.add_parser("send", help="发送到期的邮件和短信；没有发出的稍后再试")
    actions.add_parser("status", help="查看发送方式、待发数量和未送达的原因")


def run(options: Namespace) -> int:
    """Send, or say how the outbox stands."""
    return _send() if options.act == "send" else _status()


def _send() -> int:
    done = send_due()
    say(f"已发送{done.sent}件，{done.troubled}件没有发出，稍后自动再试。")
    return 1 if done.troubled else 0


def _status() -> int:
    ways = "、".join(Channel(code).label for code in settings.LETTER_CHANNELS) or "没有（消息只在平台内显示）"
    counts = outbox_counts()
    say(f"发送方式：{ways}")
    say(*columns((DeliveryState(state).label, str(count)) for state, count in counts.items()))
    for delivery in troubles():
        to = delivery.user.name if delivery.user else "群"
        say(f"未送达：{delivery.letter.subject}（{to}，{Channel(delivery.channel).label}）：{delivery.trouble}")
    return 0
