"""Words that the columns of rule books may hold."""

from django.db.models import TextChoices


class EditionStatus(TextChoices):
    """Where an edition stands: once published, its text never changes."""

    DRAFT = "draft", "草案"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"
