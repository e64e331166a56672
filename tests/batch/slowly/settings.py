"""The office's own settings, with the slow work, for a worker in a process of its own."""

from chuangwen.settings import *  # noqa: F403  all of them
from chuangwen.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.batch.slowly"]
DAILY_AT = None  # its tests count what is written, and a day's chores would be written too
