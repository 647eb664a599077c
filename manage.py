#!/usr/bin/env python
"""Run one of the project's commands; without arguments, list them."""

import os
import sys


def main() -> None:
    """Run the command. Settings that are refused end it with their sentence, not with a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python. Run `make run`, or use .venv/bin/python.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(f"Countersign does not start: {refusal}")


if __name__ == "__main__":
    main()
