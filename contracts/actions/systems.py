"""Data systems, their elements, and from when on an agreement shares or withholds one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..models import DataElement, DataSystem, ElementSharing, Party, Source
from ..refusals import Refused
from .rows import atomic, refuse_taken, write


@atomic
def add_system(*, stewards: Iterable[Party], sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> DataSystem:
    """Add a data system with the parties that steward it."""
    for field in ("name", "slug"):
        refuse_taken(DataSystem, field, facts.get(field))
    system = write(DataSystem(**facts), sources=sources)
    system.stewards.set(stewards)
    return system


@atomic
def add_element(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> DataElement:
    """Add a kind of field to a system."""
    if DataElement.objects.filter(system=facts["system"], name=facts["name"]).exists():
        raise Refused(_("%(name)s is an element of this system already.") % facts, field="name")
    return write(DataElement(**facts), sources=sources)


@atomic
def share_element(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> ElementSharing:
    """Record that from a day on the agreement shares an element, or withholds it. The element must be of the same system."""
    sharing = ElementSharing(**facts)
    if sharing.element.system_id != sharing.agreement.system_id:
        raise Refused(
            _("%(name)s is not an element of this system. Add it to the system first.") % {"name": sharing.element},
            field="element",
        )
    same = ElementSharing.objects.filter(agreement=sharing.agreement, element=sharing.element, since_on=sharing.since_on)
    if same.exists():
        raise Refused(_("For this day it is on record already. Choose another day, or leave it as it is."), field="since_on")
    return write(sharing, sources=sources)
