"""The acts of the clerk on the register, by what they are about: the words of each page, and its form."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models import Claim, ElementSharing, Event, Statement
from governance.followups.obligations import Duty

from .acting import ActPage
from .forms.abolishing import AbolishSeatForm
from .forms.agreements import AgreementForm, CorrectAgreementForm, KeepersForm
from .forms.bodies import AppointForm, BodyForm, EndAppointmentForm
from .forms.body_changes import CorrectBodyForm, CorrectSeatForm, LadderForm, NewSeatForm, RuleForm, TimeZoneForm
from .forms.corrections import (
    MendClaimForm,
    MendContactForm,
    MendDocumentForm,
    MendElementForm,
    MendEventForm,
    MendPartyForm,
    MendPolicyForm,
    MendSharingForm,
    MendSourceForm,
    MendStatementForm,
    MendSystemForm,
    TakeOutForm,
)
from .forms.delegates import DelegateForm, TakeBackForm
from .forms.fees import CorrectFeeForm, FeeForm
from .forms.follow_ups import FollowUpForm, WaiveForm
from .forms.foundations import (
    ContactForm,
    ElementForm,
    PartyForm,
    PolicyForm,
    RetireContactForm,
    SourceForm,
    SystemForm,
    TagsForm,
)
from .forms.missing import MissingForm
from .forms.records import ClaimForm, DocumentForm, EventForm, SharingForm, StatementForm
from .forms.rounds import AmendBallotForm, PaperVoteForm, ReportedDecisionForm
from .forms.seats import FillSeatsForm
from .forms.terms import CheckDeadlineForm, CorrectTermForm, ReviseDeadlineForm, TermForm
from .words import DUTY_ACTS

# The register as a whole
NEW_AGREEMENT = ActPage(_("Enter an agreement"), _("Put the agreement on record"), AgreementForm)
NEW_PARTY = ActPage(_("Add a party"), _("Add the party"), PartyForm)
NEW_SYSTEM = ActPage(_("Add a data system"), _("Add the system"), SystemForm)
NEW_ELEMENT = ActPage(_("Add a data element"), _("Add the element"), ElementForm)
NEW_SOURCE = ActPage(_("Add a source"), _("Add the source"), SourceForm)
NEW_CONTACT = ActPage(_("Add a contact"), _("Add the contact"), ContactForm, _("Contacts are never public."))
RETIRE_CONTACT = ActPage(
    _("Retire a contact"),
    _("Retire the contact"),
    RetireContactForm,
    _("For whoever is no longer reached there. What they have confirmed stays on record."),
)
NEW_POLICY = ActPage(
    _("Record a policy"),
    _("Put the policy on record"),
    PolicyForm,
    _("Agreements that share a tag with it are named beside it, on its page and on theirs. Nothing else changes by itself."),
)
ADD_MISSING = ActPage(
    _("Add what the sheet names"),
    _("Add it, and look at the sheet again"),
    MissingForm,
    _("The register does not have this yet. What is left empty is not added; whoever is named gets an invitation by mail."),
)

MEND_PARTY = ActPage(_("Correct a party"), _("Correct it"), MendPartyForm)
MEND_SYSTEM = ActPage(_("Correct a data system"), _("Correct it"), MendSystemForm)
MEND_ELEMENT = ActPage(_("Correct a data element"), _("Correct it"), MendElementForm)
MEND_SOURCE = ActPage(_("Correct a source"), _("Correct it"), MendSourceForm)
MEND_CONTACT = ActPage(_("Correct a contact"), _("Correct it"), MendContactForm, _("Contacts are never public."))
MEND_POLICY = ActPage(_("Correct a policy"), _("Correct it"), MendPolicyForm)

# An agreement
TAGS = ActPage(_("Say what it is about"), _("Set the tags"), TagsForm, _("Policies find agreements by common tags."))
CORRECT_AGREEMENT = ActPage(
    _("Correct the agreement"),
    _("Correct it"),
    CorrectAgreementForm,
    _("For what was entered wrongly or has been agreed anew. The history keeps what stood before."),
    moves_days=True,
)
KEEPERS = ActPage(_("Name its keepers"), _("Name them"), KeepersForm)
NEW_EVENT = ActPage(_("Record an event"), _("Put it on the timeline"), EventForm)
NEW_STATEMENT = ActPage(
    _("Record a statement"),
    _("Put it on record"),
    StatementForm,
    _("What somebody said: an intent, a position reported in the press, a resolution. It is shown and never counted as a vote."),
)
NEW_CLAIM = ActPage(
    _("Record what sources dispute"),
    _("Put the claim on record"),
    ClaimForm,
    _("Where sources give different values for one fact, each is a claim; the register goes by one of them and shows all."),
)
SHARE_ELEMENT = ActPage(_("Share or withhold a data element"), _("Put it on record"), SharingForm)
FILE_DOCUMENT = ActPage(_("File a document"), _("File it"), DocumentForm)

# What stands on an agreement's record, entered wrongly
_STAYS = _("For what was entered wrongly. The record of acts keeps what stood before.")
MEND_EVENT = ActPage(_("Correct an event"), _("Correct it"), MendEventForm, _STAYS)
MEND_STATEMENT = ActPage(_("Correct a statement"), _("Correct it"), MendStatementForm, _STAYS)
MEND_CLAIM = ActPage(_("Correct a claim"), _("Correct it"), MendClaimForm, _STAYS)
MEND_SHARING = ActPage(_("Correct what is shared or withheld"), _("Correct it"), MendSharingForm, _STAYS)
ON_RECORD: dict[type[Model], ActPage] = {
    Event: MEND_EVENT,
    Statement: MEND_STATEMENT,
    Claim: MEND_CLAIM,
    ElementSharing: MEND_SHARING,
}  # what can be corrected and taken out
MEND_DOCUMENT = ActPage(
    _("Correct a document's title or who may read it"),
    _("Correct it"),
    MendDocumentForm,
    _("The paper itself never changes. Where it is the wrong one, file the right one."),
)
TAKE_OUT = ActPage(
    _("Take it out of the record"),
    _("Take it out"),
    TakeOutForm,
    _("For what ought never to have been entered here. What was right once, and has changed, is another entry."),
    is_final=True,
)

REPORT_DECISION = ActPage(
    _("Enter a decision taken elsewhere"),
    _("Put the decision on record"),
    ReportedDecisionForm,
    _("As its sources report it: nothing is shown as cast, and the outcome is computed from the positions by the same rule."),
    signs=True,
)

# A ballot, and what an end obliges
AMEND_BALLOT = ActPage(
    _("Change the text"),
    _("Open the changed text"),
    AmendBallotForm,
    _("Consent to the old text is not consent to the new one: that ballot is withdrawn, its votes kept, and a new one opens."),
    moves_days=True,
    is_final=True,
)
PAPER_VOTE = ActPage(
    _("Enter a position on paper"),
    _("Put it on record"),
    PaperVoteForm,
    _("For a seat that signed a paper. It is shown as entered by you, the paper is kept, and the holder is told by mail."),
    signs=True,
)
MEET_DUTY = {
    Duty.NOTICE_LETTER: ActPage(
        DUTY_ACTS[Duty.NOTICE_LETTER],
        _("Put on record"),
        FollowUpForm,
        _("Where an agreement renews by silence, only a letter that went out in time stops it."),
    ),
    Duty.ACCESS_OFF: ActPage(
        DUTY_ACTS[Duty.ACCESS_OFF],
        _("Put on record"),
        FollowUpForm,
        _(
            "After the last day of access the public page says in red that access is not confirmed off, until this is recorded. "
            "Record it only once the people who run the data system have said so."
        ),
    ),
    Duty.CERTIFICATE: ActPage(DUTY_ACTS[Duty.CERTIFICATE], _("Put on record"), FollowUpForm),
}
WAIVE = ActPage(_("Waive what is owed"), _("Waive it"), WaiveForm, _("It stays on record, with the reason, as waived."))

# Bodies
FOUND_BODY = ActPage(_("Found a body"), _("Found it"), BodyForm)
FILL_SEATS = ActPage(
    _("Fill the vacant seats"),
    _("Fill the seats"),
    FillSeatsForm,
    _("Who votes for each seat, as its principal. Who has no account yet gets an invitation by mail."),
    signs=True,
)
CORRECT_BODY = ActPage(_("Correct the body"), _("Correct it"), CorrectBodyForm, signs=True)
CHANGE_RULE = ActPage(
    _("Change its rule"),
    _("Change the rule"),
    RuleForm,
    _("It holds from the next ballot on. Ballots that are open or settled keep the rule they were opened under."),
    signs=True,
)
ADD_SEAT = ActPage(
    _("Add a seat"),
    _("Add the seat"),
    NewSeatForm,
    _("Ballots that are open keep the seats they were opened with; the new seat votes from the next one on."),
    signs=True,
)
CORRECT_SEAT = ActPage(_("Correct a seat"), _("Correct it"), CorrectSeatForm)
CORRECT_TIME_ZONE = ActPage(
    _("Correct its time zone"),
    _("Correct the time zone"),
    TimeZoneForm,
    _(
        "Reminders that are yet to go out, rounds that are to open and who holds a seat today follow the new zone at once. "
        "What was decided keeps the zone it was decided in."
    ),
)
CHANGE_LADDER = ActPage(
    _("Change when it is reminded"),
    _("Change the days"),
    LadderForm,
    _("What was sent stays sent. A day of the new list that a deadline has reached already is due at once."),
)
ABOLISH_SEAT = ActPage(
    _("Abolish a seat"),
    _("Abolish the seat"),
    AbolishSeatForm,
    _("No ballot that opens from now on is put to it. Ballots that are open keep it, and the rule they were opened under."),
    signs=True,
    is_final=True,
)
APPOINT = ActPage(_("Appoint somebody"), _("Appoint"), AppointForm, signs=True)
END_APPOINTMENT = ActPage(
    _("End an appointment"),
    _("End it"),
    EndAppointmentForm,
    _("What was voted while it was valid stands; who follows is told and may replace it."),
)
NAME_DELEGATE = ActPage(
    _("Name a delegate"),
    _("Name this delegate"),
    DelegateForm,
    _("They vote for the seat in their own name, as your delegate. Your own position goes before theirs."),
    signs=True,
)
TAKE_BACK = ActPage(
    _("Take back a delegate's appointment"),
    pgettext_lazy("a delegate's appointment", "Take it back"),
    TakeBackForm,
    _("From that moment they cannot vote for the seat. What they voted stands until you replace it."),
    is_final=True,
)

# Its terms, fees and days
NEW_TERM = ActPage(_("Enter a term"), _("Put the term on record"), TermForm, moves_days=True)
CORRECT_TERM = ActPage(
    _("Correct a term"),
    _("Correct the term"),
    CorrectTermForm,
    _("For what was entered wrongly. A change that was agreed is another term, or a decision."),
    moves_days=True,
)
NEW_FEE = ActPage(_("Enter a fee"), _("Put the fee on record"), FeeForm)
CORRECT_FEE = ActPage(
    _("Correct a fee"),
    _("Correct the fee"),
    CorrectFeeForm,
    _("For an amount that was entered wrongly; the history keeps the old one."),
)
REVISE_DEADLINE = ActPage(
    _("Correct a date"),
    _("Put the new date on record"),
    ReviseDeadlineForm,
    _("The old date stays on record. Reminders are planned anew."),
    moves_days=True,
)
CHECK_DEADLINE = ActPage(
    _("Check a date"),
    _("I compared it with the clause, and it is right"),
    CheckDeadlineForm,
    _("A second person compares the day with the agreement's own words. If it is wrong, correct it instead."),
)
