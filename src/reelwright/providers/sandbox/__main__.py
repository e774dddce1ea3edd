"""``python -m reelwright.providers.sandbox``."""

import sys

from reelwright.providers.sandbox.serve import main

if __name__ == "__main__":
    sys.exit(main())
