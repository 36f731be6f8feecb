"""The migrations of the store's tables; `api/store/migrate.py` runs them."""
