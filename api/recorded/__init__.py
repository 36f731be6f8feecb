"""Answers that the service really gave to the examples; `python -m api.recorded` writes them anew."""
