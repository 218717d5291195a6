"""`python -m zhicheng.policy`: the law on the command line."""

import sys

from zhicheng.policy.command import main

sys.exit(main())
