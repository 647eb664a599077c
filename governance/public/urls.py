"""The addresses of the public pages, in English as they are and in Spanish under /es/. They are stable: others link to them."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import views


class DigestConverter(StringConverter):
    """A SHA-256 in hexadecimal."""

    regex = "[0-9a-f]{64}"


register_converter(DigestConverter, "digest")

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("agreements/", views.register, name="register"),
    path("agreements/<slug:slug>/", views.agreement, name="agreement"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<slug:slug>/", views.decision, name="decision"),
    path("decisions/<slug:slug>/decision.pdf", views.decision_pdf, name="decision_pdf"),
    path("bodies/<slug:slug>/", views.body, name="body"),
    path("deadlines/", views.deadlines, name="deadlines"),
    path("changes/", views.changes, name="changes"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/<digest:leaf_hash>/", views.ledger_entry, name="ledger_entry"),
    path("how-to-read/", views.how_to_read, name="how_to_read"),
]
