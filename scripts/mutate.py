"""Mutation testing of the rules: change one thing at a time, and see that a test of tests/rules notices.

    make mutate                         all three rules
    make mutate ARGS="tally"            one of them
    make mutate ARGS="--fresh"          forget the results of earlier runs

Every mutant is tried in a process of its own, without Django and without a database, until the first test that fails; what takes
far too long counts as noticed. Stop it with Ctrl-C and start it again: results stand under var/mutation/ until the rule or one of
its tests changes. It ends with 1 if a mutant lives that scripts/mutate.toml does not list with the reason why it makes no
difference, or if one listed there is noticed after all.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import resource
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "mutation"
RULES = {
    "tally": "governance.ballots.tally",
    "deadlines": "contracts.deadlines",
    "schedule": "governance.notices.schedule",
}
PROCESSES = 2
PATIENCE = 10  # times as long as the tests take without a fault, and 20 seconds at least
MEMORY = 4 * 1024**3
CLEAR = "\r\033[K" if sys.stdout.isatty() else ""


# --- What is changed ---

ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPPOSITES: dict[type, Any] = {
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
SWAPS = {"min": "max", "max": "min", "any": "all", "all": "any"}


def changes(node: ast.AST) -> Iterator[ast.AST | None]:
    """Yield what could stand in place of `node`; None: nothing at all."""
    match node:
        case ast.Compare(left, [*operators], [*values]):
            for place, operator in enumerate(operators):
                others = ORDER if isinstance(operator, ORDER) else (OPPOSITES[type(operator)],)
                for other in others:
                    if not isinstance(operator, other):
                        yield ast.Compare(left, [*operators[:place], other(), *operators[place + 1 :]], values)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(OPPOSITES[type(operator)](), values)
            yield from values
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in OPPOSITES:
            yield ast.BinOp(left, OPPOSITES[type(operator)](), right)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Call(ast.Name(name), arguments, keywords) if name in SWAPS:
            yield ast.Call(ast.Name(SWAPS[name], ast.Load()), arguments, keywords)
        case ast.Return(ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.If(_, body, orelse):
            yield from (ast.If(ast.Constant(value), body, orelse) for value in (True, False))
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.While(_, body, orelse):
            yield ast.While(ast.Constant(False), body, orelse)
        case ast.comprehension(target, iterable, [*conditions], is_async):
            for place in range(len(conditions)):
                yield ast.comprehension(target, iterable, conditions[:place] + conditions[place + 1 :], is_async)
        case ast.Break():
            yield ast.Continue()
        case ast.Raise() | ast.Expr(ast.Call()):
            yield ast.Pass()


@dataclass(frozen=True)
class Mutant:
    """A change of one thing, named by where and what it is, so that the name outlives a change of the lines before it."""

    name: str
    line: int
    code: CodeType


def mutants(source: str, path: Path) -> list[Mutant]:
    """Return every mutant of a module."""
    tree = ast.parse(source)
    found, names = [], Counter[str]()
    for parent, field, place, node, where, statement in _nodes(tree):
        for change in changes(node):
            before = _headline(statement)
            _put(parent, field, place, change)
            after = _headline(statement if statement is not node else change)
            code = compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)
            _put(parent, field, place, node)
            name = f"{where}: {before} -> {after}"
            names[name] += 1
            found.append(Mutant(f"{name} ({names[name]})" if names[name] > 1 else name, getattr(statement, "lineno", 0), code))
    return found


def _nodes(tree: ast.Module) -> Iterator[tuple[Any, str, int | None, ast.AST, str, ast.AST]]:
    """Yield what may be changed, with its place, the name of its function, and the statement it stands in."""

    def below(node: ast.AST, where: str, statement: ast.AST) -> Iterator[tuple[Any, str, int | None, ast.AST, str, ast.AST]]:
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                # Words are not the rule: neither docstrings nor what a refusal says.
                if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr):
                    continue
                inside = statement if not isinstance(child, ast.stmt) else child
                name = f"{where}.{child.name}".lstrip(".") if isinstance(child, ast.FunctionDef | ast.ClassDef) else where
                yield node, field, place, child, name, inside
                yield from below(child, name, inside)

    yield from below(tree, "", tree)


def _put(parent: Any, field: str, place: int | None, node: ast.AST | None) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _headline(statement: ast.AST | None) -> str:
    lines = ast.unparse(statement).splitlines() if statement is not None else ["nothing"]
    return next(line for line in lines if not line.startswith("@"))


# --- How one is tried ---


class Referee:
    """Notes the first test that fails."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    pytest_collectreport = pytest_runtest_logreport


def run_tests(module: str, code: CodeType, path: Path, tests: list[str]) -> str:
    """Put the module made of `code` in place and return the first test that fails, or "". For a process of its own."""
    import hypothesis
    import pytest

    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutation", derandomize=True, database=None, deadline=None, phases=phases)
    hypothesis.settings.load_profile("mutation")
    changed = ModuleType(module)
    changed.__file__ = str(path)
    sys.modules[module] = changed
    try:
        exec(code, changed.__dict__)  # noqa: S102  (the rule itself, with one thing changed)
    except Exception as error:
        return f"import: {error}"
    package, _, name = module.rpartition(".")
    setattr(__import__(package, fromlist=["x"]), name, changed)
    referee = Referee()
    without = [word for plugin in ("cacheprovider", "xdist", "django") for word in ("-p", f"no:{plugin}")]
    alone = ["-c", os.devnull, "--rootdir", str(ROOT), "--noconftest", *without]
    answer = pytest.main(["-x", "-q", *alone, *tests], plugins=[referee])
    return referee.failed or ("" if answer == 0 else f"pytest ended with {answer}")


