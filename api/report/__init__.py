"""The report of one answer: one A4 page to keep or to hand on, as a PDF."""

from api.report.content import fingerprint
from api.report.pdf import report_pdf

__all__ = ["fingerprint", "report_pdf"]
