"""Two at once, each in a thread with a connection of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.models import Agreement
from governance.notices.actions import queue_due
from governance.notices.models import Letter
from governance.subscribers import actions, links
from governance.subscribers.models import Subscription
from tests.cast import at, make_cast
from tests.services.test_races import race

from .conftest import READER
from .test_limits import more_agreements

pytestmark = pytest.mark.django_db(transaction=True)
NOON = at("2018-03-01 12:00")


def test_many_requests_at_once_are_asked_about_five_times() -> None:
    more_agreements(make_cast(), 8)
    agreements = list(Agreement.objects.all())
    asks = [
        (lambda agreement=agreement: actions.follow(address=READER, agreement=agreement, language="en", at=NOON))
        for agreement in agreements
    ]
    race(*asks)
    assert Subscription.objects.count() == 5


def test_the_same_request_at_once_is_one_subscription() -> None:
    cast = make_cast()
    race(*[lambda: actions.follow(address=READER, agreement=cast.agreement, language="en", at=NOON)] * 6)
    assert Subscription.objects.values_list("asks").get() == (1,)


def test_a_confirmation_racing_an_end_leaves_no_address() -> None:
    cast = make_cast()
    actions.follow(address=READER, agreement=cast.agreement, language="en", at=NOON)
    row = Subscription.objects.get()
    token = links.confirm_link(row).split("/")[-2]
    race(lambda: actions.confirm(token=token, at=NOON), lambda: actions.end(token=links.end_token([row]), at=NOON))
    row = Subscription.objects.get()
    assert (row.state, row.address) == ("ended", "")


def test_two_sweeps_at_once_write_one_confirmation() -> None:
    cast = make_cast()
    actions.follow(address=READER, agreement=cast.agreement, language="en", at=NOON)
    later = NOON + timedelta(minutes=1)
    race(lambda: queue_due(at=later), lambda: queue_due(at=later))
    assert Letter.objects.filter(address=READER, notices__kind="confirm_subscription").count() == 1
