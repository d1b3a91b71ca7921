"""A real HTTP server on this machine that answers what it is told and remembers what came."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listener:
    """`answers` are used up one by one, the last one stays; an int, or (status, headers, body)."""

    answers: list = field(default_factory=lambda: [200])
    heard: list[Heard] = field(default_factory=list)
    drip: float = 0.0  # seconds before each byte of the body
    stall: float = 0.0  # seconds before anything
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?token=verysecretvalue1234"

    def next_answer(self) -> tuple[int, dict, bytes]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer if isinstance(answer, tuple) else (answer, {}, b"")


@contextmanager
def listening(*answers) -> Iterator[Listener]:
    listener = Listener(list(answers) or [200])
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(listener))
    server.daemon_threads = True
    listener.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()


def handler_of(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            with suppress(ConnectionError):  # the caller was killed
                super().handle()

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            listener.heard.append(Heard(self.path, headers, body))
            status, more, content = listener.next_answer()
            time.sleep(listener.stall)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.send(content)

        def send(self, content: bytes) -> None:
            try:
                if not listener.drip:
                    self.wfile.write(content)
                    return
                for byte in content:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(listener.drip)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            return

    return Handler
