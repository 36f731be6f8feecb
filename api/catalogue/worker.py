"""The worker inside the service: claims catalogues that wait, answers them batch by batch, and lets go when it must stop."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from api.catalogue.answering import answers_to, groups_of
from api.errors import StoreError
from api.store.store import Store
from api.store.tables import Job
from api.store.work import Answer, LeaseLostError
from classifier.assess import Assessor
from classifier.messages import say
from classifier.regimes import regime_for

log = logging.getLogger("themawijzer.api")

KIND: Final = "catalogus"
_BATCH_SECONDS: Final = 2.0
"""Answers are kept at least this often, so that little is done again after a crash and the progress moves."""
_BATCH_ROWS: Final = 20
_LOOK_EVERY: Final = 5.0
"""Seconds between two looks for work that another process put in the queue, or dropped."""


class Worker:
    """One thread that works on one catalogue at a time until it is stopped."""

    def __init__(self, store: Store, assessor: Assessor, lease: timedelta) -> None:
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._store, self._assessor, self._lease = store, assessor, lease
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"catalogue-{self.name}", daemon=True)

    def start(self) -> None:
        """Begin to look for work."""
        self._thread.start()

    def wake(self) -> None:
        """Tell that there is work, so that it begins at once."""
        self._wake.set()

    def stop(self) -> None:
        """Ask it to finish the description under way, to keep what was answered, to let the job go, and to end."""
        self._stopping.set()
        self._wake.set()

    def join(self) -> None:
        """Wait until it has ended."""
        self._thread.join()

    def _run(self) -> None:
        pause = min(_LOOK_EVERY, self._lease.total_seconds() / 2)
        while not self._stopping.is_set():
            self._wake.clear()
            worked = False
            try:
                job = self._claim()
                if job is not None:
                    worked = True
                    self._work_on(job)
            except StoreError as error:
                log.warning("the worker waits: %s", error)
                worked = False
            except Exception as error:
                log.error("the worker: %s\n%s", type(error).__name__, _way(error))  # noqa: TRY400  # its words can quote a row
                worked = False
            if not worked and not self._stopping.is_set():
                self._wake.wait(pause)

    def _claim(self) -> Job | None:
        regime = regime_for(date.today(), regimes=self._assessor.regimes)
        return self._store.work.claim(self.name, _now(), self._lease, model=self._assessor.manifest["version"], regime=regime.id)

    def _work_on(self, job: Job) -> None:
        """Answer all that is to do, unless the job is lost on the way or the worker must stop."""
        try:
            if self._answer_all(job):
                self._store.work.finish(job.reference, self.name, _now())
            else:
                self._store.work.release(job.reference, self.name, _now())
        except LeaseLostError:
            log.info("a job was deleted, or another worker has it")
        except StoreError:
            raise  # the lease runs out, and somebody goes on once the store answers again
        except Exception as error:
            log.error("a job is given up: %s\n%s", type(error).__name__, _way(error))  # noqa: TRY400  # its words can quote a row
            reason = say("Er liep iets fout in het programma. Wat al beoordeeld was, is bewaard.")
            self._store.work.fail(job.reference, self.name, str(reason), _now())

    def _answer_all(self, job: Job) -> bool:
        """Whether every row has its answer now; no when the worker was told to stop."""
        rows = self._store.work.rows_to_do(job.reference, job.total)
        keep = _Batch(lambda answers: self._store.work.save_answers(job.reference, self.name, answers, _now(), self._lease))
        for group in groups_of(rows, job.settings["uses"]):
            if self._stopping.is_set():
                keep.flush()
                return False
            # All rows with one description are kept in one transaction: after a crash none of them is assessed again.
            keep.add(answers_to(group, self._assessor, job.settings.get("size", "")))
        keep.flush()
        return True


class _Batch:
    """Answers on their way to the store, a few at a time."""

    def __init__(self, save: Callable[[list[Answer]], object]) -> None:
        self._save, self._answers, self._since = save, list[Answer](), time.monotonic()

    def add(self, answers: list[Answer]) -> None:
        """Take the answers, and keep all there are when there are many or the last time was long ago."""
        self._answers += answers
        if len(self._answers) >= _BATCH_ROWS or time.monotonic() - self._since >= _BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Keep all there are."""
        if self._answers:
            self._save(self._answers)
        self._answers, self._since = [], time.monotonic()


def _now() -> datetime:
    return datetime.now(UTC)


def _way(error: Exception) -> str:
    return "".join(traceback.format_tb(error.__traceback__))
