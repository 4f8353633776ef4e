"""A city's network on this machine: a proxy as the only way out, and TLS by an authority of the city's own."""

import asyncio
import shutil
import ssl
import subprocess
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.distribution import install

HOST = "slack.stadt.example"
"""A name that nobody can look up: only the proxy knows the way."""


@dataclass
class Proxy:
    """A forward proxy that knows one host; `asked` is what was wanted of it, `password` what it wants itself."""

    target: int
    password: str | None = None
    port: int = 0
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one CONNECT and pass everything on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, where, _ = head.splitlines()[0].split(" ")
        self.asked.append(f"{method} {where}")
        wanted = f"Proxy-Authorization: Basic {b64encode((self.password or '').encode()).decode()}"
        if self.password is not None and wanted.lower() not in head.lower():
            await _refuse(writer, "407 Proxy Authentication Required")
        elif method != "CONNECT" or where.partition(":")[0] != HOST:
            await _refuse(writer, "403 Forbidden")
        else:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await pass_on(reader, writer, self.target)


async def _refuse(writer: asyncio.StreamWriter, status: str) -> None:
    writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    writer.close()


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Join a connection to a port of this machine until one side has had enough."""
    there, back = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.gather(_copy(reader, back), _copy(there, writer))


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await source.read(65536):
            target.write(some)
            await target.drain()
    with suppress(OSError):
        target.close()


@asynccontextmanager
async def proxy(target: int, password: str | None = None) -> AsyncIterator[Proxy]:
    """Serve a proxy that leads to one port."""
    made = Proxy(target, password)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


@asynccontextmanager
async def tls(target: int, certificate: Path, key: Path) -> AsyncIterator[int]:
    """Put TLS before a port; gives the port at which it is spoken."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await pass_on(reader, writer, target)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@dataclass(frozen=True)
class Authority:
    """The city's certificate authority, and a certificate that it gave to the host."""

    file: Path
    certificate: Path
    key: Path


def authority(folder: Path, days: int = 2) -> Authority:
    """Make an authority and a certificate with the openssl of this machine."""
    if shutil.which("openssl") is None:
        install("openssl")
    assert shutil.which("openssl"), "openssl is needed to play a city's authority: install the package openssl"
    made = Authority(folder / "authority.pem", folder / "slack.pem", folder / "slack.key")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    ca_key = folder / "authority.key"
    _openssl(
        "req", "-x509", *curve, "-keyout", ca_key, "-out", made.file, "-days", days, "-subj", "/CN=Stadt CA",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )  # fmt: skip
    request, extensions = folder / "slack.csr", folder / "slack.ext"
    extensions.write_text(
        f"subjectAltName=DNS:{HOST}\nextendedKeyUsage=serverAuth\n"
        "authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n"
    )
    _openssl("req", "-new", *curve, "-keyout", made.key, "-out", request, "-subj", f"/CN={HOST}")
    _openssl(
        "x509", "-req", "-in", request, "-CA", made.file, "-CAkey", ca_key, "-CAcreateserial", "-days", days,
        "-extfile", extensions, "-out", made.certificate,
    )  # fmt: skip
    return made


def _openssl(*words: object) -> None:
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
