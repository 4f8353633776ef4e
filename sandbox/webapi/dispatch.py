"""The door of the Web API: reads the arguments, checks token, scopes and rates, orders faults, logs."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.backend import Backend
from sandbox.faults import Fault
from sandbox.refusal import Refusal, invalid_arguments
from sandbox.webapi import (
    auth,
    chat,
    conversations,
    files,
    marks,
    membership,
    scheduled,
    usergroups,
    users,
    views,
)
from sandbox.webapi.call import Call, Json, Method

NOUNS = (auth, chat, conversations, files, marks, membership, scheduled, usergroups, users, views)
METHODS: dict[str, Method] = {one.name: one for noun in NOUNS for one in noun.METHODS}


class BrokenConnection(Response):
    """An answer that announces a body and breaks off before it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head only."""
        head = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": head})


async def call_method(backend: Backend, request: Request) -> Response:
    """Answer one request to `/api/{method}`."""
    name = request.path_params["method"]
    with backend.activity.under_way():
        fault = backend.faults.take(name)
        args, warning = await _arguments(request)
        entry = backend.wire.begin("to_sandbox", name, args)
        if fault and fault.is_before:
            response = await _fail(request, fault)
            backend.wire.end(entry, fault.kind, None, fault.kind)
            return response
        answer, status, headers = await _run(backend, name, request, args)
        if warning:
            answer["warning"] = warning
            answer.setdefault("response_metadata", {})["warnings"] = [warning]
        backend.wire.end(entry, status, answer, fault.kind if fault else "")
        if fault and fault.kind == "fail_after":
            return BrokenConnection()
        if fault:
            await asyncio.sleep(fault.seconds)
        return JSONResponse(answer, status, headers)


async def _run(backend: Backend, name: str, request: Request, args: Json) -> tuple[Json, int, dict[str, str]]:
    headers: dict[str, str] = {}
    try:
        method = METHODS.get(name)
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        _check_token(backend, method, request, args)
        if method.token == "bot":
            headers = _scope_headers(backend, method)
        _check_scopes(backend, method)
        _check_rate(backend, method, args)
        missing = [one for one in method.required if args.get(one) in (None, "")]
        if missing:
            raise invalid_arguments(*(f"missing required field: {one}" for one in missing))
        args = {key: value for key, value in args.items() if key != "token"}
        return {"ok": True, **await method.run(Call(backend, args))}, 200, headers
    except Refusal as refusal:
        return refusal.as_dict(), refusal.status, headers | refusal.headers


def _check_token(backend: Backend, method: Method, request: Request, args: Json) -> None:
    if method.token == "none":
        return
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        token = str(args.get("token") or "")
    if not token:
        raise Refusal("not_authed")
    installation = backend.installation
    right = installation.app_token if method.token == "app" else installation.bot_token
    if token == right:
        return
    wrong_kind = token in (installation.app_token, installation.bot_token)
    raise Refusal("not_allowed_token_type" if wrong_kind else "invalid_auth")


def _scope_headers(backend: Backend, method: Method) -> dict[str, str]:
    return {
        "x-oauth-scopes": ",".join(backend.installation.scopes),
        "x-accepted-oauth-scopes": ",".join(method.scopes),
    }


def _check_scopes(backend: Backend, method: Method) -> None:
    granted = backend.installation.scopes
    if method.scopes and not set(method.scopes) & set(granted):
        raise Refusal("missing_scope", needed=method.scopes[0], provided=",".join(granted))


def _check_rate(backend: Backend, method: Method, args: Json) -> None:
    wait = backend.rates.take(method.name, method.tier, str(args.get("channel") or ""))
    if wait is not None:
        raise Refusal("ratelimited", status=429, headers={"Retry-After": str(wait)})


async def _arguments(request: Request) -> tuple[Json, str | None]:
    """Return the arguments from query, form, JSON and multipart, and Slack's warning about the charset."""
    args: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    warning = None
    if kind == "application/json":
        body = await request.body()
        try:
            given: Any = json.loads(body or b"{}")
        except ValueError:
            given = None
        if isinstance(given, dict):
            args |= given
        if "charset" not in content_type.lower():
            warning = "missing_charset"
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
    return args, warning


async def _fail(request: Request, fault: Fault) -> Response:
    match fault.kind:
        case "429":
            headers = {"Retry-After": str(max(1, round(fault.seconds)))}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
        case "500":
            return PlainTextResponse("Internal Server Error", 500)
        case "hang":
            await _until_gone(request, fault.seconds)
    return BrokenConnection()


async def _until_gone(request: Request, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
