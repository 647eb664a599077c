"""A taken port is seen before anything is started on it."""

import socket

from governance.local import ports


def test_a_listening_server_makes_its_port_taken() -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.next_free(port) > port
    assert ports.is_free(port)


def test_a_port_meant_for_another_program_is_left_out() -> None:
    free = ports.next_free(20000)
    assert ports.next_free(free, but={free}) > free
