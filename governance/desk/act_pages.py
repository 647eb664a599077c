"""The acts of the clerk on the register, by what they are about: the words of each page, and its form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.followups.obligations import Duty

from .acting import ActPage
from .forms.agreements import AgreementForm, CorrectAgreementForm, KeepersForm
from .forms.bodies import AppointForm, BodyForm, EndAppointmentForm
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
RETIRE_CONTACT = ActPage(_("Retire a contact"), _("Retire the contact"), RetireContactForm)
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
    _("Appoint them"),
    FillSeatsForm,
    _("Who votes for each seat, as its principal. Who has no account yet gets an invitation by mail."),
    signs=True,
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
    _("Name them"),
    DelegateForm,
    _("They vote for the seat in their own name, as your delegate. Your own position goes before theirs."),
    signs=True,
)
TAKE_BACK = ActPage(
    _("Take back a delegate's appointment"),
    _("Take it back"),
    TakeBackForm,
    _("From that moment they cannot vote for the seat. What they voted stands until you replace it."),
    is_final=True,
)

# Its terms, fees and days
NEW_TERM = ActPage(_("Enter a term"), _("Put the term on record"), TermForm, moves_days=True)
CORRECT_TERM = ActPage(
    _("Correct the end of a term"),
    _("Correct the term"),
    CorrectTermForm,
    _("For a day that was entered wrongly. A change that was agreed is another term, or a decision."),
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
