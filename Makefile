# make run    everything on this computer, with the sample register   (PORT=8123 make run for another port)
# make test   the tests                                               (make test ARGS='-k tally')
# make check  style, types, imports, migrations, deployment
# make proof  every state of a ballot, and a thousand runs                (docs/proof.md)
# make mutate every change of a rule must fail a test                 (make mutate ARGS=tally)
# make chaos  kills, lost brokers, a faulty mail server               (make chaos KILLS=1000; SEED=... repeats the blows)
# make bench  the benchmarks of docs/performance.md                   (make bench ROWS="sweep public" ROUNDS=9)
# make words  the Spanish catalogue anew from the sources; says what waits to be translated (make words FROM=more.po; needs gettext)
# make lock   requirements*.txt anew from requirements*.in

.PHONY: run test check proof mutate chaos bench words lock

run:
	@sh scripts/bootstrap.sh requirements.txt
	@exec env COUNTERSIGN_LOCAL=1 .venv/bin/python manage.py run_local

test:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@exec .venv/bin/python -m pytest $(ARGS)

check:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@sh scripts/check.sh

proof:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@exec .venv/bin/python -m pytest --dist load -m "slow or not slow" -rP tests/proof $(ARGS)

mutate:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@exec .venv/bin/python scripts/mutate.py $(ARGS)

KILLS ?= 40
chaos:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@exec env KILLS=$(KILLS) SEED=$(SEED) .venv/bin/python -m pytest -n 0 -s -m "slow or not slow" \
		tests/services/chaos tests/services/test_mail_servers.py tests/services/test_main_job_on_servers.py $(ARGS)

ROWS ?= sweep delivery
ROUNDS ?= 5
bench:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@exec .venv/bin/python -m benchmarks $(ROWS) --rounds $(ROUNDS)

words:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@exec .venv/bin/python scripts/words.py $(FROM)

LOCK = .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url
lock:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-pdf.in -o requirements-pdf.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt
	@echo "requirements.txt, requirements-pdf.txt and requirements-dev.txt are up to date."
