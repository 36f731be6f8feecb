"""The first tables: jobs with their rows, reports, cases (dossiers), and events that only grow.

A revision does not use the classes of `api/store/tables.py`: they go on changing, and it does not.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT: Final = sa.DateTime(timezone=True)

_GUARD_SQLITE: Final = (
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    # INSERT OR REPLACE deletes without firing the trigger above.
    "CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
)
_GUARD_POSTGRESQL: Final = (
    "CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()",
)


def upgrade() -> None:
    """Make the tables and the guard of the events."""
    op.create_table(
        "dossier",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("contact", sa.JSON(), nullable=True),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("assessment", sa.JSON(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("corpus", sa.Text(), nullable=False),
        sa.Column("taxonomy", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("reference", name=op.f("uq_dossier_reference")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_subject", "event", ["subject_kind", "subject"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("regime", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("reference", name=op.f("uq_job_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_job_expires_at"), "job", ["expires_at"], unique=False)
    op.create_index("ix_job_status_created_at", "job", ["status", "created_at"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", _ID, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("aid", sa.JSON(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("assessment", sa.JSON(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("corpus", sa.Text(), nullable=False),
        sa.Column("taxonomy", sa.Text(), nullable=False),
        sa.Column("regime", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("reference", name=op.f("uq_report_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_report_expires_at"), "report", ["expires_at"], unique=False)
    op.create_table(
        "job_row",
        sa.Column("job_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("fault", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_row_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_job_row")),
    )
    op.create_index("ix_job_row_job_id_status_number", "job_row", ["job_id", "status", "number"], unique=False)
    for statement in _GUARD_SQLITE if op.get_bind().dialect.name == "sqlite" else _GUARD_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop them all; what they hold goes with them."""
    for table in ("job_row", "job", "report", "dossier", "event"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION event_append_only()")
