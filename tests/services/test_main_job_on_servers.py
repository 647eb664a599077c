"""The main job on real servers: PostgreSQL, Redis, gunicorn and a Celery worker, each a process of its own, as in production."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.conftest import free_port, plain_text_of
from tests.services.postgresql import running_postgresql
from tests.services.programs import HOST, Program, manage, production, running, wait_until
from tests.services.redis import Redis, running_redis
from tests.services.sink import Sink, running_sink

PATIENCE = 120  # seconds for what takes one on a machine that has nothing else to do
PASSWORD = "a long sample password"
JUDGE, COMMISSIONER, CLERK = "judge@sample.invalid", "commissioner@sample.invalid", "clerk@sample.invalid"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# Lets two of the sample people sign in, and finds for each the open ballot on which they have not voted.
PREPARE = f"""
import json
from allauth.mfa.totp.internal.auth import TOTP
from governance.accounts.models import User
from governance.ballots.models import Ballot
def give_password(email):
    user = User.objects.get(email=email)
    user.set_password({PASSWORD!r})
    user.save()
    TOTP.activate(user, {SECRET!r})
give_password({JUDGE!r})
give_password({COMMISSIONER!r})
waiting = {{code: Ballot.objects.filter(state="open").exclude(votes__seat__code=code).get().slug for code in ("FJD", "PPD")}}
print("READ", json.dumps(waiting))
"""


@dataclass
class Visitor:
    """Somebody at a browser behind the proxy: keeps cookies, sends the forms' CSRF token, and says where they come from."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> str:
        """Return the page; follow where it sends to."""
        status, headers, body = self._ask("GET", path)
        while status in (301, 302):
            assert urlsplit(headers["Location"]).netloc in ("", HOST)
            status, headers, body = self._ask("GET", urlsplit(headers["Location"]).path)
        assert status == 200, f"{path}: {status}\n{body}"
        return body

    def post(self, path: str, fields: dict[str, str], page: str) -> str:
        """Send a form of `page`, and return what is read then."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        status, headers, body = self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token[1]}))
        if status == 302:
            return self.get(urlsplit(headers["Location"]).path)
        assert status == 200, f"{path}: {status}\n{body}"
        return body

    def _ask(self, method: str, path: str, form: str | None = None) -> tuple[int, dict[str, str], str]:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{HOST}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        line.request(method, path, form, headers)
        answer = line.getresponse()
        body = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            assert "Secure" in cookie or "Max-Age=0" in cookie
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer.status, dict(answer.headers), body


def hidden_in(page: str) -> dict[str, str]:
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    areas = re.findall(r'<textarea name="([^"]+)" hidden[^>]*>\n(.*?)</textarea>', page, flags=re.DOTALL)
    return {name: unescape(value) for name, value in (*inputs, *areas) if name != "csrfmiddlewaretoken"}


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def is_listening(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def mails_to(sink: Sink, address: str) -> list[str]:
    """Return subject and text of each mail that went to an address."""
    mails = [message_from_bytes(content, policy=policy.default) for to, content in list(sink.mails) if to == address]
    return [f"{mail['Subject']}\n{plain_text_of(mail)}" for mail in mails]


def sign_in(visitor: Visitor, address: str, *, step: int = 0) -> None:
    """Sign in with password and code; who has just used the code of the moment takes the one of the next step."""
    page = visitor.get("/accounts/login/")
    page = visitor.post("/accounts/login/", {"login": address, "password": PASSWORD}, page)
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))
    assert "Sign out" in visitor.post("/accounts/2fa/authenticate/", {"code": code}, page)


def vote(visitor: Visitor, ballot: str, position: str) -> str:
    """Go the three steps of a vote, and return the receipt."""
    page = visitor.get(f"/desk/ballots/{ballot}/vote/")
    page = visitor.post(f"/desk/ballots/{ballot}/vote/", {**hidden_in(page), "position": position, "reasons": ""}, page)
    assert "This is what will be recorded" in words_of(page), words_of(page)
    return words_of(visitor.post(f"/desk/ballots/{ballot}/vote/confirm/", hidden_in(page), page))


def test_the_deciding_vote_goes_in_by_the_web_and_its_receipt_and_decision_come_by_mail(tmp_path: Path) -> None:
    with running_postgresql() as database_url, running_redis() as redis, running_sink() as sink:
        given = production(tmp_path, database_url=database_url, redis_url=redis.url, smtp_port=sink.port)
        port = free_port()
        web = ["-m", "gunicorn", "governance.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        web += ["--worker-class", "gthread", "--threads", "4"]
        worker = ["-m", "celery", "-A", "governance", "worker", "-B", "-c", "1", "-l", "INFO", "--without-mingle"]
        with running("worker", worker, given) as post:
            manage(given, "collectstatic", "--noinput", "-v", "0")
            manage(given, "load_record", "sample/register.yaml")
            with running("web", web, given):
                ballots = json.loads(manage(given, "shell", "-v", "0", "-c", PREPARE).partition("READ ")[2])
                wait_until(lambda: is_listening(port) and "ready" in post.words(), seconds=PATIENCE, otherwise=post.words)
                the_main_job(ballots["FJD"], port, redis, sink, post)
                if redis.process is not None:  # else it is not ours to kill
                    redis_dies_and_comes_back(ballots["PPD"], port, redis, sink, post)


def the_main_job(ballot: str, port: int, redis: Redis, sink: Sink, post: Program) -> None:
    anybody, judge = Visitor(port), Visitor(port)
    assert "1 more approval is needed" in words_of(anybody.get(f"/decisions/{ballot}/"))

    sign_in(judge, JUDGE)
    receipt = vote(judge, ballot, "approve")
    assert "The position of the First Judicial District is on record." in receipt
    # Two web processes keep what they showed: each for the second in which it asked whether that is still true.
    time.sleep(1)
    for _process in range(6):
        decision = words_of(anybody.get(f"/decisions/{ballot}/"))
        assert "Renewed" in decision
        assert "2 of 3" in decision

    # Nobody waits for the next sweep: the vote rang the bell through Redis.
    wait_until(lambda: len(mails_to(sink, JUDGE)) > 0, seconds=PATIENCE, otherwise=post.words)
    said = "\n".join(mails_to(sink, JUDGE))
    assert "Recorded for the First Judicial District" in said
    assert "Decided: renewed" in said
    wait_until(lambda: "Decided: renewed" in "\n".join(mails_to(sink, CLERK)), seconds=PATIENCE, otherwise=post.words)
    assert set(sink.copies().values()) == {1}
    assert redis.client(0).keys("_kombu.binding.*"), "the broker is this Redis"


def redis_dies_and_comes_back(ballot: str, port: int, redis: Redis, sink: Sink, post: Program) -> None:
    """Who is signed in votes on, without waiting for the broker; the receipt follows when it is back."""
    commissioner = Visitor(port)
    sign_in(commissioner, COMMISSIONER)
    mails = len(mails_to(sink, COMMISSIONER))
    redis.kill()
    begun = time.monotonic()
    assert "The position of the Police Department is on record." in vote(commissioner, ballot, "approve")
    assert time.monotonic() - begun < 20, "nobody waits for a bell"
    sign_in(Visitor(port), COMMISSIONER, step=1)  # which needs no Redis either
    redis.start()
    wait_until(lambda: len(mails_to(sink, COMMISSIONER)) > mails, seconds=PATIENCE, otherwise=post.words)
    assert "Recorded for the Police Department" in mails_to(sink, COMMISSIONER)[-1]
    assert set(sink.copies().values()) == {1}
