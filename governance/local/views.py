"""The pages under /local/: what Countersign would have sent, and what phones would show. For a browser on this computer alone."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from pathlib import Path
from typing import Concatenate, ParamSpec

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from governance.accounts.codes import next_code
from governance.local import mailbox
from governance.local.sample import SAMPLE

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]

# A mail's HTML may look as it was written to, and do nothing: no script, no form, no request to anywhere.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def on_this_computer(view: View[Arguments]) -> View[Arguments]:
    """Answer 404 unless Countersign runs locally and the browser does, too."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        if not (settings.LOCAL and _is_loopback(request.META.get("REMOTE_ADDR", ""))):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@on_this_computer
def mail_list(request: HttpRequest) -> HttpResponse:
    """List every mail, newest first."""
    return render(request, "local/mail_list.html", {"mails": mailbox.mails(_folder())})


@require_safe
@on_this_computer
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: headers, text, the HTML in a sandbox, and what came with it."""
    return render(request, "local/mail_detail.html", {"mail": _mail(name)})


@require_safe
@on_this_computer
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Give the HTML of a mail, for the sandboxed frame on its page."""
    response = HttpResponse(_mail(name).html)
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@never_cache
@require_safe
@on_this_computer
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Show the code of each sample person's authenticator app, in place of the phone that they do not have."""
    phones = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__email__endswith=SAMPLE, user__is_active=True)
    people = [
        {"name": phone.user.name, "email": phone.user.email, "code": f"{next_code(phone):.3} {next_code(phone)[3:]}"}
        for phone in phones.select_related("user").order_by("user_id")
    ]
    return render(request, "local/sign_ins.html", {"people": people})


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "mail"


def _mail(name: str) -> mailbox.Mail:
    try:
        return mailbox.mail(_folder(), name)
    except mailbox.NoSuchMail as reason:
        raise Http404(f"There is no mail named {name}.") from reason


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
