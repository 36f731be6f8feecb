"""The process that reads one file: `python -m api.uploads.worker`, started by `extract.py` and by nothing else.

Takes the limits and the file's name as one line of JSON and then the content, from standard input; answers with one
line of JSON. Before it reads a byte it gives up what it does not need: it can write no file and start no other program.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from dataclasses import asdict

from api.errors import UploadError
from api.uploads.reading import read
from api.uploads.shapes import UploadLimits

_MOST_FILES = 32
_GRACE_SECONDS = 2


def main() -> int:
    """Read one file; status 0 with an answer, a text or an error alike."""
    head = json.loads(sys.stdin.buffer.readline())
    limits = UploadLimits(**head["limits"])
    confine(limits)
    content = sys.stdin.buffer.read()
    try:
        answer = {"extracted": asdict(read(head["name"], content, limits))}
    except UploadError as error:
        answer = {"error": {"slug": error.slug, "what": error.what, "where": error.where, "remedy": error.remedy}}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 0


def confine(limits: UploadLimits) -> None:
    """Set this process's limits, for good: a hostile file that takes it over cannot lift them."""
    for what, most in (
        (resource.RLIMIT_CPU, limits.max_seconds),
        (resource.RLIMIT_AS, limits.max_memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(limits.max_seconds + _GRACE_SECONDS)  # should the service itself be gone by then


if __name__ == "__main__":
    sys.exit(main())
