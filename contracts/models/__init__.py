"""What has been agreed, as tables."""

from .agreements import Agreement, Basis, DefaultOutcome, Term, VoidedTerm
from .clocks import Deadline, DeadlineKind, term_cause
from .data import DataElement, ElementSharing, Sensitivity, Sharing
from .documents import Document
from .fees import CURRENCIES, Fee, FeePeriod
from .history import Claim, Event, EventKind, Statement, StatementKind
from .parties import Contact, Party
from .policies import Policy, Tag, Tagging
from .sources import Label, Precision, Source
from .systems import DataSystem

__all__ = [
    "CURRENCIES",
    "Agreement",
    "Basis",
    "Claim",
    "Contact",
    "DataElement",
    "DataSystem",
    "Deadline",
    "DeadlineKind",
    "DefaultOutcome",
    "Document",
    "ElementSharing",
    "Event",
    "EventKind",
    "Fee",
    "FeePeriod",
    "Label",
    "Party",
    "Policy",
    "Precision",
    "Sensitivity",
    "Sharing",
    "Source",
    "Statement",
    "StatementKind",
    "Tag",
    "Tagging",
    "Term",
    "VoidedTerm",
    "term_cause",
]
