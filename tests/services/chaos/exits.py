"""`python -m tests.services.chaos.exits`: lets a sender end abruptly at each point of sending, and another one go on.

Each runs in a process of its own that ends by os._exit: nothing is rolled back, released or closed. What the rows say then is
printed as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

EXIT = 42
POINTS = (
    "claiming, before the commit",
    "claimed",
    "addressed",
    "handing it over, before the commit",
    "handed, before DATA",
    "half of the content is out",
    "the server has said 250",
    "the next one is addressed",
    "marking it sent and handing over the next, before the commit",
    "marked sent and the next one handed over",
    "marking the last one sent, before the commit",
    "sent",
)
LETTERS = 3  # in a batch; the first one meets the exit, unless the point names another


def main() -> None:
    """Try every point with the real form, then the naive orders at the point where each fails."""
    django.setup()
    trials: list[tuple[str, str]] = [("lease_and_handed", point) for point in POINTS]
    trials += [("mark_at_the_end", "the server has said 250"), ("mark_first", "handed, before DATA")]
    sys.stdout.write(json.dumps([_try(form, point) for form, point in trials]))


def _try(form: str, point: str) -> dict[str, Any]:
    """Write letters, send until the exit, go on an hour later; return what the rows say then."""
    from django.db import connections
    from django.utils import timezone

    from governance.notices.models import Letter

    now = timezone.now()
    letters = Letter.objects.bulk_create(
        Letter(address=f"r{n}@example.org", subject="s", text="t", html="h", created_at=now, due_at=now) for n in range(LETTERS)
    )
    keys = [letter.pk for letter in letters]
    connections.close_all()  # a connection survives no fork
    assert _in_a_child(lambda: _exit_at(form, point)) == EXIT, f"{form} did not come to: {point}"
    assert _in_a_child(lambda: _go_on(form)) == 0, f"{form} could not go on after: {point}"
    rows = list(Letter.objects.filter(pk__in=keys).order_by("pk").values("message_id", "state", "attempts", "ambiguous"))
    return {"form": form, "point": point, "letters": rows}


def _in_a_child(act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _send(form: str, later: timedelta = timedelta()) -> None:
    from django.utils import timezone

    from governance.notices.actions import send_due
    from tests.services.chaos.forms import FORMS

    if form == "lease_and_handed":
        send_due(worker=f"{os.getpid()}", clock=lambda: timezone.now() + later)
    else:
        FORMS[form](deadline=60)


def _go_on(form: str) -> None:
    _send(form, later=timedelta(hours=1))


def _exit_at(form: str, point: str) -> None:
    from django.db import transaction

    from governance.notices import courier
    from governance.notices.actions import handing, sending

    def leave(*args: Any, **options: Any) -> None:
        os._exit(EXIT)

    def after(act: Callable[..., Any]) -> Callable[..., Any]:
        def then_leave(*args: Any, **options: Any) -> None:
            act(*args, **options)
            leave()

        return then_leave

    def uncommitted(act: Callable[..., Any]) -> Callable[..., Any]:
        return transaction.atomic(after(act))

    def with_the_next(act: Callable[..., Any], then: Callable[..., Any]) -> Callable[..., Any]:
        calls = []

        def the_second_time(*args: Any, **options: Any) -> Any:
            calls.append(act)
            return (then(act) if len(calls) == 2 else act)(*args, **options)

        return the_second_time

    stock, handover = courier.Courier, handing.Handover
    match point:
        case "claiming, before the commit":
            sending.claim = uncommitted(sending.claim)
        case "claimed":
            sending.claim = after(sending.claim)
        case "addressed":
            stock.address = after(stock.address)  # type: ignore[method-assign]
        case "handing it over, before the commit":
            handover.hand = uncommitted(handover.hand)  # type: ignore[method-assign]
        case "handed, before DATA":
            stock.deliver = leave  # type: ignore[method-assign]
        case "half of the content is out":
            whole = courier._stuffed
            courier._stuffed = lambda mail: whole(mail)[: len(mail) // 2]
            courier._Punctual.getreply = _leave_after_content(courier._Punctual.getreply, leave)  # type: ignore[method-assign]
        case "the server has said 250":
            stock.deliver = after(stock.deliver)  # type: ignore[method-assign]
        case "the next one is addressed":
            stock.address = with_the_next(stock.address, after)  # type: ignore[method-assign]
        case "marking it sent and handing over the next, before the commit":
            handover.hand = with_the_next(handover.hand, uncommitted)  # type: ignore[method-assign]
        case "marked sent and the next one handed over":
            handover.hand = with_the_next(handover.hand, after)  # type: ignore[method-assign]
        case "marking the last one sent, before the commit":
            handover.note = uncommitted(handover.note)  # type: ignore[method-assign]
        case "sent":
            handover.note = after(handover.note)  # type: ignore[method-assign]
    _send(form)


def _leave_after_content(stock: Callable[..., Any], leave: Callable[..., None]) -> Callable[..., Any]:
    def getreply(self: Any) -> Any:
        if self.patience > 1e9:  # only the answer to the content has no limit of its own
            leave()
        return stock(self)

    return getreply


if __name__ == "__main__":
    main()
