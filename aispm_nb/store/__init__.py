"""The store: one DuckDB file, one schema a registry, held only while an operation runs."""

from .open import Store as Store
