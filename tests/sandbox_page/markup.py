"""Reads drawn HTML back, to see which elements, attributes and words it has."""

from __future__ import annotations

from html.parser import HTMLParser

from markupsafe import Markup


class Reader(HTMLParser):
    """Collects the elements, attributes and text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element and its attributes."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Remember text."""
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        """Remember what nobody should write."""
        self.strange.append(data)

    def handle_decl(self, decl: str) -> None:
        """Remember what nobody should write."""
        self.strange.append(decl)

    def unknown_decl(self, data: str) -> None:
        """Remember what nobody should write."""
        self.strange.append(data)

    def handle_pi(self, data: str) -> None:
        """Remember what nobody should write."""
        self.strange.append(data)

    @property
    def text(self) -> str:
        """Return all text, as a reader sees it."""
        return "".join(self.words)


def read(html: Markup | str) -> Reader:
    """Parse a piece of HTML."""
    reader = Reader()
    reader.feed(str(html))
    reader.close()
    return reader
