"""A public page: nginx with a file of that size, Countersign behind nginx, and Countersign alone, kept and made anew."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.rounds import Measured, say
from contracts.models import Agreement
from tests.conftest import free_port
from tests.services.programs import HOST, ROOT, Environment, Program, manage, running

PATH = "/agreements/pars-ice/"
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https"}
CONNECTIONS, SECONDS = 16, 3
CONNECTIONS_MADE, SECONDS_MADE = 4, 9  # for what takes longer
MISSING = (
    "The public row needs nginx and wrk (Debian: apt install nginx-light wrk). Without them there is nothing to compare with."
)
STATIC, PROXIED, KEPT, MADE = "nginx with a file", "Countersign behind nginx", "Countersign, kept", "Countersign, made anew"
# Every answer is compared with the page as a whole.
CHECK = """
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(args)
  local file = io.open("%s", "rb"); expected = file:read("*a"); file:close(); right = 0; wrong = 0
end
function response(status, headers, body)
  if status == 200 and body == expected then right = right + 1 else wrong = wrong + 1 end
end
function done(summary, latency, requests)
  local right, wrong = 0, 0
  for _, thread in ipairs(threads) do right = right + thread:get("right"); wrong = wrong + thread:get("wrong") end
  print(string.format("RIGHT %%d WRONG %%d IN %%d P99 %%d", right, wrong, summary.duration, latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Servers:
    """The addresses of the four ways."""

    static: str
    proxied: str
    kept: str
    made: str

    def ways(self) -> dict[str, str]:
        """Return where each way answers."""
        return {STATIC: self.static, PROXIED: self.proxied, KEPT: self.kept, MADE: self.made}


def measure(environment: Environment, folder: Path, *, rounds: int) -> None:
    """Load the sample register, and ask for one page of it for some seconds in each way."""
    nginx, wrk = (shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") for name in ("nginx", "wrk"))
    if nginx is None or wrk is None:
        raise SystemExit(MISSING)
    manage(environment, "load_record", "sample/register.yaml")
    manage(environment, "collectstatic", "--noinput", "-v", "0")
    with _running(environment, folder, nginx) as servers:
        say(f"\n== A public page, {len(_asked(servers.kept)) / 1000:.1f} kB; {CONNECTIONS} connections, {SECONDS} s for each way")
        measured, late = Measured({name: [] for name in servers.ways()}), []
        for turn in range(1, rounds + 1):
            parts = []
            late.append(_seconds_until_an_act_shows(servers, turn))
            (folder / "page").write_bytes(_asked(servers.kept))
            for name, address in servers.ways().items():
                rate, p99 = _load(wrk, address, folder, is_made=name == MADE)
                measured.seconds[name].append(1 / rate)
                parts.append(f"{name} {rate:.0f}/s (p99 {p99:.1f} ms)")
            say(
                f"  round {turn}: "
                + ", ".join(parts)
                + f"; the page before an act was given {late[-1]:.2f} s; load {os.getloadavg()[0]:.1f}"
            )
        for name in (PROXIED, KEPT, MADE):
            say(f"  {name}: {measured.rate(name, STATIC)}")
        say(f"  behind nginx the page before an act was given for {statistics.median(late):.2f} s, at most {max(late):.2f} s")


def _load(wrk: str, address: str, folder: Path, *, is_made: bool) -> tuple[float, float]:
    """Return answers a second, and the 99th percentile in milliseconds; one wrong answer ends the run."""
    script = folder / "check.lua"
    script.write_text(CHECK % (folder / "page"))
    headers = [word for name, value in HEADERS.items() for word in ("-H", f"{name}: {value}")]
    many, seconds = (CONNECTIONS_MADE, SECONDS_MADE) if is_made else (CONNECTIONS, SECONDS)
    command = [wrk, "-t1", f"-c{many}", f"-d{seconds}s", "-s", str(script), *headers, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RIGHT (\d+) WRONG (\d+) IN (\d+) P99 (\d+)", said)
    if found is None or int(found[2]) or not int(found[1]):
        raise SystemExit(f"{address} gave wrong answers.\n{said}")
    return int(found[1]) / (int(found[3]) / 1e6), int(found[4]) / 1000


def _seconds_until_an_act_shows(servers: Servers, turn: int) -> float:
    """Change a title, and return how long after that somebody who asked behind nginx was still given the old one."""
    title, late = f"PARS access, round {turn}".encode(), 0.0
    time.sleep(0.37 * turn % 1)  # not always in the same part of a second
    _asked(servers.proxied)
    Agreement.objects.filter(slug="pars-ice").update(title=title.decode())
    committed = time.monotonic()
    began = committed
    while title not in _asked(servers.proxied):
        if (late := began - committed) > 1.05:
            raise SystemExit("An act did not show behind nginx within a second.")
        began = time.monotonic()
    time.sleep(2.1)  # until an era has settled on it
    for name, address in servers.ways().items():
        # Often enough that each of the two processes has made it, and has done with what the last round left.
        if name != STATIC and any(title not in _asked(address) for _turn in range(4 if name == MADE else 20)):
            raise SystemExit(f"{name} shows the page as it was before an act.")
    return late


def _asked(address: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(address, headers=HEADERS), timeout=30) as answer:
        return bytes(answer.read())


@contextmanager
def _running(environment: Environment, folder: Path, nginx: str) -> Iterator[Servers]:
    """Run Countersign with and without kept answers, and nginx in front of the first and of a file."""
    ports = {name: free_port() for name in ("static", "proxied", "kept", "made")}
    with ExitStack() as programs:
        for name, megabytes in (("kept", "32"), ("made", "0")):
            words = ["-m", "gunicorn", "governance.wsgi:application", "--bind", f"127.0.0.1:{ports[name]}", "--no-control-socket"]
            words += ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "60"]
            given = environment | {"KEPT_ANSWERS_MB": megabytes, "READS_A_MINUTE": "0"}
            program = programs.enter_context(running(name, words, given))
            programs.push(partial(_say_what_went_wrong, program))
        config = folder / "nginx.conf"
        config.write_text(_configuration(folder, ports))
        (folder / "page").write_bytes(b"")
        folder.chmod(0o755)  # nginx's workers read the file as another user
        server = subprocess.Popen(
            [nginx, "-c", str(config), "-p", str(folder), "-e", str(folder / "nginx.log"), "-g", "daemon off;"]
        )
        programs.callback(server.wait)
        programs.callback(server.terminate)
        address = {name: f"http://127.0.0.1:{port}{'/page' if name == 'static' else PATH}" for name, port in ports.items()}
        for one in address.values():
            _wait_for(one)
        yield Servers(**address)


def _say_what_went_wrong(program: Program, kind: type[BaseException] | None, *_raised: object) -> None:
    """Print the last words of a program that gave a wrong answer, before they are gone with its folder."""
    if kind is not None:
        say(f"{program.name}: {program.words()[-3000:]}")


def _configuration(folder: Path, ports: dict[str, int]) -> str:
    """Return the example of the documentation with our names and ports, without TLS, beside a server of one file."""
    example = (ROOT / "docs" / "nginx.conf").read_text()
    for theirs, ours in (
        ("/var/cache/nginx/countersign", str(folder / "held")),
        ("127.0.0.1:8000", f"127.0.0.1:{ports['kept']}"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{ports['proxied']};"),
        ("server_name countersign.example.org;", f"server_name {HOST};"),
        ("/srv/countersign/var/static/", f"{folder}/static/"),
    ):
        if theirs not in example:
            raise SystemExit(f"docs/nginx.conf no longer says {theirs}.")
        example = example.replace(theirs, ours)
    example = "\n".join(line for line in example.splitlines() if "ssl_certificate" not in line)
    file = f"server {{ listen 127.0.0.1:{ports['static']}; root {folder}; location = /page {{ default_type text/html; }} }}"
    folders = " ".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    http = f"access_log off; sendfile on; keepalive_requests 1000000; {folders}"
    return (
        f"worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{ {http}\n{file}\n{example}\n}}\n"
    )


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            _asked(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer.")
