"""Mail servers as they are met: they refuse, greylist, dawdle, hang and hang up. None loses or doubles a letter unexplained."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.notices import courier
from governance.notices.actions import Delivery, send_due, sending
from governance.notices.actions.sending import BACK_OFF, LEASE, claim
from governance.notices.models import Letter
from tests.cast import at
from tests.services.sink import DRIP, DROP, HANG, TAKE_AND_DROP, Sink, point_to, running_sink

pytestmark = pytest.mark.django_db
NOW = at("2018-08-24 12:00")
SHORT = timedelta(seconds=1)  # a lease: the whole of a mail then has 0.4 seconds

Serve = Callable[..., Sink]


@pytest.fixture
def serve(settings: Any) -> Any:
    """Run a mail server with a fault, and let the settings name it."""
    running = []

    def start(fault: Callable[[str, str], str] = lambda step, address: "", *, hears_ahead: bool = True) -> Sink:
        context = running_sink(fault)
        running.append(context)
        sink = context.__enter__()
        sink.hears_ahead = hears_ahead
        point_to(settings, sink)
        return sink

    yield start
    for context in running:
        context.__exit__(None, None, None)


def at_step(step: str, what: str, address: str = "") -> Callable[[str, str], str]:
    """Return the fault that does `what` at a step, for one address or for all."""
    return lambda now, to: what if now == step and address in ("", to) else ""


def write_letters(number: int) -> list[Letter]:
    letters = [
        Letter(address=f"reader{n}@example.org", subject=f"Letter {n}", text="t", html="h", created_at=NOW, due_at=NOW)
        for n in range(number)
    ]
    return Letter.objects.bulk_create(letters)


def send(when: Any = NOW, lease: timedelta = LEASE, worker: str = "w1") -> Delivery:
    return send_due(worker=worker, clock=lambda: when, lease=lease)


def states() -> list[tuple[str, int, int]]:
    """Return the state, the attempts and the ambiguous ones of each letter."""
    return list(Letter.objects.order_by("pk").values_list("state", "attempts", "ambiguous"))


@pytest.mark.parametrize("hears_ahead", [True, False])
@pytest.mark.parametrize("step", ["RCPT", "DATA", "CONTENT"])
def test_a_refusal_is_final_for_one_letter_whichever_step_it_meets(serve: Serve, step: str, hears_ahead: bool) -> None:
    sink = serve(at_step(step, "550 no such mailbox", "reader1@example.org"), hears_ahead=hears_ahead)
    write_letters(3)
    assert send() == Delivery(sent=2, dead=1)
    assert states() == [("sent", 1, 0), ("dead", 1, 0), ("sent", 1, 0)]
    assert Letter.objects.get(state="dead").last_error == "550 no such mailbox"
    assert (len(sink.taken), sink.connections) == (2, 1)


@pytest.mark.parametrize("step", ["RCPT", "DATA", "CONTENT"])
def test_greylisting_is_waited_out_and_leaves_no_doubt(serve: Serve, step: str) -> None:
    sink = serve(at_step(step, "451 try again later"))
    write_letters(1)
    when = NOW
    for number, wait in enumerate((*BACK_OFF, BACK_OFF[-1]), start=1):
        assert send(when).retried == 1
        assert send(when + wait - timedelta(seconds=1)) == Delivery()
        when += wait
        assert states() == [("queued", number, 0)]
    sink.fault = at_step("", "")
    assert send(when).sent == 1
    assert states() == [("sent", 9, 0)]


@pytest.mark.parametrize("hears_ahead", [True, False])
@pytest.mark.parametrize("answer", ["530 authentication required", "451 busy", "421 closing"])
def test_a_server_that_takes_nothing_from_us_costs_no_letter_anything(serve: Serve, answer: str, hears_ahead: bool) -> None:
    serve(at_step("MAIL", answer), hears_ahead=hears_ahead)
    write_letters(3)
    assert send() == Delivery(away=answer)
    assert states() == [("queued", 0, 0)] * 3


def test_a_server_that_is_away_costs_no_letter_anything(settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    write_letters(3)
    for _ in range(3):
        assert "refused" in send().away
    assert states() == [("queued", 0, 0)] * 3
    assert not Letter.objects.exclude(worker="").exists(), "nothing was even claimed"


def test_a_server_that_greets_nobody_is_away_within_the_deadline(serve: Serve) -> None:
    serve(at_step("CONNECT", HANG))
    write_letters(2)
    begun = time.monotonic()
    assert send(lease=SHORT).away
    assert time.monotonic() - begun < 4
    assert states() == [("queued", 0, 0)] * 2


@pytest.mark.parametrize(
    ("step", "what", "doubts"),
    [("RCPT", HANG, 0), ("DATA", HANG, 0), ("CONTENT", HANG, 1), ("RCPT", DRIP, 0), ("CONTENT", DRIP, 1)],
)
def test_a_hanging_or_dripping_server_holds_two_letters_up_and_no_more(serve: Serve, step: str, what: str, doubts: int) -> None:
    serve(at_step(step, what))
    write_letters(4)
    begun = time.monotonic()
    done = send(lease=SHORT)
    assert time.monotonic() - begun < 4, "the deadline is a total, though a byte came every 20 milliseconds"
    assert (done.retried, done.away) == (2, "The line broke over 2 letters in a row.")
    assert states() == [("queued", 1, doubts)] * 2 + [("queued", 0, 0)] * 2


def test_a_slow_server_gets_as_much_of_a_batch_as_the_lease_allows_and_then_the_rest(serve: Serve) -> None:
    now = [NOW]

    def slowly(step: str, address: str) -> str:
        now[0] += LEASE / 10 if step == "CONTENT" else timedelta()
        return ""

    sink = serve(slowly)
    write_letters(24)
    assert send_due(worker="w1", clock=lambda: now[0]) == Delivery(sent=24)
    assert now[0] > NOW + 2 * LEASE, "it took longer than two leases"
    assert states() == [("sent", 1, 0)] * 24, "what was not begun went back as if never claimed"
    assert set(sink.copies().values()) == {1}


@pytest.mark.parametrize("hears_ahead", [True, False])
def test_a_connection_lost_in_a_batch_costs_one_letter_an_attempt(serve: Serve, hears_ahead: bool) -> None:
    sink = serve(at_step("RCPT", DROP, "reader2@example.org"), hears_ahead=hears_ahead)
    write_letters(5)
    assert send() == Delivery(sent=4, retried=1)
    assert [attempts for _, attempts, _ in states()] == [1] * 5
    assert Letter.objects.get(state="queued").address == "reader2@example.org"
    assert sink.connections == 2


@pytest.mark.parametrize("hears_ahead", [True, False])
def test_a_kept_connection_that_the_server_closed_is_made_anew_without_blaming_a_letter(serve: Serve, hears_ahead: bool) -> None:
    sink = serve(hears_ahead=hears_ahead)
    said: list[str] = []

    def tired(step: str, address: str) -> str:
        said.append(step)
        return "421 enough for one connection" if step == "MAIL" and said.count("MAIL") in (3, 5) else ""

    sink.fault = tired
    write_letters(5)
    assert send() == Delivery(sent=5)
    assert states() == [("sent", 1, 0)] * 5


def test_a_letter_taken_without_an_answer_goes_again_with_the_same_id_and_the_doubt_is_on_record(serve: Serve) -> None:
    sink = serve(at_step("CONTENT", TAKE_AND_DROP))
    (letter,) = write_letters(1)
    assert send().retried == 1
    sink.fault = at_step("", "")
    assert send(NOW + timedelta(minutes=1)).sent == 1
    assert states() == [("sent", 2, 1)]
    assert sink.copies() == {letter.message_id: 2}


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve()
    write_letters(3)
    stock = sending.as_mail

    def broken(letter: Letter) -> bytes:
        if letter.address == "reader0@example.org":
            raise KeyError("follow_up")
        return stock(letter)

    monkeypatch.setattr(sending, "as_mail", broken)
    assert send() == Delivery(sent=2, retried=1)
    assert Letter.objects.get(state="queued").last_error == "'follow_up'"


def test_a_worker_that_lost_its_letter_can_neither_requeue_it_nor_bury_it(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in ("451 later", "550 never"):
        (letter,) = write_letters(1)
        serve(at_step("RCPT", answer))
        stock = courier.Courier.address

        def meanwhile_sent_by_another(self: Any, recipient: str, pk: int = letter.pk, stock: Any = stock) -> None:
            Letter.objects.filter(pk=pk).update(state="sent", sent_at=NOW, worker="another", lease_until=None)
            stock(self, recipient)

        with monkeypatch.context() as patch:
            patch.setattr(courier.Courier, "address", meanwhile_sent_by_another)
            assert send() == Delivery(passed_on=1)
        letter.refresh_from_db()
        assert (letter.state, letter.worker) == ("sent", "another")


def test_a_letter_is_handed_over_only_while_the_lease_outlives_the_sending(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = serve()
    write_letters(1)
    now, stock = [NOW], courier.Courier.address

    def and_stand_still(self: Any, recipient: str) -> None:
        stock(self, recipient)
        now[0] = NOW + LEASE * 0.7

    with monkeypatch.context() as patch:
        patch.setattr(courier.Courier, "address", and_stand_still)
        assert send_due(worker="w1", clock=lambda: now[0]) == Delivery(passed_on=1)
    assert sink.taken == []
    assert send(NOW + LEASE + timedelta(seconds=1)).sent == 1


def test_a_letter_costs_one_commit_and_the_last_one_another(serve: Serve) -> None:
    serve()
    write_letters(20)
    with CaptureQueriesContext(connection) as asked:
        assert send() == Delivery(sent=20)
    changes = [query["sql"] for query in asked if query["sql"].lower().lstrip().startswith("update")]
    assert len(changes) == 1 + 20 + 1, "claimed, handed over one after another, and the last one noted"


@pytest.mark.parametrize("what", ["451 later", "550 never", DROP])
def test_what_was_taken_is_noted_whatever_becomes_of_the_next(serve: Serve, what: str) -> None:
    serve(at_step("RCPT", what, "reader1@example.org"))
    write_letters(2)
    assert send().sent == 1
    assert [state for state, _, _ in states()] == ["sent", "dead" if what == "550 never" else "queued"]


def test_what_was_taken_is_noted_though_the_worker_fails_at_the_next(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve()
    write_letters(3)
    stock = courier.Courier.address

    def fail(self: Any, recipient: str) -> None:
        if recipient == "reader1@example.org":
            raise SystemExit
        stock(self, recipient)

    monkeypatch.setattr(courier.Courier, "address", fail)
    with pytest.raises(SystemExit):
        send()
    assert states() == [("sent", 1, 0), ("queued", 0, 0), ("queued", 0, 0)]


def test_a_batch_is_written_before_its_first_letter_goes_out(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    sink = serve()
    letters = write_letters(3)
    Letter.objects.update(subject="")
    taken_meanwhile = []

    def write(letter: Letter, *, at: Any) -> bool:
        taken_meanwhile.append(len(sink.taken))
        letter.subject = "Written"
        return letter.pk != letters[1].pk

    monkeypatch.setattr(sending, "write", write)
    assert send() == Delivery(sent=2, moot=1)
    assert taken_meanwhile == [0, 0, 0]
    assert [state for state, _, _ in states()] == ["sent", "moot", "sent"]


def test_what_the_server_took_counts_as_sent_though_another_worker_has_claimed_it_since(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = serve()
    write_letters(1)
    stock = courier.Courier.deliver

    def for_too_long(self: Any, mail: bytes) -> None:
        stock(self, mail)
        assert len(claim(worker="w2", at=NOW + LEASE + timedelta(seconds=1), limit=10)) == 1

    monkeypatch.setattr(courier.Courier, "deliver", for_too_long)
    assert send().sent == 1
    assert states() == [("sent", 2, 1)]
    assert send(NOW + timedelta(hours=1)) == Delivery()
    assert len(sink.taken) == 1


def test_an_address_that_would_say_more_than_itself_is_refused_before_it_goes(serve: Serve) -> None:
    sink = serve()
    letters = write_letters(3)
    Letter.objects.filter(pk=letters[0].pk).update(address="a@example.org>\r\nRCPT TO:<b@example.org")
    Letter.objects.filter(pk=letters[1].pk).update(address="a@example.org> NOTIFY=NEVER X=<b@example.org")
    assert send() == Delivery(sent=1, retried=1, dead=1)
    assert [to for to, _ in sink.mails] == ["reader2@example.org"]


def test_a_sender_that_cannot_be_written_blames_no_letter(serve: Serve, settings: Any) -> None:
    serve()
    settings.DEFAULT_FROM_EMAIL = "Countersign <schließer@example.org>"
    write_letters(2)
    assert "DEFAULT_FROM_EMAIL" in send().away
    assert states() == [("queued", 0, 0)] * 2


def test_an_address_goes_out_in_ascii_or_is_refused_before_it_goes(serve: Serve) -> None:
    met: list[str] = []

    def listen(step: str, address: str) -> str:
        met.append(address)
        return ""

    serve(listen)
    letters = write_letters(2)
    Letter.objects.filter(pk=letters[0].pk).update(address="clerk@bücher.example")
    Letter.objects.filter(pk=letters[1].pk).update(address="schließer@example.org")
    assert send() == Delivery(sent=1, dead=1)
    assert "clerk@xn--bcher-kva.example" in met
