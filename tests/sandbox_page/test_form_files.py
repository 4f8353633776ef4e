"""Files put into a form: uploaded by hand or in a story, told to the app, fetched by it and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.acts import ActRefused
from sandbox.dialog import Sandbox
from sandbox.installation import Installation
from tests.sandbox_page.stage import MANIFEST, SmallApp, acting, browsing, field, plain, workspace

PLAN = b"%PDF-1.7 Lageplan"
ELEMENT: dict[str, Any] = {"type": "file_input", "filetypes": ["pdf", "png"], "max_files": 2}
FORM: dict[str, Any] = {
    "type": "modal",
    "title": plain("Unterlagen"),
    "submit": plain("Absenden"),
    "blocks": [field("files", "Unterlagen", **ELEMENT), field("note", "Notiz", True, type="plain_text_input")],
}


async def test_a_story_fills_a_file_in_and_the_app_fetches_it_with_its_token() -> None:
    async with acting() as (sandbox, app):
        sabine = await opened(sandbox, app)
        assert await sabine.modal.submit() == {"Unterlagen": "Bitte füllen Sie dieses Pflichtfeld aus."}
        await sabine.modal.fill(Unterlagen=("Lageplan Süd.pdf", PLAN))
        assert "Lageplan Süd.pdf" in sabine.modal.text
        assert await sabine.modal.submit() == {}
        value = app.submitted[0]["files"]["a"]
        (file,) = value["files"]
        assert (value["type"], file["name"], file["size"]) == ("file_input", "Lageplan Süd.pdf", len(PLAN))
        assert (file["mimetype"], file["user"]) == ("application/pdf", "U0SABINE")
        assert (await app.call("files.info", file=file["id"]))["file"]["url_private"] == file["url_private"]
        assert (await app.api.get(file["url_private_download"])).content == PLAN
        async with browsing(sandbox.url) as stranger:
            assert (await stranger.get(file["url_private_download"])).status_code == 401
            assert (await stranger.get(f"/as/U0JOERG/files/{file['id']}")).status_code == 404
            assert (await stranger.get(f"/as/U0SABINE/files/{file['id']}")).content == PLAN


async def test_an_untouched_file_input_that_may_stay_empty_is_an_empty_list() -> None:
    async with acting() as (sandbox, app):
        optional = field("files", "Unterlagen", True, **ELEMENT)
        sabine = await opened(sandbox, app, FORM | {"blocks": [optional]})
        assert await sabine.modal.submit() == {}
        assert app.submitted[0]["files"]["a"] == {"type": "file_input", "files": []}


async def test_kind_number_and_size_are_those_of_the_form() -> None:
    async with acting() as (sandbox, app):
        sabine = await opened(sandbox, app)
        for wrong, why in (
            (("a.exe", b"x"), "nicht angenommen"),
            (("a.pdf", b""), "leer"),
            (("a.pdf", b"x" * 10_000_001), "zu groß"),
        ):
            with pytest.raises(ActRefused, match=why):
                await sabine.modal.fill(Unterlagen=wrong)
        with pytest.raises(ActRefused, match="höchstens 2 Dateien"):
            await sabine.modal.fill(Unterlagen=[("a.pdf", PLAN)] * 3)
        await sabine.modal.fill(Unterlagen=[("a.pdf", PLAN), ("b.PDF", b"x" * 10_000_000)])
        assert await sabine.modal.submit() == {}
        assert [one["name"] for one in app.submitted[0]["files"]["a"]["files"]] == ["a.pdf", "b.PDF"]


async def test_nobody_submits_a_file_that_was_not_put_into_this_form() -> None:
    async with acting() as (sandbox, app):
        sabine = await opened(sandbox, app)
        await sabine.modal.fill(Unterlagen=("a.pdf", PLAN))
        taken = sabine.modal.values["files"]["a"]["files"][0]["id"]
        joerg = await opened(sandbox, app, person="U0JOERG")
        with pytest.raises(ActRefused, match="gibt es hier nicht"):
            await sandbox.acts.submit("U0JOERG", joerg.modal.view.id, {"files": {"a": [taken]}})


async def test_the_page_takes_files_in_and_out_and_keeps_them_when_the_form_changes() -> None:
    async with acting() as (sandbox, app), browsing(sandbox.url) as browser:
        sabine = await opened(sandbox, app)
        view_id = sabine.modal.view.id
        place = {"view": view_id, "block_id": "files", "action_id": "a"}

        async def send(act: str, **more: Any) -> dict[str, Any]:
            answer: dict[str, Any] = (await browser.post(f"/as/U0SABINE/{act}", **more)).json()
            return answer

        first = await send("attach", data=place, files={"file": ("../b<b>.pdf", PLAN)})
        assert "b&lt;b&gt;.pdf · 17 Byte" in first["files"]
        await send("attach", data=place, files={"file": ("plan.png", PLAN)})
        assert "höchstens 2" in (await send("attach", data=place, files={"file": ("c.pdf", PLAN)}))["refused"]
        kept = sabine.modal.values["files"]["a"]["files"]
        left = await send("detach", data=place | {"file_id": kept[0]["id"]}, files={"x": b""})
        assert "plan.png" in left["files"]
        assert "b&lt;b&gt;.pdf" not in left["files"]
        await app.call("views.update", view_id=view_id, view=FORM | {"title": plain("Neu")})
        assert "plan.png" in (await browser.get("/as/U0SABINE/fragments/modal")).text
        assert await send("submit", json={"view": view_id, "values": [['["files", "a"]', kept[1]["id"]]]}) == {
            "errors": {}
        }
        assert [one["name"] for one in app.submitted[0]["files"]["a"]["files"]] == ["plan.png"]


async def test_a_form_that_asks_for_files_needs_the_right_to_read_them() -> None:
    async with Sandbox.start(
        manifest=MANIFEST, workspace=workspace(), installation=Installation(scopes=("chat:write",))
    ) as sandbox:
        app = SmallApp(sandbox)
        home = {"type": "home", "blocks": [field("files", "Unterlagen", **ELEMENT)]}
        answer = (await app.api.post("views.publish", json={"user_id": "U0SABINE", "view": home})).json()
        assert (answer["error"], answer["needed"]) == ("missing_scope", "files:read")
        await app.api.aclose()


async def opened(sandbox: Sandbox, app: SmallApp, form: dict[str, Any] = FORM, person: str = "U0SABINE") -> Any:
    app.forms["/besuch"] = form
    actor = sandbox.person(person)
    await actor.command("/besuch", channel="agsp")
    return actor
