"""Shows every query of a request, with the functions that led to it."""

from collections import Counter

import flow
from measure import recorded_queries

WIDTH = 200
WARM_UPS = 2


def explain_flow(database, step, count):
    """Print the queries of those steps of the flow whose name contains ``step``."""
    for _number in range(WARM_UPS):
        for _name, role, act in flow.steps(database, 1):
            database.request(role, act)
    for name, role, act in flow.steps(database, count):
        with recorded_queries() as queries:
            database.request(role, act)
        if step in name:
            _show(f"{database.label}, {name}, {count} order(s)", queries, count)


def explain_screens(database, probes, name):
    """Print the queries of those screens whose name contains ``name``."""
    for probe in probes:
        if name in probe.name and database.label in probe.acts:
            role, act = probe.acts[database.label]
            for _number in range(WARM_UPS):
                database.request(role, act)
            with recorded_queries() as queries:
                database.request(role, act)
            _show(f"{database.label}, {probe.name}", queries, 1)


def _show(title, queries, count):
    print(f"\n== {title}: {len(queries)} queries")
    if count == 1:
        for number, query in enumerate(queries, 1):
            print(f"{number:4} {query.sql[:WIDTH]}")
            for frame in query.frames:
                print(f"       {frame}")
        return
    # Of many orders, what is asked more than once is what costs.
    asked = Counter(
        (query.sql.split("WHERE")[0].split("VALUES")[0][:WIDTH], *query.frames)
        for query in queries
    )
    for (sql, *frames), times in asked.most_common():
        print(f"{times:4} x {sql}")
        for frame in frames:
            print(f"         {frame}")
