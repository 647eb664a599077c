"""The only code that changes the register. Called through `governance.stewardship.actions`, which keeps the record of acts.

Every act is atomic, takes who does it (`by`: a person, or the rule) and the instant (`at`), refuses with a sentence, and returns
the row it wrote.
"""

from .agreements import CORRECTABLE, correct_agreement, end_early, enter_agreement
from .correcting_terms import correct_term
from .deadlines import check_deadline, enter_deadline, revise_deadline
from .documents import file_document
from .fees import add_fee, correct_fee
from .history import add_source, record_claim, record_event, record_statement
from .mending import MENDABLE, REMOVABLE, mend, still_there, take_out
from .parties import add_contact, add_party, retire_contact
from .policies import record_policy, tag_agreement
from .systems import add_element, add_system, share_element
from .terms import begin_term, void_term

__all__ = [
    "CORRECTABLE",
    "MENDABLE",
    "REMOVABLE",
    "add_contact",
    "add_element",
    "add_fee",
    "add_party",
    "add_source",
    "add_system",
    "begin_term",
    "check_deadline",
    "correct_agreement",
    "correct_fee",
    "correct_term",
    "end_early",
    "enter_agreement",
    "enter_deadline",
    "file_document",
    "mend",
    "record_claim",
    "record_event",
    "record_policy",
    "record_statement",
    "retire_contact",
    "revise_deadline",
    "share_element",
    "still_there",
    "tag_agreement",
    "take_out",
    "void_term",
]
