"""The desk's addresses."""

from django.urls import path

from contracts.models import Document
from governance.followups.obligations import Duty
from governance.record.sheets.files import Kind

from . import act_pages
from .views import (
    acts,
    agreements,
    ballots,
    bodies,
    deadlines,
    documents,
    follow_ups,
    foundations,
    histories,
    importing,
    letters_to_me,
    my_seats,
    people,
    post,
    terms,
    votes,
    waiting,
)

app_name = "desk"

TERM = "agreements/<slug:slug>/terms/<int:term_id>"
APPOINTMENT = "bodies/<slug:slug>/appointments/<int:appointment_id>"
DAY = "agreements/<slug:slug>/days/<int:deadline_id>"

urlpatterns = [
    path("", waiting.desk, name="waiting"),
    path("ballots/", ballots.ballot_list, name="ballots"),
    path("ballots/<slug:slug>/", ballots.ballot, name="ballot"),
    path("ballots/<slug:slug>/vote/", votes.vote, name="vote"),
    path("ballots/<slug:slug>/vote/draft/", votes.draft, name="draft"),
    path("ballots/<slug:slug>/vote/confirm/", votes.confirm_vote, name="confirm_vote"),
    path("ballots/<slug:slug>/withdraw/", votes.withdraw, name="withdraw_vote"),
    path("ballots/<slug:slug>/withdraw-ballot/", ballots.withdraw, name="withdraw_ballot"),
    path("ballots/<slug:slug>/amend/", acts.ballot_act, {"page": act_pages.AMEND_BALLOT}, name="amend_ballot"),
    path("ballots/<slug:slug>/paper-vote/", acts.ballot_act, {"page": act_pages.PAPER_VOTE}, name="paper_vote"),
    path("votes/<slug:leaf_hash>/receipt/", votes.receipt, name="receipt"),
    path("deadlines/", deadlines.deadlines, name="deadlines"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow_ups"),
    path("notices/", post.letters, name="notices"),
    path("notices/<int:letter_id>/", post.letter, name="letter"),
    path("notices/<int:letter_id>/send-again/", post.again, name="send_again"),
    path("letters-to-me/", letters_to_me.letters_to_me, name="letters_to_me"),
    path("seats/", my_seats.seats, name="my_seats"),
    path("seats/<int:seat_id>/delegate/", my_seats.name_delegate, {"page": act_pages.NAME_DELEGATE}, name="name_delegate"),
    path("seats/delegates/<int:appointment_id>/take-back/", my_seats.take_back, {"page": act_pages.TAKE_BACK}, name="take_back"),
    path("import/", importing.upload, name="import"),
    path("import/<int:sheet_id>/", importing.sheet, name="import_sheet"),
    path("import/<int:sheet_id>/stop/", importing.stop, name="stop_sheet"),
    path("import/<int:sheet_id>/missing/", importing.missing, {"page": act_pages.ADD_MISSING}, name="import_missing"),
    path("import/template.csv", importing.empty_sheet, {"kind": Kind.CSV}, name="template_csv"),
    path("import/template.xlsx", importing.empty_sheet, {"kind": Kind.XLSX}, name="template_xlsx"),
    path("export/agreements.csv", importing.export, {"kind": Kind.CSV}, name="export_csv"),
    path("export/agreements.xlsx", importing.export, {"kind": Kind.XLSX}, name="export_xlsx"),
    path("people/", people.people, name="people"),
    path("people/new/", people.invite, name="invite"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/send-again/", people.send_again, name="invite_again"),
    path("people/<int:person_id>/revoke/", people.with_reason, {"act": people.REVOKE}, name="revoke_invitation"),
    path("people/<int:person_id>/close/", people.with_reason, {"act": people.CLOSE}, name="close_account"),
    path("people/<int:person_id>/open/", people.with_reason, {"act": people.OPEN}, name="open_account"),
    path("people/<int:person_id>/reset-second-factor/", people.reset_factor, name="reset_second_factor"),
    path("agreements/", agreements.agreement_list, name="agreements"),
    path("register/", foundations.foundations, name="foundations"),
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/<slug:slug>/", bodies.body, name="body"),
    *(
        path(f"bodies/<slug:slug>/{address}/", acts.body_act, {"page": page}, name=name)
        for address, name, page in (
            ("correct", "correct_body", act_pages.CORRECT_BODY),
            ("rule", "change_rule", act_pages.CHANGE_RULE),
            ("time-zone", "correct_time_zone", act_pages.CORRECT_TIME_ZONE),
            ("reminders", "change_ladder", act_pages.CHANGE_LADDER),
            ("seats/new", "add_seat", act_pages.ADD_SEAT),
            ("seats/fill", "fill_seats", act_pages.FILL_SEATS),
        )
    ),
    path("bodies/<slug:slug>/seats/<int:seat_id>/appoint/", acts.seat_act, {"page": act_pages.APPOINT}, name="appoint"),
    path("bodies/<slug:slug>/seats/<int:seat_id>/correct/", acts.seat_act, {"page": act_pages.CORRECT_SEAT}, name="correct_seat"),
    path("bodies/<slug:slug>/seats/<int:seat_id>/abolish/", acts.seat_act, {"page": act_pages.ABOLISH_SEAT}, name="abolish_seat"),
    path(f"{APPOINTMENT}/end/", acts.appointment_act, {"page": act_pages.END_APPOINTMENT}, name="end_appointment"),
    *(
        path(f"register/{address}/", acts.register_act, {"page": page}, name=name)
        for address, name, page in (
            ("agreements/new", "new_agreement", act_pages.NEW_AGREEMENT),
            ("bodies/new", "found_body", act_pages.FOUND_BODY),
            ("parties/new", "new_party", act_pages.NEW_PARTY),
            ("systems/new", "new_system", act_pages.NEW_SYSTEM),
            ("sources/new", "new_source", act_pages.NEW_SOURCE),
            ("policies/new", "new_policy", act_pages.NEW_POLICY),
        )
    ),
    path("register/parties/<slug:slug>/contacts/new/", acts.party_act, {"page": act_pages.NEW_CONTACT}, name="new_contact"),
    path(
        "register/contacts/<int:contact_id>/retire/", acts.contact_act, {"page": act_pages.RETIRE_CONTACT}, name="retire_contact"
    ),
    path("register/systems/<slug:slug>/elements/new/", acts.system_act, {"page": act_pages.NEW_ELEMENT}, name="new_element"),
    path("register/systems/<slug:slug>/correct/", acts.system_act, {"page": act_pages.MEND_SYSTEM}, name="correct_system"),
    path("register/parties/<slug:slug>/correct/", acts.party_act, {"page": act_pages.MEND_PARTY}, name="correct_party"),
    path(
        "register/contacts/<int:contact_id>/correct/", acts.contact_act, {"page": act_pages.MEND_CONTACT}, name="correct_contact"
    ),
    path(
        "register/elements/<int:element_id>/correct/", acts.element_act, {"page": act_pages.MEND_ELEMENT}, name="correct_element"
    ),
    path("register/sources/<slug:key>/correct/", acts.source_act, {"page": act_pages.MEND_SOURCE}, name="correct_source"),
    path("register/policies/<slug:slug>/correct/", acts.policy_act, {"page": act_pages.MEND_POLICY}, name="correct_policy"),
    path("agreements/<slug:slug>/", agreements.agreement, name="agreement"),
    path("agreements/<slug:slug>/letters/", post.agreement_letters, name="agreement_letters"),
    path("agreements/<slug:slug>/ballots/new/", ballots.new_ballot, name="new_ballot"),
    path("agreements/<slug:slug>/ballots/new/confirm/", ballots.confirm_ballot, name="confirm_ballot"),
    path("agreements/<slug:slug>/history/", histories.of_agreement, name="history"),
    path("bodies/<slug:slug>/history/", histories.of_body, name="body_history"),
    path("register/history/", histories.of_everything, name="register_history"),
    path("agreements/<slug:slug>/record/", agreements.record, name="record"),
    *(
        path(
            f"agreements/<slug:slug>/record/{kind._meta.model_name}/<int:row_id>/{address}/",
            acts.recorded_act,
            {"kind": kind, "page": page},
            name=f"{name}_{kind._meta.model_name}",
        )
        for kind, mend in act_pages.ON_RECORD.items()
        for address, name, page in (("correct", "correct", mend), ("take-out", "take_out", act_pages.TAKE_OUT))
    ),
    path(
        "agreements/<slug:slug>/record/document/<int:row_id>/correct/",
        acts.recorded_act,
        {"kind": Document, "page": act_pages.MEND_DOCUMENT},
        name="correct_document",
    ),
    *(
        path(f"agreements/<slug:slug>/{address}/", acts.agreement_act, {"page": page}, name=name)
        for address, name, page in (
            ("correct", "correct_agreement", act_pages.CORRECT_AGREEMENT),
            ("keepers", "keepers", act_pages.KEEPERS),
            ("tags", "tags", act_pages.TAGS),
            ("terms/new", "new_term", act_pages.NEW_TERM),
            ("events/new", "new_event", act_pages.NEW_EVENT),
            ("statements/new", "new_statement", act_pages.NEW_STATEMENT),
            ("claims/new", "new_claim", act_pages.NEW_CLAIM),
            ("elements/new", "share_element", act_pages.SHARE_ELEMENT),
            ("documents/new", "file_document", act_pages.FILE_DOCUMENT),
            ("decisions/new", "report_decision", act_pages.REPORT_DECISION),
        )
    ),
    path("agreements/<slug:slug>/documents/<slug:digest>/", documents.document, name="document"),  # after documents/new/
    path(f"{TERM}/correct/", terms.term_act, {"page": act_pages.CORRECT_TERM}, name="correct_term"),
    path(f"{TERM}/fees/new/", terms.term_act, {"page": act_pages.NEW_FEE}, name="new_fee"),
    path("agreements/<slug:slug>/fees/<int:fee_id>/correct/", terms.fee_act, {"page": act_pages.CORRECT_FEE}, name="correct_fee"),
    path(f"{DAY}/check/", terms.deadline_act, {"page": act_pages.CHECK_DEADLINE}, name="check_deadline"),
    path(f"{DAY}/correct/", terms.deadline_act, {"page": act_pages.REVISE_DEADLINE}, name="revise_deadline"),
    path("agreements/<slug:slug>/access-off/", follow_ups.follow_up, {"duty": Duty.ACCESS_OFF}, name="access_off"),
    path("agreements/<slug:slug>/notice-letter/", follow_ups.follow_up, {"duty": Duty.NOTICE_LETTER}, name="notice_letter"),
    path("agreements/<slug:slug>/certificate/", follow_ups.follow_up, {"duty": Duty.CERTIFICATE}, name="certificate"),
    *(
        path(
            f"agreements/<slug:slug>/{duty.value.replace('_', '-')}/waive/",
            acts.duty_act,
            {"duty": duty, "page": act_pages.WAIVE},
            name=f"waive_{duty.value}",
        )
        for duty in Duty
    ),
]
