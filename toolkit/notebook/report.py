# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An executed notebook as one HTML file that loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from html import escape as html_escape
from pathlib import Path

import nbformat
import nh3
from nbconvert import HTMLExporter

from slipway.logs.private_files import write_private

from .errors import NotebookFailed
from .style import STYLE

__all__ = ["cleaned", "html_of", "write_report"]

_SHOWN_TYPES = frozenset({"text/html", "text/plain", "image/png"})
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "dd", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "hr"),
    *("i", "img", "li", "ol", "p", "pre", "small", "span", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href"},
    "details": {"open"},
    "img": {"src", "alt", "width"},
    "th": {"scope"},
}
_PICTURE = "data:image/png;base64,"


def write_report(executed: Path, report: Path) -> None:
    """Render an executed notebook. The file has mode 0600 and replaces an earlier one.

    :raises NotebookFailed: the notebook cannot be read.
    :raises InvalidInput: the file cannot be written.
    """
    try:
        notebook = nbformat.read(executed, as_version=4)
        nbformat.validate(notebook)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise NotebookFailed(f"{executed} is not a notebook that can be read ({type(error).__name__})") from None
    write_private(str(report), html_of(notebook))


def html_of(notebook: nbformat.NotebookNode) -> str:
    """The page: texts, tables and pictures of the notebook, without its code.

    nbconvert's whole page loads two scripts from elsewhere, so only its body is taken, cleaned
    by an allow-list, and put into a page of ours whose policy forbids all scripts and requests.
    """
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = [output for output in map(_without_other_types, cell.outputs) if output]
    exporter = HTMLExporter(template_name="basic", exclude_input=True, exclude_output_prompt=True)
    exporter.exclude_anchor_links = True
    exporter.register_filter("clean_html", cleaned)
    body, _ = exporter.from_notebook_node(notebook)
    return _page(notebook.metadata.get("title", "Slipway report"), cleaned(body))


def _without_other_types(output: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    if "data" not in output:
        return output
    output.data = {kind: data for kind, data in output.data.items() if kind in _SHOWN_TYPES}
    return output if output.data else None


def cleaned(markup: str) -> str:
    """Markup by an allow-list: text, tables and pictures that are part of the page."""
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        clean_content_tags={"script", "style"},
        url_schemes={"https", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    """Pictures only as data, links only to pages."""
    if (tag, attribute) == ("img", "src") and not value.startswith(_PICTURE):
        return None
    if attribute == "href" and not value.startswith("https://"):
        return None
    return value


def _page(title: str, body: str) -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html_escape(str(title))}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
