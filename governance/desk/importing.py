"""Agreements from a spreadsheet at the desk: what was uploaded, what entering it would do, and what came of it. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.refusals import Refused
from governance.accounts.models import User
from governance.record.actions.uploads import AT_ONCE
from governance.record.models import SheetState, UploadedSheet
from governance.record.progress import told
from governance.record.sheets.changing import Change
from governance.record.sheets.columns import COLUMNS
from governance.record.sheets.limits import LARGEST
from governance.record.sheets.missing import missing_from
from governance.record.sheets.plan import Plan, plan
from governance.record.sheets.reading import read_sheet
from governance.words import figure

from .beginning import next_step
from .sheet_faults import by_rows
from .words import moment

A_PAGE = 100
FAULTS_SHOWN = 500
FEW = 10  # of what the register lacks: more are folded together
UPLOADS_SHOWN = 10


class UploadForm(forms.Form):
    """The file. What it holds is judged by the action."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy(
            "CSV or XLSX, at most 5 MB and 5,000 agreements. Nothing is entered before you have seen what it would do."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
            "max_length": gettext_lazy("The name of this file is too long."),
        },
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST // 1024 // 1024})
        return file


class ConfirmForm(forms.Form):
    """The plan that was shown, by its digest, and why days on record are corrected."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=gettext_lazy("Why days on record are corrected"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1_000}),
        help_text=gettext_lazy("Public: it stands on the timeline of each agreement whose day is corrected."),
    )

    def __init__(self, *args: Any, needs_a_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not needs_a_reason:
            del self.fields["reason"]


@dataclass(frozen=True, slots=True)
class Item:
    """An agreement that the sheet brings, or one that it changes."""

    row: int
    slug: str
    title: str
    recipient: str
    ends_on: str
    changes: tuple[Change, ...] = ()


def upload_page(form: UploadForm, user: User, *, at: datetime) -> dict[str, Any]:
    """Return the page on which a file is chosen, with what this person uploaded lately."""
    uploads = UploadedSheet.objects.filter(uploaded_by=user).defer("content")[:UPLOADS_SHOWN]
    return {
        "tab": "agreements",
        "form": form,
        "uploads": [(row, moment(row.uploaded_at, "UTC")) for row in uploads],
        "columns": COLUMNS,
    }


def sheet_page(
    row: UploadedSheet,
    number: str,
    reader: User,
    *,
    refusal: Refused | None = None,
    given: Mapping[str, Any] | None = None,
    at: datetime,
) -> dict[str, Any]:
    """Return what entering the sheet would do at `at`, with the form that confirms it; or that it waits, or what came of it.

    After a refusal the form has what was `given`, but always the digest of what is shown now.
    """
    page = {"tab": "agreements", "sheet": row}
    if row.state == SheetState.WAITING:
        return {**page, "is_waiting": True, "progress": _progress(row)}
    if row.state == SheetState.ENTERED:
        entered = moment(row.entered_at, "UTC") if row.entered_at else ""
        return {**page, "is_entered": True, "entered": entered, "next_step": next_step(reader, at=at)}
    sheet = read_sheet(bytes(row.content))
    drawn = plan(sheet, moment=at)
    faults, lacking = by_rows(drawn.to_correct), by_rows(drawn.lacking)
    return {
        **page,
        "plan": drawn,
        "form": None if drawn.faults or drawn.does_nothing else _form(drawn, refusal, given),
        "missing": missing_from(sheet, drawn.knowledge) if drawn.faults else None,
        "lacking": lacking[:FAULTS_SHOWN],
        "lacking_more": max(0, len(lacking) - FAULTS_SHOWN),
        "lacking_is_long": len(lacking) > FEW,
        "faults": faults[:FAULTS_SHOWN],
        "faults_more": max(0, len(faults) - FAULTS_SHOWN),
        "warnings": by_rows(drawn.warnings),
        "is_long": len(sheet.rows) > AT_ONCE,
        **_items_page(drawn, number),
    }


def _progress(row: UploadedSheet) -> dict[str, Any] | None:
    progress = told(row.pk)
    if progress is None:
        return None
    said = _("%(done)s of %(whole)s agreements are done.") % {"done": figure(progress.done), "whole": figure(progress.whole)}
    return {"done": progress.done, "whole": progress.whole, "said": said}


def _form(drawn: Plan, refusal: Refused | None, given: Mapping[str, Any] | None) -> ConfirmForm:
    typed = {"reason": (given or {}).get("reason", ""), "shown": drawn.digest}
    form = ConfirmForm(typed if refusal else None, needs_a_reason=drawn.needs_a_reason, initial={"shown": drawn.digest})
    if refusal is not None:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return form


def _items_page(drawn: Plan, number: str) -> dict[str, Any]:
    items = Paginator(_items(drawn), A_PAGE).get_page(number)
    before = f"?page={items.previous_page_number()}" if items.has_previous() else ""
    after = f"?page={items.next_page_number()}" if items.has_next() else ""
    pages = {"number": items.number, "total": items.paginator.num_pages, "previous_url": before, "next_url": after}
    return {"items": items.object_list, "page": pages}


def _items(drawn: Plan) -> list[Item]:
    """Return what changes first, then what is new, each in the order of the sheet."""
    changed = [(item.numbered, tuple(item.changes)) for item in drawn.changed]
    new: list[tuple[Any, tuple[Change, ...]]] = [(numbered, ()) for numbered in drawn.new]
    return [
        Item(
            numbered.number,
            numbered.row.slug,
            numbered.row.title,
            numbered.row.recipient_name or numbered.row.recipient,
            numbered.row.term.ends_on if numbered.row.term else "",
            changes,
        )
        for numbered, changes in (*changed, *new)
    ]
