"""Settings of a second process that works on a copied database."""

import os

from tests import settings as _tests
from tests.settings import *  # noqa: F403  the test's own settings, with another file

DATABASES = {"default": _tests.DATABASES["default"] | {"NAME": os.environ.get("CHUANGWEN_TEST_COPY", "")}}
