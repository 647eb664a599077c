"""The table of who may ask for what: each role's answer to each route, to reading and to sending a form that is filled in.

A row is two words, GET and POST, with a sign for each role in this order: nobody signed in, somebody whose account was closed
while a session lived, an official without a seat, an official of another body, the judge and a delegate of this one, an auditor,
an administrator, the clerk. The signs:

    .  the page          >  led on to another     S  asked to sign in
    3  403, with why not, or a form that is held   4  404      5  405: it takes no form, or only one      !  503
"""

from __future__ import annotations

ROLES = ("nobody", "gone", "outsider", "elsewhere", "judge", "delegate", "auditor", "administrator", "clerk")

_TABLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # --- The desk
    # for everybody at the desk
    (
        "SS.......",
        "335555555",
        (
            "desk:waiting",
            "desk:ballot open",
            "desk:ballot other",
            "desk:ballot withdrawn",
            "desk:agreement",
            "desk:my_seats",
        ),
    ),
    # for who reads the desk
    (
        "SS3333...",
        "333333555",
        (
            "desk:ballots",
            "desk:notices",
            "desk:letter",
            "desk:export_csv",
            "desk:export_xlsx",
            "desk:follow_ups",
            "desk:agreements",
            "desk:foundations",
            "desk:bodies",
            "desk:body",
            "desk:agreement_letters",
            "desk:history",
            "desk:body_history",
            "desk:register_history",
            "desk:record",
        ),
    ),
    ("SS4444...", "335555555", ("desk:ballot draft",)),
    ("SS33..333", "3333..333", ("desk:vote open",)),
    ("SS3.33333", "333.33333", ("desk:vote other",)),
    (
        "SS4444333",
        "334444333",
        (
            "desk:vote draft",
            "desk:withdraw_vote draft",
        ),
    ),
    (
        "SS3333333",
        "333333333",
        (
            "desk:vote withdrawn",
            "desk:withdraw_vote withdrawn",
        ),
    ),
    ("SS>>>>>>>", "3333>>333", ("desk:confirm_vote open",)),
    ("SS>>>>>>>", "333>33333", ("desk:confirm_vote other",)),
    ("SS>>>>>>>", "334444333", ("desk:confirm_vote draft",)),
    ("SS>>>>>>>", "333333333", ("desk:confirm_vote withdrawn",)),
    ("SS33.>333", "3333>.333", ("desk:withdraw_vote open",)),
    ("SS3>33333", "333.33333", ("desk:withdraw_vote other",)),
    # a form of the clerk's
    (
        "SS333333.",
        "33333333>",
        (
            "desk:name_delegate",
            "desk:withdraw_ballot open",
            "desk:withdraw_ballot other",
            "desk:withdraw_ballot draft",
            "desk:amend_ballot open",
            "desk:amend_ballot other",
            "desk:amend_ballot draft",
            "desk:paper_vote open",
            "desk:import",
            "desk:import_sheet",
            "desk:import_missing",
            "desk:appoint",
            "desk:fill_seats",
            "desk:end_appointment",
            "desk:new_agreement",
            "desk:found_body",
            "desk:new_party",
            "desk:new_system",
            "desk:new_source",
            "desk:new_policy",
            "desk:new_contact",
            "desk:retire_contact",
            "desk:new_element",
            "desk:correct_agreement",
            "desk:keepers",
            "desk:tags",
            "desk:new_term",
            "desk:new_event",
            "desk:new_statement",
            "desk:new_claim",
            "desk:share_element",
            "desk:correct_event",
            "desk:take_out_event",
            "desk:correct_statement",
            "desk:take_out_statement",
            "desk:correct_claim",
            "desk:take_out_claim",
            "desk:correct_elementsharing",
            "desk:take_out_elementsharing",
            "desk:correct_document",
            "desk:correct_party",
            "desk:correct_contact",
            "desk:correct_system",
            "desk:correct_element",
            "desk:correct_source",
            "desk:correct_policy",
            "desk:correct_body",
            "desk:change_rule",
            "desk:correct_time_zone",
            "desk:change_ladder",
            "desk:add_seat",
            "desk:correct_seat",
            "desk:abolish_seat",
            "desk:file_document",
            "desk:report_decision",
            "desk:correct_term",
            "desk:new_fee",
            "desk:correct_fee",
            "desk:check_deadline",
            "desk:revise_deadline",
            "desk:access_off",
            "desk:notice_letter",
            "desk:certificate",
            "desk:waive_notice_letter",
            "desk:waive_access_off",
            "desk:waive_certificate",
        ),
    ),
    # a form of the clerk's that is shown again, or shows what it would do
    (
        "SS333333.",
        "33333333.",
        (
            "desk:withdraw_ballot withdrawn",
            "desk:amend_ballot withdrawn",
            "desk:paper_vote other",
            "desk:paper_vote draft",
            "desk:paper_vote withdrawn",
            "desk:new_ballot",
        ),
    ),
    ("SS44.4...", "335555555", ("desk:receipt",)),
    ("SS3333335", "33333333>", ("desk:send_again", "desk:stop_sheet")),
    ("SS.......", "33>>>>>>>", ("desk:letters_to_me",)),
    # for the clerk, to read
    (
        "SS333333.",
        "333333335",
        (
            "desk:template_csv",
            "desk:template_xlsx",
        ),
    ),
    ("SS33333..", "333333355", ("desk:people",)),
    # for who opens accounts
    (
        "SS33333..",
        "3333333>>",
        (
            "desk:invite",
            "desk:person",
            "desk:revoke_invitation",
            "desk:close_account",
            "desk:open_account",
        ),
    ),
    # for who opens accounts
    ("SS3333355", "3333333>>", ("desk:invite_again",)),
    ("SS33333..", "3333333>.", ("desk:reset_second_factor",)),
    ("SS333333>", "33333333>", ("desk:confirm_ballot",)),
    ("SS33.....", "335555555", ("desk:document",)),
    # what somebody types for a vote, kept on the way
    ("SS>>>>>>>", "3333>>333", ("desk:draft open",)),
    ("SS>>>>>>>", "333>33333", ("desk:draft other",)),
    ("SS>>>>>>>", "334444333", ("desk:draft draft",)),
    ("SS>>>>>>>", "333333333", ("desk:draft withdrawn",)),
    # read by who reads the desk, sent by the clerk
    ("SS3333...", "33333333>", ("desk:deadlines",)),
    # the principal's of that seat, and the clerk's
    ("SS33.333.", "3333>333>", ("desk:take_back",)),
    # --- Backstage, where the tables of one noun stand for all
    (
        ">>>>>>>.>",
        ">>>>>>>.>",
        (
            "backstage:index",
            "backstage:bodies_body_changelist",
            "backstage:bodies_body_history",
        ),
    ),
    ("SS3333333", "SS3333333", ("backstage:login",)),
    (
        ">>>>>>>>>",
        ">>>>>>>>>",
        (
            "backstage:logout",
            "backstage:password_change",
            "admin/bodies/body/<path:object_id>/",
        ),
    ),
    (
        ">>>>>>>.>",
        ">>>>>>>5>",
        (
            "backstage:password_change_done",
            "backstage:jsi18n",
        ),
    ),
    (">>>>>>>3>", ">>>>>>>5>", ("backstage:autocomplete",)),
    (
        ">>>>>>>4>",
        ">>>>>>>4>",
        (
            "backstage:view_on_site",
            "admin/(?P<url>.*)$",
        ),
    ),
    (
        ">>>>>>>3>",
        ">>>>>>>3>",
        (
            "backstage:bodies_body_add",
            "backstage:bodies_body_delete",
        ),
    ),
    (">>>>>>>.>", ">>>>>>>3>", ("backstage:bodies_body_change",)),
    (">>>>>>>.>", ">>>>>>>.>", ("backstage:app_list",)),
    # --- Signing in
    # not there, or not for whoever has no proof
    (
        "444444444",
        "444444444",
        (
            "accounts/email/",
            "accounts/confirm-email/<path:key>",
            "account_email",
            "account_confirm_email",
        ),
    ),
    # for everybody at the desk
    (
        "SS.......",
        "SS5555555",
        (
            "mfa_index",
            "mfa_list_webauthn",
            "account_once_more",
        ),
    ),
    (
        "SS>>>>>>>",
        "SS>>>>>>>",
        (
            "mfa_authenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_generate_recovery_codes",
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "mfa_login_webauthn",
            "account_reauthenticate",
            "account_set_password",
            "account_confirm_login_code",
        ),
    ),
    (
        "SS.......",
        "SS.......",
        (
            "mfa_reauthenticate",
            "account_change_password",
        ),
    ),
    ("SS4444444", "SS5555555", ("mfa_view_recovery_codes",)),
    ("SS4444444", "SS4444444", ("mfa_download_recovery_codes",)),
    ("SSSSSSSSS", "555555555", ("socialaccount_login_cancelled",)),
    # for everybody, with a form
    (
        ".........",
        ".........",
        (
            "account_invitation",
            "account_reset_password",
        ),
    ),
    (
        "..>>>>>>>",
        "..>>>>>>>",
        (
            "account_login",
            "account_signup",
        ),
    ),
    (">>.......", ">>>>>>>>>", ("account_logout",)),
    # for everybody, to read
    (
        ".........",
        "555555555",
        (
            "account_inactive",
            "account_email_verification_sent",
            "account_reset_password_from_key_done",
            "account_reset_password_done",
        ),
    ),
    ("444444444", "555555555", ("openid_connect_login", "openid_connect_callback")),  # no city's sign-in is configured
    (".........", ".........", ("account_reset_password_from_key",)),  # a page that says the link works no longer
    # --- Open to all, or to who carries a proof; and the local pages, which are not there outside a trial run
    # for everybody, to read
    (
        ".........",
        "555555555",
        (
            "healthz",
            "readyz",
            "files:api-v1:decision",
            "subscribers:sent",
            "public:home",
            "public:register",
            "public:agreement",
            "public:decisions",
            "public:decision",
            "public:body",
            "files:agreement_calendar",
            "files:agreements",
            "files:api-v1:agreement",
            "files:api-v1:agreements",
            "files:api-v1:body",
            "files:api-v1:deadlines",
            "files:api-v1:decisions",
            "files:api-v1:entries",
            "files:api-v1:entry",
            "files:api-v1:head",
            "files:api_docs",
            "files:calendar",
            "files:deadlines",
            "files:decisions",
            "files:robots",
            "files:sitemap",
            "public:changes",
            "public:deadlines",
            "public:how_to_read",
            "public:ledger",
            "public:ledger_entry",
        ),
    ),
    ("!!!!!!!!!", "555555555", ("healthz/work",)),
    ("444444444", "555555555", ("public:decision_pdf",)),  # in tests none is made but where one asks
    # for everybody, with a form
    (
        ".........",
        ".........",
        (
            "files:api-v1:openapi-json",
            "subscribers:follow",
            "subscribers:follow_agreement",
        ),
    ),
    # not there, or not for whoever has no proof
    (
        "444444444",
        "444444444",
        (
            "files:api-v1:api-root",
            "files:api-v1:nothing",
            "subscribers:confirm",
            "subscribers:end_digest",
            "subscribers:end",
            "local:sign_ins",
            "local:mail_list",
            "local:mail_detail",
            "local:mail_html",
        ),
    ),
    ("555555555", "444444444", ("notices:bounces",)),
)

ANSWERS = {route: (to_reading, to_sending) for to_reading, to_sending, asked in _TABLE for route in asked}
