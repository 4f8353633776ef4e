"""What is said when something is not there, or not as it was: one sentence each, nothing was changed."""

from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech


def missing(noun: str, reference: str, speech: Speech) -> Mrkdwn:
    """Say that something is not there."""
    match noun:
        case "intention":
            return speech.rich("There is no intention “{reference}”. /vorhaben lists them all.", reference=reference)
        case "figure":
            return speech.rich(
                "There is no key figure “{reference}”. /agsp kennwert lists them all.", reference=reference
            )
        case "meeting":
            return speech.rich("No such meeting is planned. /sitzung shows what is.")
        case "result":
            return speech.rich("There is no result “{reference}”. /ergebnis lists them all.", reference=reference)
        case "person":
            return speech.rich("This person is not entered yet. The secretariat can do so: /agsp mitglieder.")
        case "office":
            return speech.rich("You are not entered for an office yet. The secretariat can do so: /agsp mitglieder.")
        case "office_entry":
            return speech.rich("This office no longer exists. Nothing was changed.")
        case "backlog":
            return speech.rich("Nothing of this rests any more. Everything that was imported is under way.")
        case "other_intention":
            return speech.rich("There is no other active intention that it could go into.")
        case "addressee":
            return speech.rich("Nobody of this list can be asked. Please choose all offices; nothing was started.")
        case "channel":
            return speech.rich("No channel is configured for the group yet. The administrator sets AGSP_CHANNEL.")
        case "need":
            return speech.rich("This need has been withdrawn in the meantime. Nothing was changed.")
        case "colleague":
            return speech.rich("Nobody else is entered for this office. The secretariat can do so: /agsp mitglieder.")
        case _:
            return speech.rich("This is no longer there. Nothing was changed.")


def outdated(noun: str, now: str, speech: Speech) -> Mrkdwn:
    """Say that things have moved on since the button was drawn; `now` is how they stand."""
    match noun, now:
        case "intention", _:
            return _intention(now, speech)
        case "snooze", "often":
            return speech.rich("This reminder was put off twice already. Please answer, or hand it to a colleague.")
        case "snooze", _:
            return speech.rich("This reminder comes again tomorrow already.")
        case "undo", _:
            return speech.rich(
                "This can only be taken back within ten minutes, by whoever did it. Nothing was changed."
            )
        case "strike", _:
            return speech.rich("This can only be taken back within ten minutes. Please record the intention again.")
        case "wave", _:
            return speech.rich("Some of this has started meanwhile. Please choose again; nothing was started twice.")
        case "request", "open":
            return speech.rich("A request for this intention is already open. Nothing was started twice.")
        case "meeting", "changed":
            return speech.rich("Somebody changed this meeting at the same moment. Please open it again and check.")
        case "request", "closed":
            return speech.rich("This request is closed already. Late answers still count.")
        case "extension", "asked":
            return speech.rich("More time was already asked for; the secretariat decides. Nothing was asked twice.")
        case "extension", _:
            return speech.rich("Somebody has decided this already. The first decision counts.")
        case "question", _:
            return speech.rich("Somebody has answered this question already. All offices have the answer.")
        case "confirmation", "changed":
            return speech.rich(
                "The figures have changed once more. The message shows the new ones now; please answer these."
            )
        case "confirmation", "overtaken":
            return speech.rich("Nothing is left to answer here: things have moved on. Nothing was changed.")
        case "confirmation", _:
            return speech.rich("This question is answered already. The first answer counts.")
        case "form", _:
            return speech.rich(
                "This form was sent already or is too old. Please open it again; nothing was stored twice."
            )
        case "meeting", _:
            return speech.rich("This meeting is over or cancelled. Nothing was changed.")
        case "result", "elsewhere":
            return speech.rich("Your office is not responsible for this result, or not any more. Nothing was changed.")
        case "result", "waiting":
            return speech.rich("This result waits for a stage and has no date yet. Nothing was changed.")
        case "result", _:
            return speech.rich("This result is already settled. Nothing was changed.")
        case _:
            return _gone(noun, speech)


def _gone(noun: str, speech: Speech) -> Mrkdwn:
    match noun:
        case "distribution_list":
            return speech.rich("Somebody has removed this list meanwhile. Nothing was changed.")
        case "recess":
            return speech.rich("This recess is removed already. Nothing was changed.")
        case _:
            return speech.rich("This button is out of date: things have moved on. Nothing was changed.")


def _intention(now: str, speech: Speech) -> Mrkdwn:
    match now:
        case "abandoned":
            return speech.rich("The intention has been abandoned in the meantime. Nothing was changed.")
        case "paused":
            return speech.rich("The intention is paused at the moment. Nothing was changed.")
        case "mistaken":
            return speech.rich("The intention has been struck off already. Nothing was changed.")
        case "asked":
            return speech.rich(
                "Somebody was asked about this intention, has reported a need or holds a result of it."
                " Please abandon it instead of striking it off."
            )
        case "merged":
            return speech.rich("The intention went into another one meanwhile. Nothing was changed.")
        case _:
            return _gone("intention", speech)
