"""The state diagrams in the documentation are drawn from the code: run with REDRAW=1 to draw them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db.models import Model

from governance.ballots.models import Ballot
from governance.followups.models import FollowUp

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "states"


def diagram(model: type[Model]) -> str:
    field = model._meta.get_field("state")
    rows = sorted({(str(t.source), target, t.name) for t in field.get_all_transitions(model) for target in targets(t)})  # type: ignore[union-attr]
    lines = [f"    {source} --> {target}: {name}" for source, target, name in rows]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {field.default}", *lines])  # type: ignore[union-attr]


def targets(transition: object) -> list[str]:
    target = transition.target  # type: ignore[attr-defined]
    return [str(state) for state in getattr(target, "allowed_states", None) or [target]]


@pytest.mark.parametrize(("model", "name"), [(Ballot, "ballot"), (FollowUp, "follow-up")])
def test_the_state_diagram_is_the_codes(model: type[Model], name: str) -> None:
    page = DOCS / f"{name}.md"
    wanted = f"# The states of a {name}\n\nDrawn from the code; a test holds it fresh.\n\n```mermaid\n{diagram(model)}\n```\n"
    if os.environ.get("REDRAW"):
        DOCS.mkdir(exist_ok=True)
        page.write_text(wanted)
    assert page.read_text() == wanted
