"""One description of a service in, one Assessment out. Imports nothing from training, api or commands."""
