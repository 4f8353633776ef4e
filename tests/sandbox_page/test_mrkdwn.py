"""mrkdwn, plain text, Markdown and rich text: what people see, and that nobody breaks out of it."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sandbox.page.markdown import markdown
from sandbox.page.mrkdwn import Names, mrkdwn, plain_text, safe_url
from sandbox.page.rich_text import rich_text
from tests.sandbox_page.markup import Reader, read

NAMES = Names(people={"U1": "Sabine <b>Ott"}, channels={"C1": "agsp"})
TAGS = {
    *("a", "blockquote", "br", "code", "em", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("s", "span", "strong", "table", "td", "th", "time", "tr", "ul"),
}
ATTRIBUTES = {"class", "href", "target", "rel", "datetime", "role", "aria-label"}
PIECES = st.sampled_from(
    [
        *("*", "_", "~", "`", "```", "<", ">", "|", "&", "&lt;", "&gt;", "&amp;", "\n", " ", '"', "'", "=", "\\"),
        *("<@U1>", "<#C1>", "<!channel>", "<!date^0^{date}|x>", "<https://a.de|", "<javascript:alert(1)|", ":tada:"),
        *("<script>", "</span>", "<img src=x onerror=alert(1)>", "<!--", "]]>", "[a](", "](javascript:x)", "**", "__"),
        *("# ", "- ", "> ", "1. ", "|--|", "onclick=", "ä"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join)


def only_our_markup(html: Markup) -> Reader:
    seen = read(html)
    assert set(seen.tags) <= TAGS
    assert {name for name, _ in seen.attributes} <= ATTRIBUTES
    assert not seen.strange
    for name, value in seen.attributes:
        assert name != "href" or urlsplit(value).scheme.lower() in {"http", "https", "mailto", "tel"}
    return seen


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*fett* _kursiv_ ~alt~", "<strong>fett</strong> <em>kursiv</em> <s>alt</s>"),
        ("*fett und _kursiv_*", "<strong>fett und <em>kursiv</em></strong>"),
        ("2*3*4 und snake_case_name", "2*3*4 und snake_case_name"),
        ("* kein fett *", "* kein fett *"),
        ("`a *b* &lt;c&gt;`", "<code>a *b* &lt;c&gt;</code>"),
        ("a &amp; b &lt;script&gt;", "a &amp; b &lt;script&gt;"),
        ("&amp;lt; bleibt", "&amp;lt; bleibt"),
        ("<@U1>", '<span class="mention mention-person">@Sabine &lt;b&gt;Ott</span>'),
        ("<@U9>", '<span class="mention mention-person">@U9</span>'),
        ("<#C1>", '<span class="mention mention-channel">#agsp</span>'),
        ("<!channel>", '<span class="mention mention-everybody">@channel</span>'),
        (
            "<https://a.de/?x=1&amp;y=2|Plan>",
            '<a href="https://a.de/?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">Plan</a>',
        ),
        ("<javascript:alert(1)|Plan>", "&lt;javascript:alert(1)|Plan&gt;"),
        ("<!date^1773680400^{date_long} um {time}|x>", "Montag, 16. März 2026 um 18:00"),
        (":white_check_mark:", "✅"),
        (":gibtesnicht:", ":gibtesnicht:"),
        ("eins\nzwei", "eins<br>zwei"),
    ],
)
def test_mrkdwn_draws_what_slack_draws(text: str, html: str) -> None:
    assert html in mrkdwn(text, NAMES)


def test_lines_become_quotes_lists_and_code() -> None:
    drawn = mrkdwn("&gt; so war es\n• eins\n• zwei\n1. dann\n```\n*roh* <x>\n```\nEnde", NAMES)
    assert drawn == (
        "<blockquote>so war es</blockquote><ul><li>eins</li><li>zwei</li></ul><ol><li>dann</li></ol>"
        '<pre><code>*roh* &lt;x&gt;</code></pre><span class="lines">Ende</span>'
    )


def test_plain_text_is_literal_apart_from_emoji() -> None:
    assert "&amp;amp; *x*" in plain_text("&amp; *x*")
    assert "✅" in plain_text(":white_check_mark:")
    assert ":white_check_mark:" in plain_text(":white_check_mark:", emoji=False)


def test_markdown_draws_headings_tables_and_tasks() -> None:
    drawn = markdown("# Stand\n\n**zwei** *neue*\n- [x] fertig\n- [ ] offen\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    for part in ("<h4>Stand</h4>", "<strong>zwei</strong> <em>neue</em>", "☑ fertig", "☐ offen", "<td>2</td>"):
        assert part in drawn


@given(TEXTS)
def test_mrkdwn_never_lets_foreign_markup_through(text: str) -> None:
    only_our_markup(mrkdwn(text, NAMES))


@given(TEXTS)
def test_markdown_never_lets_foreign_markup_through(text: str) -> None:
    only_our_markup(markdown(text))


@given(TEXTS)
def test_plain_text_shows_every_character(text: str) -> None:
    seen = only_our_markup(plain_text(text, emoji=False))
    assert seen.text == text.replace("\n", "")


@given(TEXTS, TEXTS)
def test_rich_text_never_lets_foreign_markup_through(text: str, url: str) -> None:
    parts = [{"type": "text", "text": text, "style": {"bold": True}}, {"type": "link", "url": url, "text": text}]
    only_our_markup(rich_text([{"type": "rich_text_quote", "elements": parts}], NAMES))


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_words_without_marks_come_out_as_they_went_in(text: str) -> None:
    assert read(mrkdwn(text, NAMES)).text == text


@pytest.mark.parametrize("url", ["javascript:x", "data:text/html,x", "//a.de", "/lokal", "", "http://[", "vbscript:x"])
def test_addresses_that_could_run_something_are_no_links(url: str) -> None:
    assert safe_url(url) is None