class Trial:
    """A process in which one mutant is tried."""

    def __init__(self, module: str, path: Path, code: CodeType, tests: list[str], patience: float) -> None:
        self.ear, mouth = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(mouth)
            return
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(patience) + 1)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        answer = "the process broke"
        try:
            answer = run_tests(module, code, path, tests)
        except BaseException as error:
            answer = f"{type(error).__name__}: {error}"
        finally:
            os.write(mouth, (answer or "lives").encode()[:2000])
            os._exit(0)

    def ended(self) -> str:
        """Return what came of it, after the process has ended."""
        with open(self.ear, "rb") as ear:
            return ear.read().decode(errors="replace") or "took too long"

    def stop(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.ear)


# --- All of them ---


class Rule:
    """A module with its tests, its mutants, and what is known of them."""

    def __init__(self, name: str, listed: dict[str, str]) -> None:
        self.name, self.module, self.listed = name, RULES[name], listed
        self.path = ROOT / (self.module.replace(".", "/") + ".py")
        self.tests = sorted(str(path) for path in (ROOT / "tests" / "rules").glob(f"test_{name}*.py"))
        source = self.path.read_text()
        self.original = compile(source, str(self.path), "exec", dont_inherit=True)
        self.mutants = mutants(source, self.path)
        texts = [source, Path(__file__).read_text(), *(Path(test).read_text() for test in self.tests)]
        self.digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
        self.file = RESULTS / f"{name}.json"
        self.results: dict[str, str] = {}

    def remember(self) -> None:
        if self.file.exists():
            kept = json.loads(self.file.read_text())
            self.results = kept["results"] if kept["digest"] == self.digest else {}

    def keep(self) -> None:
        RESULTS.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps({"digest": self.digest, "results": self.results}, indent=1, ensure_ascii=False))

    def try_all(self, processes: int) -> None:
        """Try every mutant that no earlier run has tried, keeping the results as they come."""
        began = time.monotonic()
        unchanged = Trial(self.module, self.path, self.original, self.tests, 600)
        os.waitpid(unchanged.pid, 0)
        if (answer := unchanged.ended()) != "lives":
            sys.exit(f"{self.name}: the tests fail without any mutant: {answer}")
        patience = max(20.0, PATIENCE * (time.monotonic() - began))
        waiting = [mutant for mutant in self.mutants if mutant.name not in self.results]
        running: dict[int, tuple[Trial, Mutant]] = {}
        try:
            while waiting or running:
                while waiting and len(running) < processes:
                    mutant = waiting.pop(0)
                    trial = Trial(self.module, self.path, mutant.code, self.tests, patience)
                    running[trial.pid] = trial, mutant
                pid, _status = os.wait()
                trial, mutant = running.pop(pid)
                self.results[mutant.name] = trial.ended()
                self._say(mutant)
        finally:
            for trial, _mutant in running.values():
                trial.stop()
            self.keep()

    def _say(self, mutant: Mutant) -> None:
        done = len(self.results)
        if self.results[mutant.name] == "lives" and mutant.name not in self.listed:
            print(f"{CLEAR}  lives: line {mutant.line}, {mutant.name}")
        if CLEAR or done % 50 == 0:
            print(f"{CLEAR}  {self.name}: {done} of {len(self.mutants)} mutants", end="" if CLEAR else "\n", flush=True)

    def judge(self) -> bool:
        """Print the figures and say whether every mutant is noticed, but for those listed."""
        names = [mutant.name for mutant in self.mutants]
        lives = {name for name in names if self.results[name] == "lives"}
        slow = sum(self.results[name] == "took too long" for name in names)
        unlisted, stale = sorted(lives - self.listed.keys()), sorted(self.listed.keys() - lives)
        print(
            f"{CLEAR}{self.name}: {len(names)} mutants, {len(names) - len(lives)} noticed ({slow} by taking too long), "
            f"{len(lives) - len(unlisted)} make no difference and are listed, {len(unlisted)} live."
        )
        for name in unlisted:
            print(f"  LIVES  {name}")
        for name in stale:
            print(f"  listed in scripts/mutate.toml, but {'noticed by a test' if name in names else 'no such mutant'}: {name}")
        return not unlisted and not stale


def main() -> int:
    asked = argparse.ArgumentParser(description="Change one thing of a rule at a time, and see that a test notices.")
    asked.add_argument("rules", nargs="*", help=f"of {', '.join(RULES)}; all if none is named")
    asked.add_argument("--processes", type=int, default=PROCESSES)
    asked.add_argument("--fresh", action="store_true", help="forget earlier results")
    options = asked.parse_args()
    if unknown := set(options.rules) - set(RULES):
        asked.error(f"no rule: {', '.join(unknown)}")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    for heavy in ("hypothesis", "hypothesis.strategies", "pytest", "holidays"):
        __import__(heavy)  # once, before the processes part
    listed = tomllib.loads((ROOT / "scripts" / "mutate.toml").read_text())
    good = True
    for name in options.rules or RULES:
        rule = Rule(name, {entry["mutant"]: entry["because"] for entry in listed.get(name, [])})
        if not options.fresh:
            rule.remember()
        try:
            rule.try_all(options.processes)
        except KeyboardInterrupt:
            print(f"\nStopped; {len(rule.results)} of {len(rule.mutants)} results are kept in {rule.file.relative_to(ROOT)}.")
            return 130
        good &= rule.judge()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
