"""A sheet from the desk: kept when it is uploaded, entered when it is confirmed, at once or, if it is long, by a worker."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.plain_text import plain_text
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.record import progress
from governance.record.faults import Faulty, Unreadable
from governance.record.models import SheetState, UploadedSheet
from governance.record.progress import Progress
from governance.record.sheets.plan import plan
from governance.record.sheets.reading import read_sheet

from .sheets import RegisterChanged, Tell, import_sheet

AT_ONCE = 500  # rows that are entered while the clerk waits: some five seconds on a small machine
KEPT_FOR = timedelta(days=1)


@the_clerks
@transaction.atomic
def keep_sheet(*, content: bytes, file_name: str, by: User, at: datetime) -> UploadedSheet:
    """Keep a file to be shown and confirmed. The same file again is the same upload; what nobody confirmed in a day goes.

    Raises Refused at `file` for what cannot be read as a spreadsheet.
    """
    try:
        read_sheet(content)
    except Unreadable as reason:
        raise Refused(str(reason), field="file") from None
    User.objects.select_for_update().get(pk=by.pk)  # of two of the same file at once, the second finds the first
    UploadedSheet.objects.filter(state=SheetState.SHOWN, uploaded_at__lt=at - KEPT_FOR).delete()
    digest = hashlib.sha256(content).hexdigest()
    kept = UploadedSheet.objects.filter(state=SheetState.SHOWN, uploaded_by=by, digest=digest).first()
    if kept is not None:
        return kept
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1].strip()[-200:]
    return UploadedSheet.objects.create(file_name=name, content=content, digest=digest, uploaded_by=by, uploaded_at=at)


@the_clerks
@transaction.atomic
def confirm_sheet(*, sheet_id: int, shown: str, reason: str, by: User, at: datetime) -> UploadedSheet:
    """Enter the sheet as it was shown: at once, or, if it has more than AT_ONCE rows, when a worker comes to it.

    `shown` is the digest of the plan that the clerk saw. Confirmed twice is confirmed once. Raises RegisterChanged if the plan is
    another by now, Refused at `reason`, and Faulty; nothing is written then.
    """
    row = UploadedSheet.objects.select_for_update().get(pk=sheet_id)
    if row.state != SheetState.SHOWN:
        return row
    reason = plain_text(reason, field="reason", longest=1_000)
    sheet = read_sheet(bytes(row.content))
    drawn = plan(sheet, moment=at)
    if drawn.digest != shown:
        raise RegisterChanged(_("The register has changed since this was shown. Look at the differences once more."))
    drawn.refuse_unless_whole(reason)
    row.state, row.confirmed, row.confirmed_at, row.reason, row.refused = SheetState.WAITING, shown, at, reason, ""
    row.save()
    progress.forget(row.pk)
    if len(sheet.rows) <= AT_ONCE:
        _enter(row, by=by, at=at)
    return row


def enter_waiting(*, at: datetime) -> int:
    """Enter every confirmed sheet that waits, each in its own transaction, and return how many there were.

    Stopped half-way, a sheet has left nothing and waits on. One that the register refuses by now goes back to its clerk.
    """
    waiting = list(UploadedSheet.objects.filter(state=SheetState.WAITING).order_by("pk").values_list("pk", flat=True))
    for sheet_id in waiting:
        with transaction.atomic():
            row = UploadedSheet.objects.select_for_update(skip_locked=True).filter(pk=sheet_id, state=SheetState.WAITING).first()
            if row is not None:  # otherwise another worker has it
                _enter_or_give_back(row, at=at)
    return len(waiting)


@the_clerks
def stop_sheet(*, sheet_id: int, by: User) -> UploadedSheet:
    """Take back a confirmed sheet before it is entered, and return it: ENTERED if that came too late, else SHOWN once more.

    A worker that has begun is asked to stop, undoes all of it, and only then is this done. One that is killed undoes it as well.
    """
    progress.ask_to_stop(sheet_id)
    with transaction.atomic():
        row = UploadedSheet.objects.select_for_update().get(pk=sheet_id)  # waits for a worker that has it
        if row.state == SheetState.WAITING:
            _give_back(row, _stopped())
        progress.forget(sheet_id)
    return row


def _stopped() -> Refused:
    return Refused(_("It was stopped, and nothing of it is in the register. Confirmed again, it begins anew."))


def _enter_or_give_back(row: UploadedSheet, *, at: datetime) -> None:
    by = row.uploaded_by

    def tell(how_far: Progress) -> None:
        if progress.is_to_stop(row.pk):
            raise _stopped()
        progress.tell(row.pk, how_far)

    with translation.override(by.language):  # nobody is asking: the refusal is read by who uploaded it
        try:
            if not by.is_clerk or not by.is_active:
                raise Refused(_("Whoever uploaded this no longer keeps the register."))
            tell(Progress(0, 0))
            with transaction.atomic():
                _enter(row, by=by, at=at, tell=tell)
        except (Refused, Faulty) as refusal:
            _give_back(row, refusal)


def _give_back(row: UploadedSheet, refusal: Refused | Faulty) -> None:
    row.state, row.confirmed, row.refused = SheetState.SHOWN, "", str(refusal)
    row.save()


def _enter(row: UploadedSheet, *, by: User, at: datetime, tell: Tell = lambda how_far: None) -> None:
    done = import_sheet(read_sheet(bytes(row.content)), by=by, at=at, reason=row.reason, shown=row.confirmed, tell=tell)
    row.state, row.entered_at, row.content = SheetState.ENTERED, at, b""
    row.new, row.changed, row.unchanged, row.parties = done.new, done.changed, done.unchanged, done.parties
    row.save()
