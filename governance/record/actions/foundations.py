"""Entering what agreements stand on: sources, people, parties, systems and bodies."""

from __future__ import annotations

from contracts.models import DataSystem, Party, Source
from governance.accounts.models import User
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.models import Body as BodyRow
from governance.bodies.models import Capacity
from governance.record.format import Document
from governance.record.foundations import Body, Person, System
from governance.stewardship import actions as stewardship

from .work import Here, Work


def enter_foundations(work: Work, document: Document) -> None:
    """Enter all of them; what is there already by key, address or slug is kept as it is."""
    for key in document.sources:
        _enter_source(work, document, key)
    for slug, name in document.parties.items():
        _enter_party(work, slug, name)
    for number, system in enumerate(document.systems):
        with work.item("systems", number):
            _enter_system(work, number, system)
    for number, body in enumerate(document.bodies):
        with work.item("bodies", number):
            _enter_body(work, number, body)


def enter_person(person: Person) -> tuple[User, bool]:
    """Return the user of this address, made without a password if need be, and whether it was made."""
    user = User.objects.filter(email__iexact=person.email).first()
    if user is not None:
        return user, False
    return User.objects.create_user(person.email, person.name, role=person.role), True


def _enter_source(work: Work, document: Document, key: str) -> None:
    entry, row = document.sources[key], Source.objects.filter(key=key).first()
    if row is not None:
        work.kept["sources"] += 1
        work.hold("source", key, row=row)
        return
    with work.item("sources", key):
        row = stewardship.add_source(key=key, title=entry.title, url=entry.url or "", **work.act)
        work.added["sources"] += 1
        work.hold("source", key, row=row)


def _enter_party(work: Work, slug: str, name: str) -> None:
    row = Party.objects.filter(slug=slug).first()
    if row is not None:
        work.kept["parties"] += 1
        work.hold("party", slug, row=row)
        return
    with work.item("parties", slug):
        work.hold("party", slug, row=stewardship.add_party(slug=slug, name=name, **work.act))
        work.added["parties"] += 1


def _enter_system(work: Work, number: int, entry: System) -> None:
    system = DataSystem.objects.filter(slug=entry.slug).first()
    if system is not None:
        work.kept["systems"] += 1
    else:
        system = stewardship.add_system(
            slug=entry.slug,
            name=entry.name,
            acronym=entry.acronym,
            purpose=entry.purpose,
            holds=entry.holds,
            in_use_since=entry.in_use_since,
            stewards=[work.find("party", slug) for slug in entry.stewards],
            **work.facts(entry),
            **work.act,
        )
        work.added["systems"] += 1
        _enter_elements(work, number, entry, system)
    work.hold("system", entry.slug, row=system)
    for element in system.elements.all():
        work.hold("element", entry.slug, element.name, row=element)


def _enter_elements(work: Work, number: int, entry: System, system: DataSystem) -> None:
    for place, element in enumerate(entry.elements):
        with work.item("systems", number, "elements", place):
            stewardship.add_element(
                system=system,
                name=element.name,
                sensitivity=element.sensitivity,
                is_held=element.is_held,
                **work.facts(element),
                **work.act,
            )
            work.added["elements"] += 1


def _enter_body(work: Work, number: int, entry: Body) -> None:
    body = BodyRow.objects.filter(slug=entry.slug).first()
    if body is not None:
        work.kept["bodies"] += 1
    else:
        body = bodies.found_body(
            slug=entry.slug,
            name=entry.name,
            time_zone=entry.time_zone,
            needed=entry.needed,
            seats=[NewSeat(seat.code, seat.name, seat.principal_office, seat.directed_by) for seat in entry.seats],
            systems=[work.find("system", slug) for slug in entry.systems],
            cooling_off_hours=entry.settles,
            ladder=entry.ladder,
            rule_sources=work.sources(entry.rule_sources),
            **work.act,
        )
        work.added["bodies"] += 1
        _appoint(work, number, entry, body)
    for slug in entry.systems:
        work.hold("body", slug, row=body)


def _appoint(work: Work, number: int, entry: Body, body: BodyRow) -> None:
    here, seats = Here.at(work.at, entry.time_zone), {seat.code: seat for seat in body.seats.all()}
    for place, appointment in enumerate(entry.appointments):
        with work.item("bodies", number, "appointments", place):
            bodies.appoint(
                seat=seats[appointment.seat],
                user=work.find("person", appointment.person),
                capacity=Capacity(appointment.capacity),
                starts_on=here.day(appointment.starts_on),
                ends_on=here.day_if(appointment.ends_on),
                **work.act,
            )
            work.added["appointments"] += 1
