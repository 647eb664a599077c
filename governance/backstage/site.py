"""The admin: what stands in the tables, for administrators to read. It writes nothing; accounts are changed at the desk.

Django's own sign-in knows no second factor, so it is not offered: the door is the one of the desk (docs/adr/0012).
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Neither who of the public follows what, nor letters, which hold links that act: those of the desk are read there.
ROOMS = ("contracts", "accounts", "ledger", "bodies", "stewardship", "ballots", "followups", "notices")
HIDDEN_FIELDS = frozenset({"password"})
HIDDEN_MODELS = frozenset({"accounts.Attempt", "notices.Letter"})


class OnlyToRead(ModelAdmin):
    """Rows to look at."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Show every column but secret ones."""
        return [field.name for field in self.model._meta.get_fields() if _is_shown(field)]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Every field."""
        return self.get_fields(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever is let in may read."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever is let in may read."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here."""
        return False


class Backstage(AdminSite):
    """Reached by administrators alone, through the sign-in of the desk."""

    site_header = site_title = gettext_lazy("Countersign, backstage")
    index_title = gettext_lazy("Every table, to be read")
    site_url = "/desk/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in administrators."""
        user = request.user
        return bool(user.is_authenticated and user.is_active and user.is_administrator)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the sign-in of the desk; who has signed in and is no administrator reads why not."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("This part is for administrators; you are signed in as %(name)s.") % {"name": request.user})
        return redirect_to_login(request.GET.get("next") or "/admin/")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the sign-out of the desk."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to where a password is changed: the old one is counted there."""
        return redirect("account_change_password")


def _is_shown(field: Any) -> bool:
    is_column = isinstance(field, Field) and not field.many_to_many
    return is_column and field.name not in HIDDEN_FIELDS


site = Backstage(name="backstage")
for room in ROOMS:
    for model in apps.get_app_config(room).get_models():
        if model._meta.label not in HIDDEN_MODELS:
            site.register(model, OnlyToRead)
