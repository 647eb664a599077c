"""The webhook of bounces: the one address where a mail provider tells what became of letters it had taken.

What it sends carries a secret of its own (a password, with some providers a signature too), so it is exempt from the check
against forged forms: a provider has no cookie.
"""

from __future__ import annotations

import logging

from anymail.exceptions import AnymailWebhookValidationFailure
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import actions
from .reports import READERS, Report, report_of

LARGEST = 1024 * 1024  # bytes
_log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_http_methods(["POST", "HEAD"])  # some providers look whether anybody is there before they begin
def bounces(request: HttpRequest, provider: str) -> HttpResponse:
    """Record what the provider reports. 403 without its secret, 4xx for what cannot be read; then nothing is written.

    A fault of ours while recording answers 500, so that the provider tries again: each report is recorded once.
    """
    if not settings.BOUNCES_FROM or provider != settings.BOUNCES_FROM:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    if request.content_type != "application/json":
        return HttpResponse("Send JSON.", status=415, content_type="text/plain")
    try:
        reports = _reports(request, provider)
    except RequestDataTooBig:
        return HttpResponse("This is too long.", status=413, content_type="text/plain")
    except AnymailWebhookValidationFailure as reason:
        _log.warning("A report of bounces was refused: %s", reason)
        return HttpResponse("The secret is missing or wrong.", status=403, content_type="text/plain")
    except Exception as fault:
        # Whatever the library stumbles over, in JSON that is none or of another shape, is the sender's fault and not ours.
        _log.warning("A report of bounces could not be read: %r", fault)
        return HttpResponse("This cannot be read.", status=400, content_type="text/plain")
    at = timezone.now()
    for report in reports:
        actions.record_bounce(report=report, at=at)
    return HttpResponse()


def _reports(request: HttpRequest, provider: str) -> list[Report]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise RequestDataTooBig
    reader = READERS[provider]()
    reader.run_validators(request)
    found = (report_of(provider, event) for event in reader.parse_events(request))
    return [report for report in found if report is not None]
