"""The catalogue's tables, in types that SQLite and Postgres share.

Moments are whole microseconds since 1970 UTC; money is decimal text; documents are canonical JSON text. A
change here needs a migration in ``migrations/versions`` (a test compares the two).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = ["HEAD", "METADATA", "current", "outputs", "slates"]

HEAD = "0003"
"""The revision these tables are at."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
_ID = BigInteger().with_variant(Integer, "sqlite")

slates = Table(
    "slates",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("op", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("params", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("cost_usd", Text, nullable=False),
    Column("trace_id", Text),
    Column("host", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("reelwright", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Index(None, "key"),
    Index(None, "digest"),
    Index(None, "op"),
)
"""Every making, one row each; never changed."""

current = Table(
    "current",
    METADATA,
    Column("place", String(32), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("slate_id", ForeignKey("slates.id"), nullable=False),
    Column("used", BigInteger, nullable=False),
    Index(None, "used"),
    Index(None, "slate_id"),
)
"""The artifacts whose bytes are held: recipe key -> the making they come from, and their last use.

``place`` is the store that holds them: "" where the catalogue lies beside the bytes, else the store's own id.
"""

outputs = Table(
    "outputs",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("path", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("slate_id", ForeignKey("slates.id"), nullable=False),
    Column("noted", BigInteger, nullable=False),
    Index(None, "digest"),
    Index(None, "path"),
    Index(None, "slate_id"),
)
"""Final files that were exported from an artifact."""
