"""What each subject of the project cases is given, as it is told beside its figures."""

from __future__ import annotations

from benchmarks.measurement import OURS

__all__ = ["INPUTS", "LOOP", "LOOP_SIZE", "PROJECTS_PER_CLUSTER"]

LOOP = "kubernetes.core-loop"
LOOP_SIZE = 20
"""Projects in the loop, at the most: a thousand would take a quarter of an hour a turn."""

PROJECTS_PER_CLUSTER = 100
"""In the case ``fleet``: each host has its own."""

INPUTS = {
    OURS: "one task, projects_file: a YAML file of three lines a project and one profile",
    "kubectl": "one file, a YAML document an object, each written as JSON",
    "kubernetes.core": "one task, src: the file that kubectl has",
    LOOP: "one task in a loop over projects, template: a file of six objects",
    "raw": "the file that kubectl has",
    "empty-play": "the task of slipway; it reads no file, and answers what slipway's answered",
}
