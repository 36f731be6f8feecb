"""Housekeeping: what is expired is deleted when the service starts, and every hour after that, beside its other work."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Final

from api.store.store import Store

log = logging.getLogger("themawijzer.api")

EVERY: Final = timedelta(hours=1)


class Housekeeping:
    """A thread that purges the store until it is stopped. One that fails a turn tries again at the next."""

    def __init__(self, store: Store, every: timedelta = EVERY) -> None:
        self._store = store
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin, with a first turn at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the turn that runs now, which is at least the first, and wait for that."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                gone = self._store.purge(datetime.now(UTC))
                if gone:
                    log.info("housekeeping: %d expired jobs and reports deleted", gone)
            except Exception:
                log.exception("housekeeping failed")
            if self._stopped.wait(self._every.total_seconds()):
                return
