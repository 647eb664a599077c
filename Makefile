# make run    everything on this computer, with the sample register   (PORT=8123 make run for another port)
# make test   the tests                                               (make test ARGS='-k tally')
# make check  style, types, imports, migrations, deployment
# make lock   requirements*.txt anew from requirements*.in

.PHONY: run test check lock

run:
	@sh scripts/bootstrap.sh requirements.txt
	@exec env COUNTERSIGN_LOCAL=1 .venv/bin/python manage.py run_local

test:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@exec .venv/bin/python -m pytest $(ARGS)

check:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@sh scripts/check.sh

LOCK = .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url
lock:
	@sh scripts/bootstrap.sh requirements-dev.txt
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt
	@echo "requirements.txt and requirements-dev.txt are up to date."
