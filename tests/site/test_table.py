"""The register as a table: whatever stands in a name comes back from the file as it was, and nothing is computed."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.models import Agreement, Party
from governance.formulas import unguarded
from tests.cast import at, make_cast

pytestmark = pytest.mark.django_db
NASTY = st.one_of(
    st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''=1", "＝1", 'a"b', "a,b", "a;b", "a\nb", "é “ñ” 中"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40),
)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(title=NASTY, name=NASTY)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_fuzzed_names_survive_the_round_trip_and_none_begins_a_formula(
    title: str, name: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-20 12:00"))
    if not Agreement.objects.exists():
        make_cast()
    Agreement.objects.update(title=title)
    Party.objects.filter(slug="ice").update(name=name)
    (row,) = rows_of(client.get("/exports/agreements.csv").content)
    assert (unguarded(row["title"]), unguarded(row["recipient"])) == (title, name)
    for cell in row.values():
        assert not cell.startswith(tuple("=+-@\t\r＝＋－＠"))


def test_a_row_says_how_the_agreement_stands(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_cast()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-09-01 12:00"))
    answer = client.get("/exports/agreements.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="agreements.csv"'
    (row,) = rows_of(answer.content)
    assert row == {
        "slug": "pars-ice",
        "title": "PARS - ICE",
        "recipient": "U.S. Immigration and Customs Enforcement",
        "system": "Preliminary Arraignment Reporting System",
        "body": "PARS subcommittee",
        "standing": "expired",
        "status": "expired_unconfirmed",
        "term_starts_on": "2017-09-01",
        "last_day_of_access": "2018-08-31",
        "next_deadline_on": "",
        "next_deadline_kind": "",
        "if_nobody_acts": "lapses",
        "terms_without_recorded_vote": "0",
        "label": "fact",
        "page": "https://countersign.example/agreements/pars-ice/",
    }
