"""The journal's tables: jobs at providers, what was seen of them, and the money they hold or took.

They live in the catalogue, so that a job, its reservation and its outcome change in one transaction. Money is
whole millionths of a US dollar: sums are exact in every database. The rows are written and read by
:mod:`reelwright.providers.journal`; a change here needs a migration.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from reelwright.store.schema import METADATA

__all__ = ["budgets", "handles", "job_outputs", "jobs", "ledger", "observations", "pauses"]

_ID = BigInteger().with_variant(Integer, "sqlite")

jobs = Table(
    "jobs",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("intent", String(64), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("project", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("remote_id", Text),
    Column("prepared", Text, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("settled", BigInteger),
    Column("basis", Text, nullable=False),
    Column("submits", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("submitted", BigInteger),
    Column("finished", BigInteger),
    Column("owner", Text),
    Column("lease", BigInteger, nullable=False),
    Column("fault", Text),
    Column("trace_id", Text),
    UniqueConstraint("intent", "attempt", name="uq_jobs_intent_attempt"),
    UniqueConstraint("provider", "remote_id", name="uq_jobs_provider_remote_id"),
    Index(None, "state"),
    Index(None, "provider", "state"),
)
"""One row for each intended generation; ``intent`` is the take's recipe key, ``attempt`` counts from 1."""

observations = Table(
    "observations",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("job_id", ForeignKey("jobs.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Index(None, "job_id"),
)
"""Every change of a job's state, and what the provider said; only ever added to."""

job_outputs = Table(
    "job_outputs",
    METADATA,
    Column("job_id", ForeignKey("jobs.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mime", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""The files a job made, after every check."""

ledger = Table(
    "ledger",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("job_id", ForeignKey("jobs.id"), nullable=False),
    Column("entry", String(16), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("project", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("job_id", "entry", name="uq_ledger_job_id_entry"),
    Index(None, "project"),
    Index(None, "provider"),
    Index(None, "day"),
)
"""Money, only ever added to: what a budget holds is the sum of ``amount`` over its rows."""

budgets = Table(
    "budgets",
    METADATA,
    Column("scope", String(16), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("limit", BigInteger, nullable=False),
    Column("set_at", BigInteger, nullable=False),
)
"""Hard limits: a project, a day, or a provider."""

pauses = Table(
    "pauses",
    METADATA,
    Column("provider", String(200), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
)
"""Providers that must not be submitted to for a while: they asked to wait, or keep failing."""

handles = Table(
    "handles",
    METADATA,
    Column("server", String(300), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("value", Text, nullable=False),
    Column("expires", BigInteger),
    Column("at", BigInteger, nullable=False),
)
"""What providers know uploaded files by, until they forget them."""
