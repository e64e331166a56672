"""The ways out of the house: mail by Django, everything else by one HTTP adapter in several shapes.

An address is what the settings give: `CHUANGWEN_MAIL`, `CHUANGWEN_SMS_URL`,
`CHUANGWEN_WECOM_URL`, `CHUANGWEN_DINGTALK_URL`. Without one the channel is closed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage

from chuangwen.civic.letters.enums import Channel
from chuangwen.civic.letters.models import Delivery
from chuangwen.civic.letters.sending import name_of_delivery

TIMEOUT = 10  # seconds
MOST_ANSWER = 10_000  # bytes that are read of an answer


class NotSent(Exception):
    """A delivery did not go out; the text says why, fit for a keeper."""


class Sender(Protocol):
    """What sends a delivery by one channel.

    :raises NotSent: it did not go out.
    """

    def send(self, delivery: Delivery) -> None:
        """Send one delivery."""


def sender_of(channel: str) -> Sender:
    """Return what sends by a channel.

    :raises NotSent: the channel is closed.
    """
    address = settings.LETTER_CHANNELS.get(channel, "")
    if not address:
        raise NotSent("这种发送方式没有设置。")
    return Mail() if channel == Channel.EMAIL else Webhook(address=address, shape=SHAPES[channel])


def link_of(delivery: Delivery) -> str:
    """Return the letter's full link, or "" where the site's own address is not set."""
    return f"{settings.SITE}{delivery.letter.link}" if settings.SITE and delivery.letter.link else ""


class Mail:
    """Sends by the mail server; the message's name is the same at each try."""

    def send(self, delivery: Delivery) -> None:
        """Send one mail to one reader."""
        if delivery.user is None or not delivery.user.email:
            raise NotSent("收信人没有填写邮箱。")
        link = link_of(delivery)
        parts = [f"{delivery.user.name}：", delivery.letter.body, f"办理：{link}" if link else "请登录创文平台查看。"]
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
        message = EmailMessage(
            subject=f"【创文】{delivery.letter.subject}",
            body="\n\n".join(part for part in parts if part),
            to=[delivery.user.email],
            headers={"Message-ID": f"<{name_of_delivery(delivery)}@{host}>"},
        )
        try:
            message.send()
        except (OSError, ValueError) as error:
            raise NotSent(f"邮件没有发出：{error}") from error


Shape = Callable[[Delivery], Mapping[str, Any]]


def _for_gateway(delivery: Delivery) -> Mapping[str, Any]:
    """Name the reader and the words; the office's gateway knows the telephone number."""
    user = delivery.user
    to = {"account": user.username, "name": user.name} if user else {}
    return {"to": to, "text": f"【创文】{delivery.letter.subject}", "link": link_of(delivery)}


def _for_robot(delivery: Delivery) -> Mapping[str, Any]:
    """Give the subject alone: a group is nobody's own box."""
    words = [f"【创文】{delivery.letter.subject}", link_of(delivery)]
    return {"msgtype": "text", "text": {"content": "\n".join(word for word in words if word)}}


SHAPES: Mapping[str, Shape] = {
    Channel.SMS: _for_gateway,
    Channel.WECOM: _for_robot,
    Channel.DINGTALK: _for_robot,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Sends by an HTTP POST of JSON; `Idempotency-Key` is the same at each try."""

    address: str
    shape: Shape

    def send(self, delivery: Delivery) -> None:
        """Post one delivery; an answer with an `errcode` other than 0 means that it was not taken."""
        if not self.address.startswith(("http://", "https://")):
            raise NotSent("发送地址须以 http:// 或 https:// 开头。")
        body = json.dumps({"id": name_of_delivery(delivery), **self.shape(delivery)}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": name_of_delivery(delivery)}
        request = Request(self.address, data=body, headers=headers, method="POST")  # noqa: S310  http(s) alone, see above
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  http(s) alone, see above
                said = answer.read(MOST_ANSWER)
        except (URLError, OSError, ValueError) as error:
            raise NotSent(f"对方没有接收：{error}") from error
        if trouble := _trouble_in(said):
            raise NotSent(f"对方没有接收：{trouble}")


def _trouble_in(said: bytes) -> str:
    """Return what a robot says against it; robots answer 200 even when they refuse."""
    try:
        answer = json.loads(said)
    except ValueError:
        return ""
    if isinstance(answer, dict) and answer.get("errcode"):
        return f"{answer['errcode']} {answer.get('errmsg', '')}".strip()
    return ""
