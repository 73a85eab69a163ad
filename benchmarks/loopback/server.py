"""A small, quick HTTPS server: python -m benchmarks.loopback.server <file for the CA> <megabytes of pods>.

It stands for an API server that takes no time, so that what is measured is the client. It knows GET and
keep-alive alone and sends answers that were made before. It writes the CA of its certificate, prints its port
and how many pods it has, and ends when its input does.
"""

from __future__ import annotations

import socket
import ssl
import sys
from threading import Thread

import trustme

from .answers import HOST, Answers, pods_of_size

__all__: list[str] = []

_END_OF_HEAD = b"\r\n\r\n"


def main(authority_file: str, megabytes: int) -> None:
    """Serve until the process that started this one closes the pipe."""
    tls = _tls(authority_file)
    pods = pods_of_size(megabytes)
    answers = Answers(pods)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    Thread(target=_accept, args=(listener, tls, answers), daemon=True).start()
    print(listener.getsockname()[1], len(pods), flush=True)
    sys.stdin.read()


def _tls(authority_file: str) -> ssl.SSLContext:
    authority = trustme.CA()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(tls)
    authority.cert_pem.write_to_path(authority_file)
    return tls


def _accept(listener: socket.socket, tls: ssl.SSLContext, answers: Answers) -> None:
    while True:
        connection, _peer = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Thread(target=_serve, args=(connection, tls, answers), daemon=True).start()


def _serve(plain: socket.socket, tls: ssl.SSLContext, answers: Answers) -> None:
    try:
        with tls.wrap_socket(plain, server_side=True) as connection:
            waiting = b""
            while received := connection.recv(65536):
                waiting += received
                while _END_OF_HEAD in waiting:
                    head, waiting = waiting.split(_END_OF_HEAD, 1)
                    connection.sendall(answers.to(head.split(b" ", 2)[1].decode("ascii")))
    except OSError:
        return  # a client that ends does not always say good-bye


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
