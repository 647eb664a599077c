"""Who has an account: inviting, changing, closing, and helping who lost a second factor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.refusals import Refused
from governance.accounts import actions
from governance.accounts.invitations import send
from governance.accounts.models import Invitation, Role, User
from governance.accounts.people_forms import BecauseForm, InviteForm, PersonForm
from governance.accounts.second_factor import signs
from governance.desk.acts import refusals_on
from governance.desk.guards import AtTheDesk, for_who_lets_people_in
from governance.desk.people import people_page, person_page


@for_who_lets_people_in
@require_safe
def people(request: AtTheDesk) -> HttpResponse:
    """List everybody who has an account."""
    return render(request, "desk/people.html", people_page(at=timezone.now()))


@for_who_lets_people_in
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: AtTheDesk) -> HttpResponse:
    """Open an account, and send the link by which its holder sets a password."""
    form = InviteForm(request.POST if request.method == "POST" else None, by=request.user, initial={"language": "en"})
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
            invitation = actions.invite(by=request.user, at=timezone.now(), **given)
            _send(request, invitation)
            return redirect("desk:person", invitation.person_id)
    return render(request, "desk/person_new.html", {"form": form, "tab": "people"})


@for_who_lets_people_in
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: AtTheDesk, person_id: int) -> HttpResponse:
    """Show a person's account, and change name, role and language."""
    row = get_object_or_404(User, pk=person_id)
    initial = {"name": row.name, "role": row.role, "language": row.language}
    form = PersonForm(request.POST if request.method == "POST" else None, by=request.user, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
            actions.change_person(person=row, by=request.user, at=timezone.now(), **given)
            messages.success(request, _("Changed."))
            return redirect("desk:person", row.pk)
    page = person_page(row, at=timezone.now())
    may_change = request.user.is_administrator or row.role != Role.ADMINISTRATOR
    return render(request, "desk/person.html", {**page, "form": form, "may_change": may_change})


@for_who_lets_people_in
@require_POST
def send_again(request: AtTheDesk, person_id: int) -> HttpResponse:
    """Send a new link; the earlier one works no longer."""
    row = get_object_or_404(User, pk=person_id)
    try:
        _send(request, actions.invite_again(person=row, by=request.user, at=timezone.now()))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:person", row.pk)


def _send(request: AtTheDesk, invitation: Invitation) -> None:
    """Send the link, and say what became of it."""
    if send(invitation):
        messages.success(request, _("The invitation was sent to %(address)s.") % {"address": invitation.person.email})
    else:
        messages.error(request, _("The account is open, but the mail server did not take the invitation. Send it again later."))


@dataclass(frozen=True, slots=True)
class Act:
    """Something done to an account that needs a reason."""

    does: Callable[..., Any]
    title: str | Promise
    means: str | Promise
    done: str | Promise
    is_danger: bool = True


REVOKE = Act(
    actions.revoke_invitation,
    gettext_lazy("Take the invitation back"),
    gettext_lazy("The link works no longer and the account is closed. The person can be invited again."),
    gettext_lazy("The invitation is taken back."),
)
CLOSE = Act(
    actions.close_account,
    gettext_lazy("Close the account"),
    gettext_lazy(
        "The person is signed out everywhere at once and cannot sign in. What they did stays on record; "
        "appointments to seats go on until they are ended."
    ),
    gettext_lazy("The account is closed."),
)
OPEN = Act(
    actions.open_account_again,
    gettext_lazy("Open the account again"),
    gettext_lazy("The person can sign in with the password and the second factor they had."),
    gettext_lazy("The account is open again."),
    is_danger=False,
)
RESET = Act(
    actions.reset_second_factor,
    gettext_lazy("Reset the second factor"),
    gettext_lazy(
        "For somebody who lost phone, passkey and recovery codes. Make sure that it is they who ask: call a number you know. "
        "At the next sign-in they set up a new one; until then their password alone is asked for."
    ),
    gettext_lazy("The second factor is reset."),
)


@for_who_lets_people_in
@require_http_methods(["GET", "HEAD", "POST"])
def with_reason(request: AtTheDesk, person_id: int, act: Act) -> HttpResponse:
    """Do something to an account, and keep the reason."""
    return _with_reason(request, person_id, act)


@for_who_lets_people_in
@require_http_methods(["GET", "HEAD", "POST"])
@signs()
def reset_factor(request: AtTheDesk, person_id: int) -> HttpResponse:
    """Forget somebody's second factors: who does that gives their own first."""
    return _with_reason(request, person_id, RESET)


def _with_reason(request: AtTheDesk, person_id: int, act: Act) -> HttpResponse:
    row = get_object_or_404(User, pk=person_id)
    form = BecauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            act.does(person=row, by=request.user, at=timezone.now(), because=form.cleaned_data["because"])
            messages.success(request, str(act.done))
            return redirect("desk:person", row.pk)
    return render(request, "desk/person_act.html", {"person": row, "act": act, "form": form, "tab": "people"})
