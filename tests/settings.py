"""Settings for tests: the office's own, in a home folder that is thrown away."""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="chuangwen-test-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["CHUANGWEN_HOME"] = _HOME
os.environ["CHUANGWEN_SECRET_KEY"] = "only-for-tests-" + "x" * 40

from chuangwen.settings import *  # noqa: E402, F403  the home must be set first

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
