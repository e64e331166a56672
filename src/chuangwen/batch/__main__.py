"""`python -m chuangwen.batch`: the command, also where it is not on the path."""

import sys

from chuangwen.batch.cli import main

sys.exit(main())
