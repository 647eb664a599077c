"""The kinds of entry, in the past tense, and how a page says each. An act of a kind that is not here is not recorded."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "agreement.corrected": _("Agreement corrected"),
    "agreement.ended_early": _("Agreement ended early"),
    "agreement.entered": _("Agreement entered"),
    "agreement.tagged": _("Agreement tagged"),
    "appointment.ended": _("Appointment ended"),
    "appointment.made": _("Appointment made"),
    "ballot.opened": _("Ballot opened"),
    "ballot.withdrawn": _("Ballot withdrawn"),
    "body.founded": _("Body founded"),
    "body.ladder_changed": _("Ladder of a body changed"),
    "claim.recorded": _("Claim recorded"),
    "contact.added": _("Contact added"),
    "contact.retired": _("Contact retired"),
    "deadline.checked": _("Date checked"),
    "deadline.entered": _("Date entered"),
    "deadline.revised": _("Date corrected"),
    "decision.reported": _("Decision reported"),
    "decision.settled": _("Decision settled"),
    "document.filed": _("Document filed"),
    "element.added": _("Data element added"),
    "element.shared_or_withheld": _("Data element shared or withheld"),
    "event.recorded": _("Event recorded"),
    "fee.added": _("Fee entered"),
    "fee.corrected": _("Fee corrected"),
    "follow_up.done": _("Follow-up done"),
    "follow_up.waived": _("Follow-up waived"),
    "keepers.named": _("Keepers named"),
    "letter.sent_again": _("Letter sent again"),
    "party.added": _("Party added"),
    "policy.recorded": _("Policy recorded"),
    "source.added": _("Source added"),
    "statement.recorded": _("Statement recorded"),
    "system.added": _("Data system added"),
    "term.begun": _("Term begun"),
    "term.corrected": _("Term corrected"),
    "term.voided": _("Term declared void"),
    "vote.cast": _("Position recorded"),
    "vote.reported": _("Position reported"),
    "vote.withdrawn": _("Position withdrawn"),
}
