#!/bin/sh
# What `make check` runs: every check, each under its heading. The first one that fails ends it.
set -eu

cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
heading() { printf '\n== %s ==\n' "$*"; }

# Settings as production has them, so that the deployment check judges what will be deployed. Nothing is connected to.
production() {
    env COUNTERSIGN_LOCAL=0 DEBUG=0 TRUST_PROXY=1 \
        SECRET_KEY=check-0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ \
        ALLOWED_HOSTS=countersign.example SITE_URL=https://countersign.example \
        DATABASE_URL=sqlite://:memory: CELERY_BROKER_URL=redis://localhost:6379/0 CACHE_URL=redis://localhost:6379/1 \
        EMAIL_URL=smtp+tls://localhost:587 "DEFAULT_FROM_EMAIL=Countersign <clerk@countersign.example>" \
        DJANGO_SETTINGS_MODULE=governance.settings "$@"
}

heading "Style"
ruff check .
heading "Formatting"
ruff format --check .
heading "Types"
mypy
heading "Who imports whom"
lint-imports
heading "Migrations are complete"
production python manage.py makemigrations --check --dry-run
heading "Ready for deployment"
production python manage.py check --deploy --fail-level WARNING
