"""The HTML report: nothing in it runs, nothing in it loads, whatever the notebook holds."""

from __future__ import annotations

import base64
import hashlib
import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slipway.notebook.errors import NotebookFailed
from slipway.notebook.report import cleaned, html_of, write_report

_LOADING = {"src", "srcset", "data", "poster", "background", "formaction", "action", "xlink:href", "manifest"}
_DANGEROUS = {"script", "iframe", "object", "embed", "link", "base", "form", "svg", "math", "video", "audio"}


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def _notebook(kind: str, *contents: str) -> nbformat.NotebookNode:
    outputs = [nbformat.v4.new_output("display_data", data={kind: content}) for content in contents]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=outputs)])


def _assert_harmless(page: str) -> None:
    parsed = _Page(page)
    assert not _DANGEROUS & set(parsed.tags)
    assert not [name for _, name, _ in parsed.attributes if name.startswith("on") or name == "style"]
    loads = [value for _, name, value in parsed.attributes if name in _LOADING]
    assert all(value.startswith("data:image/png;base64,") for value in loads)


_HOSTILE = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://example.org/track.png'>",
    "<svg onload=alert(1)><script>1</script></svg>",
    "<iframe src='https://example.org'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "<p style='background:url(https://example.org/x)'>x</p>",
    "<style>@import 'https://example.org/x.css'</style>",
    "<link rel=stylesheet href='https://example.org/x.css'><base href='https://example.org'>",
    "<form action='https://example.org'><input name=x></form>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "</main></body><script>1</script>",
    "<table><td><math><mtext></table><img src=x onerror=alert(1)>",
]


_KINDS = ["text/html", "text/plain", "text/markdown", "image/svg+xml", "application/javascript"]


@pytest.mark.parametrize("kind", _KINDS)
def test_no_output_runs_or_loads_anything(kind: str) -> None:
    _assert_harmless(html_of(_notebook(kind, *_HOSTILE)))


def test_no_markdown_cell_runs_or_loads_anything() -> None:
    cells = [nbformat.v4.new_markdown_cell(markup) for markup in _HOSTILE]
    _assert_harmless(html_of(nbformat.v4.new_notebook(cells=cells)))


def test_printed_text_and_tracebacks_run_and_load_nothing() -> None:
    outputs = [nbformat.v4.new_output("stream", text=markup) for markup in _HOSTILE]
    outputs += [nbformat.v4.new_output("error", ename=text, evalue=text, traceback=[text]) for text in _HOSTILE]
    _assert_harmless(html_of(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1/0", outputs=outputs)])))


@given(st.text())
def test_any_markup_at_all_is_harmless(markup: str) -> None:
    _assert_harmless(cleaned(f"<div {markup}><b>{markup}</b>"))


def test_a_hostile_title_stays_a_title() -> None:
    notebook = _notebook("text/plain", "fine")
    notebook.metadata["title"] = "</title><script>1</script>"
    _assert_harmless(html_of(notebook))


def test_the_policy_forbids_scripts_and_requests_and_allows_the_pages_own_style() -> None:
    page = html_of(_notebook("text/plain", "fine"))
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.split("; ")[:3] == ["default-src 'none'", f"style-src 'sha256-{digest}'", "img-src data:"]
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_tables_pictures_and_headings_are_kept() -> None:
    picture = base64.b64encode(b"\x89PNG").decode()
    page = html_of(_notebook("text/html", "<table><thead><tr><th>pod</th></tr></thead></table>"))
    assert "<th>pod</th>" in page
    assert f'src="data:image/png;base64,{picture}"' in html_of(_notebook("image/png", picture)).replace("\n", "")
    headed = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("## What is wrong")])
    assert "<h2>What is wrong</h2>" in html_of(headed)


def test_the_code_is_left_out() -> None:
    assert "show()" not in html_of(_notebook("text/plain", "fine"))


def test_the_report_is_private(tmp_path: Path) -> None:
    nbformat.write(_notebook("text/plain", "fine"), tmp_path / "n.ipynb")
    write_report(tmp_path / "n.ipynb", tmp_path / "n.html")
    assert stat.S_IMODE((tmp_path / "n.html").stat().st_mode) == 0o600
    assert "fine" in (tmp_path / "n.html").read_text()


def test_what_is_no_notebook_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").write_text("no notebook")
    with pytest.raises(NotebookFailed, match="is not a notebook that can be read"):
        write_report(tmp_path / "n.ipynb", tmp_path / "n.html")
