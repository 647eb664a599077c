"""The broker for one machine: a message is whole or not there, each is taken once, and old ones are cleared away."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Consumer, Exchange, Queue
from kombu.transport import TRANSPORT_ALIASES

from governance import broker

QUEUE = Queue("bells", Exchange("bells"), routing_key="bells")


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    waiting = str(tmp_path / "waiting")
    return {
        "data_folder_in": waiting,
        "data_folder_out": waiting,
        "processed_folder": str(tmp_path / "taken"),
        "control_folder": tmp_path / "control",
        "store_processed": True,
    }


@pytest.fixture
def connection(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setitem(TRANSPORT_ALIASES, "filesystem", "governance.broker:Transport")
    broker.Transport.global_state.clear()  # a process remembers its bindings: here every test is a new broker
    with Connection("filesystem://localhost", transport_options=options) as opened:
        yield opened


def ring(connection: Connection, *words: str) -> None:
    producer = connection.Producer(serializer="json")
    for word in words:
        producer.publish(word, exchange=QUEUE.exchange, routing_key="bells", declare=[QUEUE])


def take_all(connection: Connection) -> list[str]:
    heard: list[str] = []

    def hear(body: str, message: Any) -> None:
        heard.append(body)
        message.ack()

    with Consumer(connection, queues=[QUEUE], callbacks=[hear]):
        while True:
            try:
                connection.drain_events(timeout=0.3)
            except TimeoutError:
                return heard


def test_messages_arrive_once_and_in_order(connection: Connection) -> None:
    ring(connection, "first", "second", "third")
    assert take_all(connection) == ["first", "second", "third"]
    assert take_all(connection) == []


def test_the_alias_in_the_settings_leads_to_our_transport(connection: Connection) -> None:
    assert type(connection.transport) is broker.Transport


def test_half_a_message_is_never_read(connection: Connection, options: dict[str, Any]) -> None:
    ring(connection, "whole")
    aside = Path(options["data_folder_out"]) / ".1_half.bells.msg.tmp"
    aside.write_bytes(b'{"body": "ha')
    assert take_all(connection) == ["whole"]
    assert aside.exists()


def test_bindings_cut_short_by_a_crash_are_written_anew(connection: Connection, options: dict[str, Any]) -> None:
    (options["control_folder"]).mkdir(parents=True)
    (options["control_folder"] / "bells.exchange").write_bytes(b'[["be')
    ring(connection, "still rings")
    assert take_all(connection) == ["still rings"]


def test_four_writers_and_two_readers_lose_nothing(connection: Connection, options: dict[str, Any]) -> None:
    ring(connection, "first")  # declares the queue before the race begins
    heard: list[str] = []

    def write(writer: int) -> None:
        with Connection("filesystem://localhost", transport_options=options) as mine:
            ring(mine, *(f"{writer}-{n}" for n in range(100)))

    def read() -> None:
        with Connection("filesystem://localhost", transport_options=options) as mine:
            heard.extend(take_all(mine))

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in writers + readers:
        thread.start()
    for thread in writers + readers:
        thread.join()
    heard.extend(take_all(connection))
    assert sorted(heard) == sorted(["first", *(f"{writer}-{n}" for writer in range(4) for n in range(100))])


def test_sweep_clears_what_was_taken_and_leaves_what_waits(tmp_path: Path) -> None:
    waiting, taken = tmp_path / "waiting", tmp_path / "taken"
    for folder in (waiting, taken):
        folder.mkdir()
    (taken / "1_a.bells.msg").write_text("{}")
    (waiting / "2_b.bells.msg").write_text("{}")
    (waiting / ".3_c.bells.msg.tmp").write_text("{")
    (waiting / "4_d.reply.celery.pidbox.msg").write_text("{}")
    assert broker.sweep(taken, waiting, older_than=60) == 0
    assert broker.sweep(taken, waiting, older_than=-1) == 3
    assert os.listdir(waiting) == ["2_b.bells.msg"]
    assert os.listdir(taken) == []
