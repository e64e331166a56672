"""Registers the public audience with Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Pages of the public audience."""

    name = "chuangwen.web.public"
    label = "web_public"
