"""A kept connection that the server has ended is noticed before a page uses it."""

import psycopg
import pytest
from django.db import connection

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a matter of PostgreSQL alone"),
]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_ended_is_replaced() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ended = cursor.fetchone()[0]
    assert connection.is_usable()
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{one: parameters[one] for one in names if parameters.get(one)}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != ended


@pytest.mark.django_db(transaction=True)
def test_looking_asks_the_server_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    sent: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *more: sent.append(sql) or run(sql, *more)):
        assert connection.is_usable()
    assert sent == []
