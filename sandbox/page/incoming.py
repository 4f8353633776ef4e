"""Files that people choose on the page: into a form of the app, or along with a message."""

from __future__ import annotations

from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.acts import ActRefused, Acts
from sandbox.page.drawing import templates
from sandbox.page.elements import read_element
from sandbox.page.posts import Answer, answered
from sandbox.page.regions import view_place
from sandbox.page.typed import find_element

LARGEST_REQUEST: Final = 60_000_000


class Incoming:
    """The endpoints that take bytes, over the acts of one workspace."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._workspace = acts.workspace

    async def attach(self, request: Request) -> Response:
        """Put a file into a file input; answers with the list of what is in it now, as HTML."""
        return await self._taken(request, self._attach)

    async def detach(self, request: Request) -> Response:
        """Take a file out of a file input again; answers as `attach`."""
        return await self._taken(request, self._detach)

    async def share(self, request: Request) -> Response:
        """Post a message with files."""
        return await self._taken(request, self._share)

    async def _taken(self, request: Request, act: Any) -> Response:
        if int(request.headers.get("content-length", LARGEST_REQUEST + 1)) > LARGEST_REQUEST:
            return JSONResponse({"refused": "Das ist zu groß für den Sandkasten."})
        async with request.form(max_files=100, max_fields=10) as form:
            return await answered(act(request.path_params["user"], form))

    async def _share(self, user: str, form: FormData) -> Answer:
        files = [(one.filename or "", await one.read()) for one in form.getlist("file") if isinstance(one, UploadFile)]
        thread = str(form.get("thread") or "") or None
        await self._acts.say(user, str(form["channel"]), str(form["text"]).strip(), thread, files)
        return {}

    async def _attach(self, user: str, form: FormData) -> Answer:
        for file in form.getlist("file"):
            if isinstance(file, UploadFile):
                content = await file.read()
                self._acts.attach(user, **_place(form), name=file.filename or "", content=content)
        return self._files(form)

    async def _detach(self, user: str, form: FormData) -> Answer:
        self._acts.detach(user, **_place(form), file_id=str(form["file_id"]))
        return self._files(form)

    def _files(self, form: FormData) -> Answer:
        place = _place(form)
        view = self._workspace.views[place["view_id"]]
        raw = find_element(view.payload["blocks"], place["block_id"], place["action_id"])
        if raw is None:
            raise ActRefused("Dieses Element gibt es nicht mehr.")
        element = read_element(raw, place["block_id"], view_place(self._workspace, view))
        macros: Any = templates().get_template("elements.html").module
        return {"files": str(macros.file_rows(element))}


def _place(form: FormData) -> dict[str, str]:
    return {
        "view_id": str(form["view"]),
        "block_id": str(form["block_id"]),
        "action_id": str(form["action_id"]),
    }
