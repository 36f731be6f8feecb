"""The tables of the store, as SQLAlchemy maps them; a row that an operation returns is such an object, detached and for reading only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from classifier.assessment import ModelVersions
from classifier.description import without_surrogates

JobStatus = Literal["kolommen", "wachtend", "bezig", "klaar", "mislukt"]
"""Waiting for the user to confirm the columns; waiting for a worker; being worked on; done; given up."""
RowStatus = Literal["te-doen", "klaar", "fout"]
Origin = Literal["nieuwe-dienst", "steunaanvraag", "klacht"]
Language = Literal["nl", "en"]


class UtcTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides; a naive one is refused with ValueError. SQLite keeps no zone, so we do."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On its way into the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On its way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside. What PostgreSQL cannot hold (NUL, lone surrogates) becomes U+FFFD, on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """On its way into the database."""
        return None if value is None else without_surrogates(value).replace("\0", "\ufffd")


# Not JSONB: that forgets the order of keys (the columns of a file) and refuses characters that a file can hold.
_Json: Final = JSON(none_as_null=True)
_Id: Final = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers only an INTEGER by itself
_Reference: Final = String(32)
_Word: Final = String(40)


class Base(DeclarativeBase):
    """What all tables share: names for constraints, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime(), dict[str, Any]: _Json, list[str]: _Json, str: Words()}  # noqa: RUF012  # SQLAlchemy's own way


class Job(Base):
    """A catalogue that is assessed in the background; `done` of `total` rows have an answer or a fault."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_status_created_at", "status", "created_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    reference: Mapped[str] = mapped_column(_Reference, unique=True)
    kind: Mapped[str] = mapped_column(_Word)
    status: Mapped[JobStatus] = mapped_column(_Word)
    name: Mapped[str]
    language: Mapped[Language] = mapped_column(_Word)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    total: Mapped[int]
    done: Mapped[int]
    headings: Mapped[list[str]]
    settings: Mapped[dict[str, Any]]
    model: Mapped[str | None]
    regime: Mapped[str | None]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    error: Mapped[str | None]


class JobRow(Base):
    """A row of a job by the number that its file shows: what was given, and its answer or its fault.

    `outcome` and `themes` (ids between spaces, as in " digitalisering innovatie ") repeat what the answer says, for filters.
    """

    __tablename__ = "job_row"
    __table_args__ = (Index("ix_job_row_job_id_status_number", "job_id", "status", "number"),)

    job_id: Mapped[int] = mapped_column(_Id, ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    given: Mapped[dict[str, Any]]
    status: Mapped[RowStatus] = mapped_column(_Word)
    outcome: Mapped[str] = mapped_column(_Word)
    themes: Mapped[str]
    answer: Mapped[dict[str, Any] | None] = mapped_column(_Json)
    fault: Mapped[dict[str, Any] | None] = mapped_column(_Json)


class _Assessed:
    """A description with its assessment as it was shown, and what produced it."""

    description: Mapped[dict[str, Any]]
    assessment: Mapped[dict[str, Any]]
    model: Mapped[str]
    corpus: Mapped[str]
    taxonomy: Mapped[str]
    regime: Mapped[str]

    @property
    def versions(self) -> ModelVersions:
        """What produced the assessment."""
        return ModelVersions(version=self.model, corpus=self.corpus, taxonomy=self.taxonomy, regime=self.regime)


class Report(_Assessed, Base):
    """A report to download; `aid` is what the provider filled in for the aid, `pdf` the file as it was made."""

    __tablename__ = "report"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    reference: Mapped[str] = mapped_column(_Reference, unique=True)
    language: Mapped[Language] = mapped_column(_Word)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    aid: Mapped[dict[str, Any] | None] = mapped_column(_Json)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)


class Case(_Assessed, Base):
    """A service put before people. The table is called `dossier`: `case` is a word of SQL."""

    __tablename__ = "dossier"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    reference: Mapped[str] = mapped_column(_Reference, unique=True)
    origin: Mapped[Origin] = mapped_column(_Word)
    status: Mapped[str] = mapped_column(_Word)
    created_at: Mapped[datetime]
    contact: Mapped[dict[str, Any] | None] = mapped_column(_Json)


class Event(Base):
    """What happened to a job, report or case; triggers refuse to change or delete one. Never holds a text that was pasted."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_subject", "subject_kind", "subject"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    at: Mapped[datetime]
    subject_kind: Mapped[str] = mapped_column(_Word)
    subject: Mapped[str] = mapped_column(_Reference)
    what: Mapped[str] = mapped_column(_Word)
    actor: Mapped[str]
    data: Mapped[dict[str, Any]]
