"""The store: jobs, reports, cases and their events in SQLite or PostgreSQL. Start at `store.py`."""
