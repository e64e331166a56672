"""Words that the columns of letters may hold."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """Ways out of the house. Which of them are open is a setting."""

    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"
    WECOM = "wecom", "企业微信群"
    DINGTALK = "dingtalk", "钉钉群"


PERSONAL = (Channel.EMAIL, Channel.SMS)  # to each reader; a reader may turn them off
GROUP = (Channel.WECOM, Channel.DINGTALK)  # to the civility office's own group, the subject alone


class DeliveryState(TextChoices):
    """How far a delivery has come."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "未送达"
