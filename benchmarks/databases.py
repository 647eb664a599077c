"""Databases to measure on: loaded once, copied fresh for each round."""

from __future__ import annotations

from datetime import date

import psycopg
from django.db import connection

Value = str | int | date

MIGRATED = "countersign"  # as running_postgresql() names it


def use(name: str) -> None:
    """Let Django speak to another database of the same server."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def fresh(name: str, *, copy_of: str) -> None:
    """Make the database anew as a copy, and use it."""
    connection.close()
    with _maintenance() as server:
        server.execute(f'drop database if exists "{name}"'.encode())
        server.execute(f'create database "{name}" template "{copy_of}"'.encode())
    use(name)


def drop(*names: str) -> None:
    """Drop databases."""
    connection.close()
    with _maintenance() as server:
        for name in names:
            server.execute(f'drop database if exists "{name}"'.encode())


def run(statement: str, *values: Value) -> int:
    """Run a statement; return how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.rowcount


def one(query: str, *values: Value) -> int:
    """Return the one number that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return int(cursor.fetchone()[0])


def _maintenance() -> psycopg.Connection:
    settings = connection.settings_dict
    options = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    return psycopg.connect(dbname="postgres", autocommit=True, **options)
