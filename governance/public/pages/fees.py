"""What an agreement cost over its years, as a picture; the table of its terms says the same in figures."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from contracts.models import Fee, FeePeriod, Term
from governance.public.pictures.axis import axis_over
from governance.public.pictures.fees import Charge, fee_lanes
from governance.public.pictures.lanes import Stretch, draw
from governance.words import figure, how_often, money

from .facts import Disputed
from .parts import shown_label
from .pictures import Picture, shapes_in, signs_in, sure_from
from .reading import Reading

FEE = "fee"  # what the register calls the claims about it


def fees(reading: Reading, disputed: tuple[Disputed, ...]) -> Picture | None:
    """Return the picture; None where no fee is on record. What sources say of the fee stands in its note."""
    due = sorted(_due(reading), key=lambda pair: (FeePeriod.values.index(pair[1].period), pair[1].currency, pair[0].starts_on))
    if not due:
        return None
    without = [_stretch(term) for term in reading.terms if not term.fees.all()]
    lanes = fee_lanes([_charge(*pair) for pair in due], without, none_named=_("No fee on record"))
    axis = axis_over(day for term in reading.terms for day in (term.starts_on, term.ends_on))
    drawing = draw(lanes, axis, today=reading.on)
    amounts = dict.fromkeys(money(fee.amount, fee.currency, fee.period) for _term, fee in due)
    return Picture(
        name="fees",
        title=_("The fees over the years, as a picture"),
        told=_("%(amounts)s. The table has the fee of each term.") % {"amounts": "; ".join(amounts)},
        drawing=drawing,
        shapes=shapes_in(drawing),
        signs=signs_in(drawing, on=reading.on),
        note=next((_note(fact) for fact in disputed if fact.field.casefold() == FEE), ""),
        rows=(),
    )


def _due(reading: Reading) -> Iterator[tuple[Term, Fee]]:
    for term in reading.terms:
        for fee in term.fees.all():
            yield term, fee


def _charge(term: Term, fee: Fee) -> Charge:
    return Charge(
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        sort=how_often(fee.currency, fee.period),
        amount=fee.amount,
        text=figure(fee.amount),
        known=shown_label(fee.label),
        sure_from=sure_from(term.starts_on, term.ends_on, term.starts_precision),
    )


def _note(fact: Disputed) -> str:
    used = "; ".join(claim.value for claim in fact.claims if claim.is_chosen)
    others = "; ".join(claim.value for claim in fact.claims if not claim.is_chosen)
    return _("Sources dispute the fee. The register uses: %(used)s. Sources also give: %(others)s.") % {
        "used": used,
        "others": others,
    }


def _stretch(term: Term) -> Stretch:
    return Stretch(term.starts_on, term.ends_on, "no_fee", "", sure_from(term.starts_on, term.ends_on, term.starts_precision))
