"""The mail to an office without chat: in good German, before the deadline and after it."""

from datetime import UTC, datetime

from handlers.phrasing.setup import trial_face
from handlers.views import mail_texts as views
from sandbox.block_kit.surfaces import check_view
from tests import shipped

GERMAN = shipped.german()
DUE = datetime(2026, 3, 16, 17, 0, tzinfo=UTC)


def asked(*, late: bool, office: str = "Gesundheitsamt") -> views.Asked:
    return views.Asked(
        inquiry_id=1, face=trial_face(GERMAN), district="Bad Cannstatt", stage="Interessenbekundung", office=office,
        due_at=DUE, late=late, remark=None, sender="Miriam Kessler", phone=None,
    )  # fmt: skip


def test_before_the_deadline_the_mail_asks_for_an_answer_by_then() -> None:
    assert views.subject(GERMAN, asked(late=False)).endswith("Rückmeldung bis 16.03.2026")
    said = views.text(GERMAN, asked(late=False))
    assert "Bitte melden Sie uns bis Montag, 16. März 2026, 18:00 Uhr, welchen Bedarf Ihr Amt (Gesundheitsamt)" in said


def test_after_the_deadline_nobody_is_asked_to_answer_before_it() -> None:
    assert views.subject(GERMAN, asked(late=True)).endswith("Ihre Rückmeldung fehlt noch")
    said = views.text(GERMAN, asked(late=True))
    assert "Die Frist war Montag, 16. März 2026, 18:00 Uhr; Ihre Rückmeldung zählt weiterhin." in said
    assert "bis Montag" not in said


def test_the_form_fits_whatever_an_office_is_called() -> None:
    assert not check_view(views.form(GERMAN, asked(late=True, office="*Amt* & Co. " * 12)))
