"""Settings of a second process that works on a copied database."""

import os

from tests.settings import *  # noqa: F403  the test's own settings, with another file
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["CHUANGWEN_TEST_COPY"]
