"""A static host on loopback that counts the bytes it sends, whoever in a browser asked for them."""

from __future__ import annotations

import gzip
import threading
from email.utils import formatdate
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Sent = list[tuple[str, int]]
"""The path of each request, and how many bytes its answer had with its headers."""


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder and gzips text, as static hosts do; ten minutes may be kept."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, sent: Sent, directory: str) -> None:
        self.sent = sent
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        kind = "text/javascript" if path.suffix == ".js" else self.guess_type(str(path))
        headers = ["Server: static", f"Date: {formatdate(usegmt=True)}", f"Content-Type: {kind}"]
        if path.suffix in (".html", ".js", ".json", ".css", ".svg"):
            data = gzip.compress(data, 6)
            headers.append("Content-Encoding: gzip")
        headers += [f"Content-Length: {len(data)}", "Cache-Control: max-age=600"]
        head = "\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode()
        self.sent.append((self.path, len(head) + len(data)))
        self.wfile.write(head + data)


class Served:
    """A folder on loopback, for as long as the ``with`` lasts."""

    def __init__(self, folder: Path) -> None:
        self.sent: Sent = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, sent=self.sent, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self) -> Served:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def bytes(self) -> int:
        """The bytes that were sent since this was last asked."""
        total = sum(size for _, size in self.sent)
        self.sent.clear()
        return total
