"""The kit that every page is built from."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, tags and static files shared by all audiences."""

    name = "chuangwen.web.ui"
    label = "ui"
    verbose_name = "界面"
