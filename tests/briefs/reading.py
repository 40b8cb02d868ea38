from __future__ import annotations

from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

VOID = frozenset({"meta", "rect", "line"})


class Page(HTMLParser):
    """An HTML page as its tags with their attributes, and the text that a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self._texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self._texts)

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attributes)) for tag, attributes in self.tags]

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self._texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


class Paper:
    """A Markdown text as the kinds of its tokens, and the text that a reader sees."""

    def __init__(self, text: str) -> None:
        reader = MarkdownIt("commonmark", {"html": True, "linkify": True})
        tokens = reader.enable(["table", "strikethrough", "linkify"]).parse(text)
        self.shape = [kind for token in tokens for kind in _kinds(token)]
        self.text = "\n".join(_visible(token) for token in tokens if token.children)


def _kinds(token: Token) -> list[str]:
    return [token.type, *(child.type for child in token.children or () if child.type != "text")]


def _visible(token: Token) -> str:
    return "".join(child.content for child in token.children or ())
