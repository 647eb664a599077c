"""The pictures of an agreement: what they show is in words beside them, and what is not known is drawn as that."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation
from lxml import html

from contracts.models import Agreement, Basis, EventKind, Label, Precision, StatementKind
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.followups import actions as followups
from governance.followups.obligations import Duty
from governance.public.pages.agreement import AgreementPage, agreement_page
from governance.public.pages.pictures import Picture
from governance.stewardship import actions as stewardship
from tests.cast import LONG_BEFORE, Cast, at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db
IN_TERM, AFTER = at("2018-07-20 12:00"), at("2019-02-01 12:00")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page_of(cast: Cast, when: datetime) -> AgreementPage:
    return agreement_page(slug=cast.agreement.slug, at=when)


def years_of(cast: Cast, when: datetime) -> Picture:
    picture = page_of(cast, when).years
    assert picture is not None
    return picture


def rows_of(picture: Picture, lane: str) -> list[tuple[str, str]]:
    return [(row.when, row.text) for row in picture.rows if row.lane == lane]


def shown(client: Client, monkeypatch: pytest.MonkeyPatch, path: str, when: datetime) -> html.HtmlElement:
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)
    answer = client.get(path)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def test_access_that_nobody_confirmed_off_is_drawn_up_to_today(cast: Cast) -> None:
    before, after = years_of(cast, IN_TERM), years_of(cast, AFTER)
    assert "unconfirmed" not in {bar.fill for lane in before.drawing.lanes for bar in lane.bars}
    assert rows_of(after, "Access") == [
        ("31 August 2018", "Last day of access"),
        ("since 1 September 2018", "Not confirmed off as of this day"),
    ]
    (access,) = [lane for lane in after.drawing.lanes if lane.name == "Access"]
    assert access.bars[-1].fill == "unconfirmed"
    assert after.drawing.today == pytest.approx(access.bars[-1].end, abs=0.3)


def test_access_confirmed_off_has_its_own_mark_and_no_stripes(cast: Cast) -> None:
    say = {"evidence": "The system contact said so.", "by": cast.clerk, "at": at("2018-09-03 12:00")}
    followups.confirm(term=cast.agreement.terms.get(), duty=Duty.ACCESS_OFF, done_on=date(2018, 9, 3), **say)
    picture = years_of(cast, AFTER)
    assert rows_of(picture, "Access")[-1] == ("3 September 2018", "Access confirmed off")
    assert "unconfirmed" not in {bar.fill for lane in picture.drawing.lanes for bar in lane.bars}


def test_access_waived_is_neither_confirmed_nor_open(cast: Cast) -> None:
    say = {"because": "The system was retired.", "by": cast.clerk, "at": at("2018-10-03 12:00")}
    followups.waive(term=cast.agreement.terms.get(), duty=Duty.ACCESS_OFF, **say)
    assert rows_of(years_of(cast, AFTER), "Access")[-1] == ("3 October 2018", "Confirmation that access is off was waived")


def test_access_runs_to_an_early_end_and_no_further(cast: Cast) -> None:
    early = open_ballot(
        cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 15)), closes_on=date(2018, 7, 31)
    )
    for seat in ("FJD", "DAO"):
        vote(cast, early, seat, "approve", at("2018-07-03 10:00"))
    picture = years_of(cast, AFTER)
    assert ("15 August 2018", "Last day of access") in rows_of(picture, "Access")
    assert [text for _when, text in rows_of(picture, "Decisions")] == ["Ended early"]


def test_an_open_ballot_stands_on_the_day_it_was_opened(cast: Cast) -> None:
    open_ballot(cast)
    assert rows_of(years_of(cast, IN_TERM), "Decisions") == [("2 July 2018", "Vote open: 0 of 2 approvals")]
    assert rows_of(years_of(cast, at("2018-07-01 12:00")), "Decisions") == []


def test_what_is_known_to_the_year_is_drawn_over_the_year(cast: Cast) -> None:
    facts = {"kind": EventKind.SIGNED, "text": "Signed.", "on": date(2017, 1, 1), "precision": Precision.YEAR}
    stewardship.record_event(agreement=cast.agreement, **facts, by=cast.clerk, at=LONG_BEFORE)
    picture = years_of(cast, IN_TERM)
    (lane,) = [lane for lane in picture.drawing.lanes if lane.name == "What else happened"]
    assert lane.wide[0].has_line
    assert rows_of(picture, "What else happened") == [("2017", "Agreement signed")]


def test_what_was_said_has_its_own_lane_that_says_it_is_not_counted(cast: Cast) -> None:
    facts = {"kind": StatementKind.INTENT, "text": "No.", "on": date(2018, 7, 11), "actor": "The attorney"}
    stewardship.record_statement(agreement=cast.agreement, **facts, by=cast.clerk, at=LONG_BEFORE)
    assert rows_of(years_of(cast, IN_TERM), "What was said, never counted") == [
        ("11 July 2018", "The attorney: intent, not a vote")
    ]


def test_without_a_term_or_anything_dated_there_is_no_picture(cast: Cast) -> None:
    Agreement.objects.filter(pk=cast.agreement.pk).update(slug="other")
    bare = Agreement.objects.create(
        slug="pars-fbi",
        title="PARS - FBI",
        system=cast.agreement.system,
        recipient=cast.agreement.recipient,
        entered_by=cast.clerk,
        entered_at=LONG_BEFORE,
    )
    page = agreement_page(slug=bare.slug, at=IN_TERM)
    assert page.years is None
    assert page.fees is None


# --- Fees


def add_fee(cast: Cast, amount: str, *, period: str = "per_year", **facts: object) -> None:
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    stewardship.add_fee(term=cast.agreement.terms.get(), amount=Decimal(amount), currency="USD", period=period, **facts, **say)


def test_a_disputed_fee_is_drawn_as_that_and_every_claim_is_named(cast: Cast) -> None:
    add_fee(cast, "5565", label=Label.DISPUTED)
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    for value, chosen in (("USD 5,565 a year", True), ("USD 5,600 for two years", False), ("about USD 5,500 a year", False)):
        stewardship.record_claim(agreement=cast.agreement, field="fee", value=value, is_chosen=chosen, **say)
    picture = page_of(cast, IN_TERM).fees
    assert picture is not None
    assert {bar.fill for lane in picture.drawing.lanes for bar in lane.bars} == {"fee_disputed"}
    assert picture.note == (
        "Sources dispute the fee. The register uses: USD 5,565 a year. "
        "Sources also give: USD 5,600 for two years; about USD 5,500 a year."
    )
    assert years_of(cast, IN_TERM).note == ""


def test_fees_of_two_sorts_have_two_lanes_the_yearly_one_first(cast: Cast) -> None:
    add_fee(cast, "13065", period="one_off")
    add_fee(cast, "5565.50")
    picture = page_of(cast, IN_TERM).fees
    assert picture is not None
    lanes = [(lane.name, [text.words for text in lane.texts]) for lane in picture.drawing.lanes]
    assert lanes == [("USD a year", ["5,565.50"]), ("USD once", ["13,065"])]
    assert picture.told == "USD 5,565.50 a year; USD 13,065 once. The table has the fee of each term."


# --- On the page


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_picture_is_named_has_its_table_and_carries_no_style(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    add_fee(cast, "5565", label=Label.DISPUTED)
    root = "" if language == "en" else "/es"
    page = shown(client, monkeypatch, f"{root}/agreements/{cast.agreement.slug}/", AFTER)
    drawings = page.cssselect("svg.picture__drawing")
    assert len(drawings) == 2
    ids = [each.get("id") for each in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert all(page.get_element_by_id(name).text_content().strip() for name in drawing.get("aria-labelledby").split())
        assert not drawing.cssselect("[style]")
        for use in drawing.cssselect("use"):
            assert page.get_element_by_id(use.get("href")[1:]) is not None
        numbers = " ".join(each.get(name, "") for each in drawing.iter() for name in ("x", "x1", "x2", "width"))
        assert not re.search(r"\d,\d", numbers), "a Spanish number is no length"
    with translation.override(language):
        rows = years_of(cast, AFTER).rows
    table = [" ".join(row.text_content().split()) for row in page.cssselect(".picture details tbody tr")]
    assert len(table) == len(rows)
    assert all(row.when in told and row.text in told for row, told in zip(rows, table, strict=True))


def test_a_renewal_by_silence_is_drawn_by_its_own_pattern(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.agreement.terms.update(basis=Basis.BY_SILENCE)
    page = shown(client, monkeypatch, f"/agreements/{cast.agreement.slug}/", IN_TERM)
    (bar,) = page.cssselect(".picture__drawing rect.bar--by_silence")
    assert bar.get("fill") == "url(#years-dots)"
