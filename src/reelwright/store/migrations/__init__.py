"""Alembic migrations of the catalogue; :mod:`reelwright.store.database` runs them when a store is opened."""
