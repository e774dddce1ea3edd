"""What is held is held somewhere: several stores may share one catalogue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the catalogue to this revision."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.execute('CREATE TABLE held_before AS SELECT key, slate_id, used FROM "current"')
    op.drop_table("current")
    op.create_table(
        "current",
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("slate_id", number, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", "key", name="pk_current"),
        sa.ForeignKeyConstraint(["slate_id"], ["slates.id"], name="fk_current_slate_id"),
    )
    op.execute(
        "INSERT INTO \"current\" (place, key, slate_id, used) SELECT '', key, slate_id, used FROM held_before"
    )
    op.drop_table("held_before")
    op.create_index("ix_current_used", "current", ["used"])
    op.create_index("ix_current_slate_id", "current", ["slate_id"])
