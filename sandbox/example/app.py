"""Tasks with a form, a card, a list as a file: a Bolt app as its documentation teaches it."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": text}


FORM: Json = {
    "type": "modal",
    "callback_id": "task_form",
    "notify_on_close": True,
    "title": plain("Neue Aufgabe"),
    "submit": plain("Speichern"),
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": plain("Titel"),
            "element": {"type": "plain_text_input", "action_id": "value", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "area",
            "label": plain("Bereich"),
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [
                    {"text": plain("Nord"), "value": "n"},
                    {"text": plain("Süd"), "value": "s"},
                ],
                "initial_option": {"text": plain("Nord"), "value": "n"},
            },
        },
        {
            "type": "input",
            "block_id": "quarter",
            "optional": True,
            "label": plain("Viertel"),
            "element": {"type": "external_select", "action_id": "quarter", "min_query_length": 1},
        },
        {
            "type": "input",
            "block_id": "due",
            "optional": True,
            "label": plain("Fällig am"),
            "element": {"type": "datepicker", "action_id": "value"},
        },
    ],
}


def card(title: str, state: str) -> Json:
    """Return text and blocks of a task's card."""
    return {
        "text": f"Aufgabe {title}: {state}",
        "blocks": [
            {"type": "section", "block_id": "what", "text": plain(f"{title} – {state}")},
            {
                "type": "actions",
                "block_id": "do",
                "elements": [
                    {"type": "button", "action_id": "done", "text": plain("Erledigt"), "value": title},
                    {
                        "type": "overflow",
                        "action_id": "more",
                        "options": [
                            {"text": plain("Löschen"), "value": "delete"},
                            {"text": plain("Nur mir sagen"), "value": "whisper"},
                        ],
                    },
                ],
            },
        ],
    }


def build(client: AsyncWebClient, signing_secret: str | None, heard: list[Json]) -> AsyncApp:
    """Return the app; what it hears is appended to `heard`."""
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)
    register_command(app, heard)
    register_form(app, heard)
    register_card(app, heard)
    register_events(app, heard)
    return app


def register_command(app: AsyncApp, heard: list[Json]) -> None:
    """Listen to the command."""

    @app.command("/aufgabe")
    async def command(ack: Any, command: Json, client: AsyncWebClient, respond: Any) -> None:
        heard.append(command)
        if command["text"] == "neu":
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)
            await ack()
        elif command["text"] == "datei":
            await ack()
            await client.files_upload_v2(
                channel=command["channel_id"],
                content="Aufgabe;Stand\nDach;offen\n",
                filename="aufgaben.csv",
                title="Alle Aufgaben",
                initial_comment="Hier ist die Liste.",
            )
        elif command["text"] == "alle":
            await ack()
            await respond(text="Für alle", response_type="in_channel")
        else:
            await ack(f"Verstanden: {command['text']}")


def register_form(app: AsyncApp, heard: list[Json]) -> None:
    """Listen to the form."""

    @app.options("quarter")
    async def quarter(ack: Any, payload: Json) -> None:
        known = [one for one in ("Westviertel", "Ostviertel") if payload["value"].lower() in one.lower()]
        await ack(options=[{"text": plain(one), "value": one} for one in known])

    @app.view("task_form")
    async def submitted(ack: Any, view: Json, body: Json, client: AsyncWebClient) -> None:
        heard.append(body)
        title = view["state"]["values"]["title"]["value"]["value"]
        if title == "doppelt":
            await ack(response_action="errors", errors={"title": "Diesen Titel gibt es schon."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], **card(title, "offen"))

    @app.view_closed("task_form")
    async def closed(ack: Any, body: Json) -> None:
        heard.append(body)
        await ack()


def register_card(app: AsyncApp, heard: list[Json]) -> None:
    """Listen to the buttons of the card."""

    @app.action("done")
    async def done(ack: Any, body: Json, action: Json, client: AsyncWebClient) -> None:
        heard.append(body)
        await ack()
        place = body["container"]
        await client.chat_update(channel=place["channel_id"], ts=place["message_ts"], **card(action["value"], "fertig"))

    @app.action("more")
    async def more(ack: Any, action: Json, respond: Any) -> None:
        await ack()
        if action["selected_option"]["value"] == "delete":
            await respond(delete_original=True)
        else:
            await respond(text="Nur für Sie")


def register_events(app: AsyncApp, heard: list[Json]) -> None:
    """Listen to the home tab, messages, accounts and the message menu."""

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        blocks = [{"type": "section", "text": plain("Willkommen")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event({"type": "message", "subtype": None})
    async def message(event: Json, say: Any, body: Json) -> None:
        heard.append(body)
        await say(f"Gehört: {event['text']}")

    @app.event("message")
    async def other_message(body: Json) -> None:
        heard.append(body)

    @app.event("file_shared")
    async def file_shared(body: Json) -> None:
        heard.append(body)

    @app.event("reaction_added")
    async def reaction_added(body: Json) -> None:
        heard.append(body)

    @app.event("reaction_removed")
    async def reaction_removed(body: Json) -> None:
        heard.append(body)

    @app.event("member_joined_channel")
    async def joined(body: Json) -> None:
        heard.append(body)

    @app.event("user_change")
    async def user_change(body: Json) -> None:
        heard.append(body)

    @app.shortcut("task_from_message")
    async def from_message(ack: Any, shortcut: Json, client: AsyncWebClient) -> None:
        heard.append(shortcut)
        await client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)
        await ack()
