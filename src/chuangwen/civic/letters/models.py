"""Letters inside the house, who has read them, and what goes out by other ways."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuangwen.civic.letters.enums import Channel, DeliveryState
from chuangwen.civic.orgs.models import Unit


class Letter(models.Model):
    """What an act tells somebody. `token` names the occasion: one occasion, one letter.

    `link` is the path of the page where the thing is dealt with; `about` names the
    row as the journal does (`rounds.round:12`).
    """

    token = models.CharField(max_length=160, unique=True)
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    link = models.CharField("链接", max_length=300, blank=True)
    about = models.CharField("事项", max_length=80, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField("时间")

    def __str__(self) -> str:
        return self.subject


class LetterCopy(models.Model):
    """A letter in one reader's box."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="letter_lies_once_in_a_box", fields=["letter", "user"])]
        indexes = [models.Index(name="letters_unread", fields=["user"], condition=Q(read_at=None))]

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.user_id}"

    @property
    def is_read(self) -> bool:
        """Say whether its reader has seen it."""
        return self.read_at is not None


class Delivery(models.Model):
    """A letter on its way out by one channel: to a reader, or to the office's group (`user` blank)."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    channel = models.CharField("方式", max_length=12, choices=Channel)
    state = models.CharField("状态", max_length=12, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次发送")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    trouble = models.CharField("未送达的原因", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="letter_goes_once_to_a_reader", fields=["letter", "channel", "user"], condition=~Q(user=None)
            ),
            models.UniqueConstraint(
                name="letter_goes_once_to_a_group", fields=["letter", "channel"], condition=Q(user=None)
            ),
        ]
        indexes = [
            models.Index(name="deliveries_due", fields=["next_at"], condition=Q(state=DeliveryState.WAITING.value))
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.channel}"


class ChannelChoice(models.Model):
    """Which ways out a reader wants; without a row, all that are open."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_email = models.BooleanField("邮件提醒", default=True)
    by_sms = models.BooleanField("短信提醒", default=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
