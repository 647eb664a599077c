"""A file is loaded whole or not at all, and what the register itself refuses is named as well as what the form does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contracts.models import Agreement, Party
from governance.accounts.models import User
from governance.bodies.ladder import LADDER
from governance.bodies.models import Body, Seat
from governance.ledger.models import Entry
from governance.record.actions import NotLoaded, load
from governance.record.faults import Fault
from governance.record.reading import read
from tests.cast import at, make_user

from .small import SMALL, broken

NOW = at("2026-11-22 11:00")
pytestmark = pytest.mark.django_db


def agreements(number: int, **odd: str) -> str:
    """Return the small register with so many agreements more; `odd` maps "row_500" to the title of that one."""
    one = (
        '  - {{slug: row-{n}, title: "{title}", system: cases, recipient: harbour, keepers: [clerk, deputy], sources: [PAPER]}}\n'
    )
    return SMALL + "".join(one.format(n=n, title=odd.get(f"row_{n}", f"Row {n}")) for n in range(1, number + 1))


def nothing_is_written() -> bool:
    return not any(model.objects.exists() for model in (Agreement, Party, User, Seat, Entry))


def refused(text: str) -> list[str]:
    reading = read(text)
    with pytest.raises(NotLoaded) as refusal:
        load(reading.document, at=NOW)
    return [str(fault) for fault in reading.placed(refusal.value.faults).faults]


def test_the_small_register_is_loaded() -> None:
    assert load(read(SMALL).document, at=NOW).added["agreements"] == 1


def test_a_body_without_a_ladder_in_the_file_has_the_usual_one() -> None:
    load(read(SMALL).document, at=NOW)
    assert Body.objects.get().rungs == LADDER


def test_the_ladder_of_a_file_is_the_bodys() -> None:
    load(read(broken(("needed: 1", "needed: 1\n    ladder: [45, 10, 0]"))).document, at=NOW)
    assert Body.objects.get().rungs == (45, 10, 0)


def test_row_500_refused_by_the_form_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "register.yaml"
    file.write_text(agreements(600, row_500="x" * 201), encoding="utf-8")
    with pytest.raises(CommandError, match="has 1 fault"):
        call_command("load_record", str(file))
    assert "line 570, agreements[500].title: This text has 201 characters; at most 200 fit." in capsys.readouterr().err
    assert nothing_is_written()


def test_row_500_refused_by_the_register_leaves_nothing_behind() -> None:
    faults = refused(agreements(600, row_500="left\\u202Eright", row_510="one\\ntwo"))
    assert [fault.split(": ")[0] for fault in faults] == ["line 570, agreements[500].title", "line 580, agreements[510].title"]
    assert "invisible characters" in faults[0]
    assert nothing_is_written()


def test_terms_that_share_a_day_are_refused_with_their_line() -> None:
    faults = refused(broken(("starts_on: today-10", "starts_on: 2020-12-31")))
    assert faults == [
        "line 43, agreements[0].terms[1].starts_on: The term shares days with the one from 2020-01-01 to 2020-12-31."
    ]
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("at: today-2 10:00", "at: today+1 10:00", "votes[0].at: This moment has not come yet."),
        ("closes_on: today+20", "closes_on: today+31", "Voting cannot go on after the term ends"),
        ("starts_on: today+31", "starts_on: today+33", "a renewal leaves no gap"),
        ("starts_on: 2020-01-01, label", "starts_on: 2030-01-01, label", "votes[0]: The judge held no appointment"),
        ("position: approve, at", "position: decline, at", "This position needs reasons"),
    ],
)
def test_what_the_rules_of_voting_refuse_is_named_at_its_place(old: str, new: str, sentence: str) -> None:
    assert any(sentence in fault for fault in refused(broken((old, new))))
    assert nothing_is_written()


def test_what_hangs_on_a_refused_item_is_not_reported_again() -> None:
    faults = refused(broken(("name: Case files\n", 'name: "Case\\nfiles"\n')))
    assert faults == ["line 15, systems[0].name: This text must stand on one line."]


def test_what_the_register_keeps_but_differs_from_the_file_is_said() -> None:
    load(read(SMALL).document, at=NOW)
    text = broken(("slug: cases-harbour\n", "slug: cases-port\n"), ("slug: cases-harbour-2020", "slug: cases-port-2020"))
    text = text.replace("verdicts", "sentences").replace(
        "    claims:", "    sharings:\n      - {element: sentences, sharing: shared, label: inferred}\n    claims:"
    )
    faults = refused(text)
    assert len(faults) == 1
    assert "“sentences” is not in the register: what it keeps of this differs from the file." in faults[0]
    assert not Agreement.objects.filter(slug="cases-port").exists()


def test_an_agreement_more_is_added_and_the_others_are_kept() -> None:
    load(read(SMALL).document, at=NOW)
    loaded = load(read(agreements(1)).document, at=NOW + timedelta(days=1))
    assert dict(loaded.added) == {"agreements": 1}
    assert loaded.kept["agreements"] == 1


def test_somebody_else_may_enter_a_file() -> None:
    clerk = make_user("Another clerk", "clerk")
    load(read(SMALL).document, by=clerk, at=NOW)
    assert Agreement.objects.get().entered_by == clerk
    assert Agreement.objects.get().entered_at == NOW


def test_the_command_ends_with_one_sentence_where_the_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Nothing was loaded. There is no file .*nowhere.yaml.$") as refusal:
        call_command("load_record", str(tmp_path / "nowhere.yaml"))
    assert refusal.value.returncode == 1


def test_a_fault_without_a_file_is_still_a_sentence() -> None:
    assert str(Fault(("agreements", 2, "terms", 0), "Wrong.")) == "agreements[2].terms[0]: Wrong."
    assert str(Fault((), "Wrong.")) == "Wrong."
