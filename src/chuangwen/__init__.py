"""Chuangwen: open-source software for 文明创建."""

__version__ = "0.1.0"
