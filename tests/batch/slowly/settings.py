"""The office's own settings, with the slow work, for a worker in a process of its own."""

import os
from datetime import time

from chuangwen.settings import *  # noqa: F403  all of them
from chuangwen.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.batch.slowly"]
# Most of its tests count what is written, and a day's chores would be written too.
DAILY_AT = time(0) if "SLOWLY_EACH_DAY" in os.environ else None
