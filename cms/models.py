"""The index of tables that Django wants; each table lives in the module of its noun."""

from cms.outbox import KeptMail

__all__ = ["KeptMail"]
