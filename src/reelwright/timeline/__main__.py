"""``python -m reelwright.timeline FILE`` writes the JSON Schema of timelines to FILE."""

from __future__ import annotations

import sys
from pathlib import Path

from reelwright.documents import dump_document, write_document
from reelwright.timeline.document import timeline_schema

if __name__ == "__main__":
    if len(sys.argv) == 2:
        write_document(timeline_schema(), Path(sys.argv[1]))
    else:
        sys.stdout.write(dump_document(timeline_schema(), as_json=True))
