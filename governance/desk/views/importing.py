"""Agreements from a spreadsheet, and into one: upload, look, confirm; templates and exports to download."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.refusals import Refused
from governance.desk.acting import ActPage, Place, act_page
from governance.desk.acts import refusals_on, tell_the_post
from governance.desk.guards import AtTheDesk, for_readers, for_the_clerk
from governance.desk.importing import UploadForm, sheet_page, upload_page
from governance.record.actions import confirm_sheet, keep_sheet, stop_sheet
from governance.record.faults import Faulty
from governance.record.models import SheetState, UploadedSheet
from governance.record.sheets.exporting import export_agreements, template
from governance.record.sheets.files import Kind


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AtTheDesk) -> HttpResponse:
    """Take a file, and show what it would do."""
    at = timezone.now()
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form):
            kept = keep_sheet(content=file.read(), file_name=file.name, by=request.user, at=at)
            return redirect("desk:import_sheet", kept.pk)
    return render(request, "desk/import.html", upload_page(form, request.user, at=at))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: AtTheDesk, sheet_id: int) -> HttpResponse:
    """Show what the sheet would do, and enter exactly that when it is confirmed."""
    at = timezone.now()
    row = get_object_or_404(UploadedSheet, pk=sheet_id, uploaded_by=request.user)
    if request.method == "POST":
        given = request.POST
        try:
            row = confirm_sheet(
                sheet_id=row.pk, shown=given.get("shown", ""), reason=given.get("reason", ""), by=request.user, at=at
            )
        except Refused as refusal:
            return render(
                request, "desk/import_sheet.html", sheet_page(row, "1", request.user, refusal=refusal, given=given, at=at)
            )
        except Faulty:
            messages.error(request, _("The register has changed since this was shown. Look at what is wrong now."))
        else:
            tell_the_post()
        return redirect("desk:import_sheet", row.pk)
    return render(request, "desk/import_sheet.html", sheet_page(row, request.GET.get("page", "1"), request.user, at=at))


@for_the_clerk
@require_POST
def stop(request: AtTheDesk, sheet_id: int) -> HttpResponse:
    """Take a long sheet back before it is entered, and show it again."""
    row = get_object_or_404(UploadedSheet, pk=sheet_id, uploaded_by=request.user)
    row = stop_sheet(sheet_id=row.pk, by=request.user)
    if row.state == SheetState.ENTERED:
        messages.warning(request, _("It could not be stopped any more: all of it is entered."))
    return redirect("desk:import_sheet", row.pk)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: AtTheDesk, sheet_id: int, page: ActPage) -> HttpResponse:
    """Add what the sheet names and the register does not have yet, and look at the sheet again."""
    row = get_object_or_404(UploadedSheet, pk=sheet_id, uploaded_by=request.user)
    back = reverse("desk:import_sheet", args=[row.pk])
    if row.state != SheetState.SHOWN:
        return redirect(back)
    above = ((_("Agreements"), reverse("desk:agreements")), (row.file_name, back))
    return act_page(request, page, row, Place(row.file_name, above, back))


@for_the_clerk
@require_safe
def empty_sheet(request: AtTheDesk, kind: Kind) -> HttpResponse:
    """Hand out a sheet to begin with: its columns, one example, and what each column means."""
    return _download(template(kind), kind, "agreements-template")


@for_readers
@require_safe
def export(request: AtTheDesk, kind: Kind) -> HttpResponse:
    """Hand out every agreement with its current term, with the addresses of its keepers."""
    at = timezone.now()
    return _download(export_agreements(kind, at=at), kind, f"agreements-{at:%Y-%m-%d}")


def _download(content: bytes, kind: Kind, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind.value}"'}
    return HttpResponse(content, content_type=kind.media_type, headers=headers)
