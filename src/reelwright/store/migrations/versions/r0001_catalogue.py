"""The first catalogue: slates, what is held of them, and exported files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the catalogue to this revision."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "slates",
        sa.Column("id", number, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cost_usd", sa.Text(), nullable=False),
        sa.Column("trace_id", sa.Text()),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("reelwright", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slates"),
    )
    op.create_index("ix_slates_key", "slates", ["key"])
    op.create_index("ix_slates_digest", "slates", ["digest"])
    op.create_index("ix_slates_op", "slates", ["op"])
    op.create_table(
        "current",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("slate_id", number, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_current"),
        sa.ForeignKeyConstraint(["slate_id"], ["slates.id"], name="fk_current_slate_id"),
    )
    op.create_index("ix_current_used", "current", ["used"])
    op.create_index("ix_current_slate_id", "current", ["slate_id"])
    op.create_table(
        "outputs",
        sa.Column("id", number, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("slate_id", number, nullable=False),
        sa.Column("noted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outputs"),
        sa.ForeignKeyConstraint(["slate_id"], ["slates.id"], name="fk_outputs_slate_id"),
    )
    op.create_index("ix_outputs_digest", "outputs", ["digest"])
    op.create_index("ix_outputs_path", "outputs", ["path"])
    op.create_index("ix_outputs_slate_id", "outputs", ["slate_id"])
