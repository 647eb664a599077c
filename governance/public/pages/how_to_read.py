"""How to read this record: what each word of it means, and what it never claims."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from governance.public.disclosure import COMES_UP_WITHIN, StatusCode

from .lists import KIND_WORDS
from .parts import Status


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of the record and what it means; `status` or `label` draws its shape, where it has one."""

    word: str
    text: str
    status: Status | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class HowToReadPage:
    """The words of the record, by what they are about."""

    standings: tuple[Meaning, ...]
    defaults: tuple[Meaning, ...]
    days: tuple[Meaning, ...]
    tally: tuple[Meaning, ...]
    outcomes: tuple[Meaning, ...]
    labels: tuple[Meaning, ...]


def how_to_read_page() -> HowToReadPage:
    """Return the page; it depends on nothing that is recorded."""
    return HowToReadPage(_standings(), _defaults(), _days(), _tally(), _outcomes(), _labels())


def _standing(code: StatusCode, word: str, text: str) -> Meaning:
    return Meaning(word, text, status=Status(code.value, word))


def _standings() -> tuple[Meaning, ...]:
    return (
        _standing(
            StatusCode.IN_FORCE,
            pgettext("one agreement", "In force"),
            _("A term runs today: the recipient may read what is shared."),
        ),
        _standing(
            StatusCode.COMES_UP,
            _("Comes up for renewal"),
            _("The last term on record ends within %(n)s days, and nothing has been decided about what follows.")
            % {"n": COMES_UP_WITHIN},
        ),
        _standing(
            StatusCode.VOTE_OPEN, _("Vote open"), _("The body has been asked, and its seats may put their positions on record.")
        ),
        _standing(
            StatusCode.RENEWED, _("Renewed"), _("Enough seats approved: a new term follows the one that runs, with no gap.")
        ),
        _standing(
            StatusCode.NOT_RENEWED,
            _("Not renewed"),
            _("It was decided that no term follows, or too few seats approved. Access ends with the term."),
        ),
        _standing(
            StatusCode.EXPIRED_UNCONFIRMED,
            _("Expired: access not confirmed off"),
            _("The last day of access is past, and nobody has confirmed to the register that access was switched off."),
        ),
        _standing(
            StatusCode.EXPIRED_CONFIRMED,
            _("Expired"),
            _("The last day of access is past, and it was confirmed, or waived in public, that access is off."),
        ),
        _standing(StatusCode.ENDED_EARLY, _("Ended early"), _("Access ended before the term was over.")),
        _standing(
            StatusCode.RENEWED_BY_SILENCE,
            _("Renewed by silence"),
            _("A new term began because nobody gave notice in time. Nobody voted for it."),
        ),
        _standing(
            StatusCode.NO_ROUND, _("No round was held"), _("The term ended and the body was never asked what should follow.")
        ),
        _standing(StatusCode.NOT_RECORDED, _("Not recorded"), _("The register does not know it, and does not guess.")),
    )


def _defaults() -> tuple[Meaning, ...]:
    return (
        Meaning(_("Lapses"), _("If nobody acts, the agreement ends with its term. To go on it needs enough approvals.")),
        Meaning(
            _("Renews by silence"),
            _("If nobody acts, a new term begins. To stop it, enough seats approve giving notice, and the letter is in time."),
        ),
    )


def _days() -> tuple[Meaning, ...]:
    return (
        Meaning(str(KIND_WORDS["notice_by"]), _("The last day on which notice can be given under the clause that is cited.")),
        Meaning(
            str(KIND_WORDS["ballot_closing"]),
            _("The last day on which seats may put a position on record, to the end of that day."),
        ),
        Meaning(str(KIND_WORDS["term_end"]), _("The last day of access. Terms count both their first and their last day.")),
        Meaning(str(KIND_WORDS["access_off"]), _("The day by which access must have been switched off.")),
        Meaning(
            _("Checked by a second person"),
            _("Somebody other than who entered the day compared it with the contract. A day that is not checked says so."),
        ),
    )


def _tally() -> tuple[Meaning, ...]:
    return (
        Meaning(_("Approved"), _("The seat agrees to what is asked. Only this counts towards the number that is needed.")),
        Meaning(
            _("Declined"), _("The seat does not agree. When so many decline that the number cannot be reached, the vote is over.")
        ),
        Meaning(_("Abstained"), _("The seat said that it takes no side. It is not an approval.")),
        Meaning(
            _("Recused itself"),
            _("The seat said that it must not decide. It is not an approval, and no other seat is needed less."),
        ),
        Meaning(_("Silent"), _("No position of the seat is on record. It is not an abstention.")),
        Meaning(_("Vacant"), _("Nobody held the seat. It still counts among the seats.")),
        Meaning(_("Late"), _("A position given after the decision. It is on record and is not counted.")),
    )


def _outcomes() -> tuple[Meaning, ...]:
    return (
        _outcome("carried", _("Carried"), _("Enough seats approved.")),
        _outcome("defeated", _("Defeated"), _("So many seats declined that enough approvals were no longer possible.")),
        _outcome("lapsed", _("Lapsed"), _("The vote closed without enough approvals.")),
        _outcome(
            "withdrawn",
            _("Withdrawn"),
            _("The question was taken back before it was settled, with a public reason. The term goes on to its end."),
        ),
        Meaning(
            _("Reported"),
            _("The decision was taken elsewhere or before this register. Positions are as sources report them, without a time."),
        ),
    )


def _outcome(code: str, word: str, text: str) -> Meaning:
    return Meaning(word, text, status=Status(code, word))


def _labels() -> tuple[Meaning, ...]:
    return (
        Meaning(_("Fact"), _("A source states it. Most of the record is this, so it is not marked everywhere."), label="fact"),
        Meaning(_("Inferred"), _("It follows from what sources state, and no source states it."), label="inferred"),
        Meaning(_("Disputed"), _("Sources differ. All values are shown, and the one that is used is marked."), label="disputed"),
        Meaning(_("Illustrative"), _("Made up to show how the register works. Nothing of it happened."), label="illustrative"),
    )
