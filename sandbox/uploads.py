"""Where files go in and out: the address an app fills, and the one from which it fetches."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.backend import Backend
from sandbox.file_shape import is_picture, media_type
from sandbox.refusal import Refusal
from sandbox.workspace import SharedFile


def upload_routes(backend: Backend) -> list[BaseRoute]:
    """Return the addresses for the app; the page has its own for people."""

    async def fill(request: Request) -> Response:
        return await _fill(backend, request)

    async def fetch(request: Request) -> Response:
        return _fetch(backend, request)

    return [
        Route("/upload/{ticket}", fill, methods=["POST", "PUT"]),
        Route("/files-pri/{address}/{name:path}", fetch),
    ]


def download(file: SharedFile, *, inline: bool) -> Response:
    """Return a file's bytes; only pictures are ever shown where they stand, everything else is saved."""
    disposition = "inline" if inline and is_picture(file) else "attachment"
    headers = {
        "content-disposition": f"{disposition}; filename*=UTF-8''{quote(file.name, safe='')}",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(file.content or b"", media_type=media_type(file), headers=headers)


async def _fill(backend: Backend, request: Request) -> Response:
    with backend.activity.under_way():
        content = await _content(request)
        entry = backend.wire.begin("to_sandbox", "upload", {"bytes": len(content)})
        try:
            backend.files.fill(request.path_params["ticket"], content)
        except Refusal as refusal:
            backend.wire.end(entry, refusal.status, refusal.as_dict())
            return JSONResponse(refusal.as_dict(), refusal.status)
        answer = f"OK - {len(content)}"
        backend.wire.end(entry, 200, answer)
        return PlainTextResponse(answer)


async def _content(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        for value in form.values():
            if isinstance(value, UploadFile):
                return await value.read()
    return b""


def _fetch(backend: Backend, request: Request) -> Response:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or token != backend.installation.bot_token:
        return PlainTextResponse("A token is needed.", 401)
    if "files:read" not in backend.installation.scopes:
        return PlainTextResponse("The scope files:read is needed.", 403)
    try:
        file = backend.files.find(request.path_params["address"].partition("-")[2])
    except Refusal:
        return PlainTextResponse("There is no such file.", 404)
    return download(file, inline="download" not in request.query_params)
