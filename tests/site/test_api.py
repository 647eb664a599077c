"""The API: its description, its pages of lists, answers that are kept, what it says when it cannot answer."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from lxml import html
from openapi_spec_validator import validate

from governance.ballots import actions as ballots
from governance.ledger.models import Entry
from tests.cast import LONG_BEFORE, at, make_cast, open_ballot, vote

from .generated import make_many

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_the_description_is_valid_and_says_what_every_field_is(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    validate(described)
    assert set(described["paths"]) == {
        f"/api/v1{path}"
        for path in (
            "/agreements",
            "/agreements/{slug}",
            "/bodies/{slug}",
            "/deadlines",
            "/decisions",
            "/decisions/{slug}",
            "/ledger/entries",
            "/ledger/entries/{leaf_hash}",
            "/ledger/head",
        )
    }
    for name, schema in described["components"]["schemas"].items():
        assert schema.get("description") or "enum" in schema, name
        for field, said in schema.get("properties", {}).items():
            assert said.get("description"), (name, field)
    for path, methods in described["paths"].items():
        for parameter in methods["get"].get("parameters", []):
            assert parameter.get("description") or parameter["schema"].get("description"), (path, parameter["name"])
        assert set(methods["get"]["responses"]) >= ({"200", "404", "422"} if "{" in path else {"200"})


def test_the_description_can_be_read_without_script(client: Client) -> None:
    answer = client.get("/api/docs")
    page = html.fromstring(answer.content)
    assert not page.cssselect("script, [style], [onclick]")
    assert not [link for link in page.xpath("//@src | //link/@href") if link.startswith("//")]
    anchors = {link.get("href")[1:] for link in page.cssselect('main a[href^="#"]')}
    assert anchors
    assert anchors <= set(page.xpath("//@id"))
    assert {"shape-RuleOut", "shape-FeeOut"} <= anchors, "a type leads to its shape"
    words = " ".join(page.text_content().split())
    assert "in-force or coming-up or ended or upcoming or not-recorded or attention or null" in words
    assert "AgreementsIn" not in words


def test_an_agreement_is_told_with_its_terms_and_days(client: Client) -> None:
    cast = make_cast(purpose="To see arrests.")
    open_ballot(cast)
    told = client.get("/api/v1/agreements/pars-ice").json()
    assert told["standing"] == "in force"
    assert told["statuses"] == ["vote_open"]
    assert (told["starts_on"], told["ends_on"]) == ("2017-09-01", "2018-08-31")
    assert told["body"] == {"slug": "pars-subcommittee", "name": "PARS subcommittee"}
    assert told["terms"][0]["basis"] == "signed"
    assert told["purpose"] == "To see arrests."
    assert told["decisions"] == ["pars-ice-2018"]
    assert told["next_deadline"]["on"] == "2018-08-31"
    assert "pars-ice-2018-closing@countersign.example" in {day["uid"] for day in told["deadlines"]}
    assert told["url"] == "https://countersign.example/agreements/pars-ice/"


def test_a_list_is_paged_and_its_links_keep_what_was_asked(client: Client) -> None:
    make_many(make_cast(), 5, entered_at=LONG_BEFORE)
    first = client.get("/api/v1/agreements?per_page=4&sort=title").json()
    assert (first["count"], first["page"], first["pages"], first["previous"]) == (6, 1, 2, None)
    assert first["next"] == "https://countersign.example/api/v1/agreements?per_page=4&sort=title&page=2"
    second = client.get(first["next"]).json()
    assert second["next"] is None
    assert len({row["slug"] for row in first["results"] + second["results"]}) == 6
    beyond = client.get("/api/v1/agreements?per_page=4&page=99").json()
    assert (beyond["results"], beyond["next"]) == ([], None)
    assert beyond["previous"].endswith("page=2")


def test_deadlines_are_those_from_today_on_or_between_the_days_given(client: Client) -> None:
    make_many(make_cast(), 3, entered_at=LONG_BEFORE)
    ahead = [row["on"] for row in client.get("/api/v1/deadlines").json()["results"]]
    assert ahead == sorted(ahead)
    assert min(ahead) >= "2018-07-20"
    asked = client.get("/api/v1/deadlines?since=2018-07-01&until=2018-07-31&kind=notice_by").json()
    assert asked["count"] == 3
    assert client.get("/api/v1/deadlines?agreement=pars-ice").json()["count"] == 1


def test_decisions_are_those_that_the_public_may_see(client: Client) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "decline", at("2018-07-10 10:00"))
    vote(cast, ballot, "PPD", "decline", at("2018-07-11 10:00"))
    (row,) = client.get("/api/v1/decisions").json()["results"]
    assert (row["slug"], row["outcome"], row["body"]) == ("pars-ice-2018", "defeated", "pars-subcommittee")
    assert client.get("/api/v1/decisions?agreement=other").json()["count"] == 0


def test_a_body_is_told_with_its_seats_and_how_they_stood(client: Client) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code in ("DAO", "PPD"):
        vote(cast, ballot, code, "approve", at("2018-07-10 10:00"))
    told = client.get("/api/v1/bodies/pars-subcommittee").json()
    assert told["rule"] == {"seats": 3, "needed": 2}
    assert told["seats"][1]["directed_by"] == "Mayor"
    assert [seat["stood"]["approve"] for seat in told["seats"]] == [0, 1, 1]


def test_a_seat_that_was_abolished_is_told_as_one_that_was(client: Client) -> None:
    cast = make_cast()
    vote(cast, open_ballot(cast), "PPD", "decline", at("2018-07-10 10:00"))
    last_day = date(2018, 7, 10)
    seat, say = cast.seat("PPD"), {"by": cast.clerk, "at": at("2018-07-10 12:00")}
    ballots.abolish_seat(seat=seat, ends_on=last_day, needed=2, because="The charter of 2018.", **say)
    told = client.get("/api/v1/bodies/pars-subcommittee").json()
    assert ([seat["code"] for seat in told["seats"]], told["rule"]) == (["FJD", "DAO"], {"seats": 2, "needed": 2})
    (former,) = told["former_seats"]
    assert (former["code"], former["ends_on"], former["directed_by"]) == ("PPD", "2018-07-10", "Mayor")


def test_the_head_of_the_record_is_its_last_entry(client: Client) -> None:
    make_cast()
    told = client.get("/api/v1/ledger/head").json()
    last = Entry.objects.last()
    assert last is not None
    assert (told["size"], told["last"]["leaf_hash"]) == (Entry.objects.count(), last.leaf_hash)
    entries = client.get("/api/v1/ledger/entries?kind=agreement.entered").json()
    assert [row["subject"] for row in entries["results"]] == ["pars-ice"]


# --- Answers that are kept, and programs on other sites ---


@pytest.mark.parametrize("path", ["/api/v1/agreements", "/calendar.ics", "/feeds/deadlines.atom", "/exports/agreements.csv"])
def test_who_has_the_answer_already_is_not_sent_it_again(client: Client, path: str) -> None:
    cast = make_cast()
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    make_many(cast, 1, entered_at=LONG_BEFORE)
    changed = client.get(path, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_an_answer_is_another_on_another_day_though_nothing_was_written(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_cast()
    first = client.get("/api/v1/agreements")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-09-01 00:00"))
    assert client.get("/api/v1/agreements", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_record_says_when_it_was_last_written(client: Client) -> None:
    make_cast()
    head = client.get("/api/v1/ledger/head")
    assert head["Last-Modified"] == "Tue, 01 Aug 2017 13:00:00 GMT"
    assert client.get("/api/v1/ledger/head", headers={"if-modified-since": head["Last-Modified"]}).status_code == 304
    assert "Last-Modified" not in client.get("/api/v1/agreements")


def test_other_sites_may_read_and_nothing_else(client: Client) -> None:
    make_cast()
    for path in ("/api/v1/agreements", "/api/v1/agreements/pars-ice", "/calendar.ics", "/exports/agreements.csv"):
        asked = client.options(path, headers={"origin": "https://else.example", "access-control-request-method": "GET"})
        assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
        assert client.get(path)["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in client.get(path)
        assert not client.get(path).cookies
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(path).status_code == 405, (method, path)


def test_answers_are_in_english_whatever_the_browser_prefers(client: Client) -> None:
    open_ballot(make_cast())
    for path in ("/api/v1/decisions/pars-ice-2018", "/calendar.ics", "/feeds/decisions.atom"):
        assert client.get(path, headers={"accept-language": "es"}).content == client.get(path).content


# --- What it cannot answer ---


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/agreements?ends_within=zzz", "ends_within"),
        ("/agreements?ends_within=-1", "ends_within"),
        ("/agreements?ends_within=99999999999999999999", "ends_within"),
        ("/agreements?standing=zzz", "standing"),
        ("/agreements?sort=zzz", "sort"),
        ("/agreements?page=0", "page"),
        ("/agreements?per_page=101", "per_page"),
        (f"/agreements?q={'x' * 101}", "q"),
        ("/deadlines?since=2018-02-30", "since"),
        ("/deadlines?kind=zzz", "kind"),
        ("/agreements/%00", "slug"),
        ("/decisions/a%20b", "slug"),
        ("/ledger/entries/zzz", "leaf_hash"),
    ],
)
def test_what_is_not_understood_is_named_and_not_repeated(client: Client, path: str, field: str) -> None:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]
    assert "zzz" not in answer.content.decode()


def test_what_is_not_there_is_said_in_a_sentence(client: Client) -> None:
    for path in ("/agreements/nope", "/bodies/nope", "/decisions/nope", f"/ledger/entries/{'0' * 64}"):
        answer = client.get(f"/api/v1{path}")
        assert answer.status_code == 404
        assert set(answer.json()) == {"detail"}
    assert client.get("/agreements/nope/calendar.ics").status_code == 404


def test_an_address_that_is_none_is_answered_as_every_other_is(client: Client) -> None:
    for path in ("/api/v1/", "/api/v1/nothing", "/api/v1/agreements/", "/api/v1/decisions/a/b"):
        for answer in (client.get(path), Client(enforce_csrf_checks=True).post(path)):
            assert (answer.status_code, answer["Content-Type"], set(answer.json())) == (404, "application/json", {"detail"}), path
            assert answer["Access-Control-Allow-Origin"] == "*"
        assert client.options(path).status_code == 204


def test_who_would_write_is_told_that_the_register_is_only_read_here() -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/agreements", {"title": "Mine"}, headers={"accept-language": "es"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json() == {"detail": "The register is only read here: ask with GET."}


def test_characters_that_no_database_takes_find_nothing(client: Client) -> None:
    make_cast()
    for path in ("/agreements?q=%00", "/agreements?system=%00ice", "/decisions?body=%00zzz", "/ledger/entries?subject=%00zzz"):
        assert client.get(f"/api/v1{path}").status_code == 200
    assert client.get("/api/v1/agreements?q=%F0%9F%92%A9").json()["count"] == 0
    assert client.get("/ledger/?subject=%00").status_code == 200
