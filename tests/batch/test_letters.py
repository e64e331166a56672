"""Letters on their way out: by mail and to a real HTTP server, tried again later, each under one name."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail

from chuangwen import clock
from chuangwen.batch import cli, posting
from chuangwen.batch.channels import NotSent, sender_of
from chuangwen.batch.posting import send_due
from chuangwen.civic.letters import pen
from chuangwen.civic.letters.enums import DeliveryState
from chuangwen.civic.letters.models import Delivery
from chuangwen.civic.letters.sending import LEASE, MOST_TRIES, settle, take_due
from chuangwen.civic.orgs.enums import Role
from tests.factories import NOON, a_person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Gateway(BaseHTTPRequestHandler):
    """A stand-in for the other side: keeps what it gets, answers as it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.headers["Idempotency-Key"], json.loads(body)))
        code, said = self.server.says
        self.send_response(code)
        self.end_headers()
        self.wfile.write(said)
        self.server.then()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def gateway():
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    server.taken, server.says, server.then = [], (200, b'{"errcode": 0}'), lambda: None
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def outbox(city, settings, gateway):
    """Open a channel and post a letter to a clerk and to the office; return its deliveries."""

    def opened(channel):
        address = f"http://127.0.0.1:{gateway.server_port}/hook"
        settings.LETTER_CHANNELS = {channel: "smtp://127.0.0.1" if channel == "email" else address}
        settings.SITE = "https://cw.example.gov.cn"
        a_person(Role.CLERK, city.agency, username="reader", name="许知秋", email="xu@example.org")
        note = pen.Note(
            token="round:1:returned",
            subject="申报材料已退回<&",
            body="请补充志愿服务队伍名册。",
            link="/unit/3/",
            unit=city.agency,
            roles=pen.CLERKS | pen.OFFICE,
        )
        pen.post(note, at=NOON)
        return Delivery.objects.order_by("pk")

    return opened


def test_a_mail_says_what_the_letter_says_and_leads_to_the_page(outbox):
    deliveries = outbox("email")

    assert send_due().sent == 1
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["xu@example.org"], "【创文】申报材料已退回<&")
    assert sent.body == "许知秋：\n\n请补充志愿服务队伍名册。\n\n办理：https://cw.example.gov.cn/unit/3/"
    assert sent.extra_headers["Message-ID"].startswith(f"<{deliveries[0].letter_id}.email.")
    assert [(d.state, d.sent_at is not None) for d in deliveries] == [("sent", True)]


def test_what_was_sent_is_not_sent_again(outbox):
    outbox("email")

    assert [send_due().sent for _ in range(3)] == [1, 0, 0]
    assert len(mail.outbox) == 1


def test_a_short_message_names_its_reader_for_the_gateway(outbox, gateway):
    [delivery] = outbox("sms")
    send_due()

    [(key, told)] = gateway.taken
    assert told == {
        "id": key,
        "to": {"account": "reader", "name": "许知秋"},
        "text": "【创文】申报材料已退回<&",
        "link": "https://cw.example.gov.cn/unit/3/",
    }
    assert key == f"{delivery.letter_id}.sms.{delivery.user_id}"


@pytest.mark.parametrize("channel", ["wecom", "dingtalk"])
def test_a_group_gets_the_subject_alone(channel, outbox, gateway):
    outbox(channel)
    send_due()

    [(_, told)] = gateway.taken
    assert told["msgtype"] == "text"
    assert told["text"] == {"content": "【创文】申报材料已退回<&\nhttps://cw.example.gov.cn/unit/3/"}


@pytest.mark.parametrize(
    ("says", "why"), [((500, b""), "500"), ((200, b'{"errcode": 93000, "errmsg": "invalid key"}'), "93000 invalid key")]
)
def test_what_the_other_side_refuses_is_tried_again_later_under_the_same_name(says, why, outbox, gateway):
    deliveries = outbox("sms")
    gateway.says = says
    before = clock.now()

    assert send_due().troubled == 1
    [delivery] = deliveries.all()
    assert (delivery.state, delivery.tries) == ("waiting", 1)
    assert why in delivery.trouble
    assert delivery.next_at >= before + MINUTE
    assert send_due().troubled == 0  # not yet due

    gateway.says = (200, b"ok")
    Delivery.objects.update(next_at=before)
    assert send_due().sent == 1
    assert len({key for key, _ in gateway.taken}) == 1


def test_a_machine_that_is_not_there_is_a_trouble_and_no_crash(outbox, gateway, settings):
    deliveries = outbox("sms")
    settings.LETTER_CHANNELS = {"sms": "http://127.0.0.1:9/"}

    assert send_due().troubled == 1
    assert "对方没有接收" in deliveries.get().trouble


def test_a_channel_closed_since_is_a_trouble(outbox, settings):
    deliveries = outbox("sms")
    settings.LETTER_CHANNELS = {}

    send_due()
    assert deliveries.get().trouble == "这种发送方式没有设置。"


def test_only_web_addresses_are_written_to(outbox, settings):
    deliveries = outbox("sms")
    settings.LETTER_CHANNELS = {"sms": "file:///etc/passwd"}

    with pytest.raises(NotSent, match="http"):
        sender_of("sms").send(deliveries.get())


def test_it_is_given_up_after_eight_tries(outbox):
    deliveries = outbox("sms")
    at = NOON
    waits = []
    for _ in range(MOST_TRIES):
        [taken] = take_due(at=at)
        settle(taken, at=at, trouble="忙")
        now = deliveries.get()
        waits.append(now.next_at - at)
        at = now.next_at
    assert deliveries.get().state == DeliveryState.FAILED
    assert waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert take_due(at=at + timedelta(days=9)) == []


def test_a_taken_delivery_is_nobody_elses_until_its_lease_ends(outbox):
    outbox("sms")
    [first] = take_due(at=NOON)

    assert take_due(at=NOON + LEASE - MINUTE) == []
    [second] = take_due(at=NOON + LEASE)
    settle(first, at=NOON + LEASE)  # the first sender wakes up too late
    assert Delivery.objects.get().state == DeliveryState.WAITING
    settle(second, at=NOON + LEASE)
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_the_command_sends_and_tells_how_it_stands(outbox, capsys):
    outbox("email")

    assert cli.main(["letters", "status"]) == 0
    assert "待发送  1" in capsys.readouterr().out
    assert cli.main(["letters", "send"]) == 0
    assert "已发送1件" in capsys.readouterr().out
    Delivery.objects.update(state=DeliveryState.FAILED, trouble="邮箱不存在")
    cli.main(["letters", "status"])
    assert "未送达：申报材料已退回<&（许知秋，电子邮件）：邮箱不存在" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_the_postman_beside_the_worker_sends_what_is_due_until_it_is_ended(outbox, gateway, monkeypatch):
    monkeypatch.setattr(posting, "EVERY", 0.01)
    postman = posting.Postman()
    gateway.then = postman.ended.set
    deliveries = outbox("sms")

    postman.run()

    assert [delivery.state for delivery in deliveries] == [DeliveryState.SENT]
