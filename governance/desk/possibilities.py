"""What each further position would come to, as a table for whoever reads the ballot. Nothing is written."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from governance.ballots.judgement import what_if
from governance.ballots.models import Ballot
from governance.ballots.tally import Outlook, Position, Possibility
from governance.words import moment

POSITIONS = (Position.APPROVE, Position.DECLINE, Position.ABSTAIN, Position.RECUSE)


def what_could_follow(ballot: Ballot, *, at: datetime) -> list[dict[str, Any]]:
    """Return a row a seat, in seat order, with a cell for each position: what it would come to, or that it stands already."""
    names = {seat.code: seat.name for seat in ballot.seats.all()}
    rows = groupby(what_if(ballot, at=at), key=lambda possibility: possibility.seat)
    return [{"seat": names[code], "cells": _cells(ballot, {row.position: row for row in found}, at)} for code, found in rows]


def _cells(ballot: Ballot, found: dict[Position, Possibility], at: datetime) -> list[str]:
    return [_said(ballot, found[position], at) if position in found else _("stands now") for position in POSITIONS]


def _said(ballot: Ballot, possibility: Possibility, at: datetime) -> str:
    if possibility.outlook is Outlook.OPEN:
        return _("open")
    carries, when = possibility.outlook is Outlook.SECURED, {"when": moment(possibility.settles_at, ballot.time_zone)}
    if possibility.settles_at <= at:
        return _("carries at once") if carries else _("is defeated at once")
    return (_("carries; settles %(when)s") if carries else _("is defeated; settles %(when)s")) % when
