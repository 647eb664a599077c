"""The Celery app of the chaos run: Countersign's own, with bells every half second and a short lease.

`celery -A tests.services.chaos.bells worker -B`
"""

from __future__ import annotations

from governance.celery import app

OFTEN = 0.5

app.conf.beat_schedule = {
    "queue": {"task": "governance.notices.tasks.queue_notices", "schedule": OFTEN, "options": {"expires": OFTEN}},
    "send": {"task": "chaos.send", "schedule": OFTEN, "options": {"expires": OFTEN}},
}


@app.task(name="chaos.send")
def send() -> None:
    """Send what is due, as the real task does, under a short lease."""
    from tests.services.chaos.forms import lease_and_handed

    lease_and_handed()
