# Copyright (c) 2026 The Slipway authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a report looks. Part of the page itself, so that it loads nothing."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
body { margin: 0; background: #fff; color: #1b1b1b; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #ccc; }
h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
p, ul { margin: .35rem 0; }
code, pre { font: .85rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: #f5f5f5; padding: .6rem .8rem; margin: .4rem 0; white-space: pre-wrap; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; }
th, td { border-bottom: 1px solid #e2e2e2; }
td { overflow-wrap: anywhere; }
.slipway-table th, .slipway-table td:not(:last-child) { white-space: nowrap; }
tbody th { width: 7rem; font-weight: 600; }
summary { cursor: pointer; padding: .25rem 0; font-weight: 600; }
small { color: #595959; }
.output_area { overflow-x: auto; }
.slipway-finding { border-left: .4rem solid #b35900; background: #fff8f0; padding: .7rem 1rem; margin: .7rem 0; }
.slipway-error { border-color: #b00020; background: #fdf3f4; }
.slipway-grade { text-transform: uppercase; font-size: .8rem; letter-spacing: .03em; color: #8a4500; }
.slipway-error .slipway-grade { color: #b00020; }
.slipway-nothing { border-left: .4rem solid #00664a; background: #f1faf6; padding: .7rem 1rem; }
@media print { details > pre { page-break-inside: avoid; } }
"""
