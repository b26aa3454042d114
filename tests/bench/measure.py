"""Requests as a server would run them, with their time and their queries."""

import contextlib
import gc
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

from odoo import api
from odoo.modules.registry import Registry

HERE = str(Path(__file__).parent)
STOCK_FRAMES = 4


class Sample(NamedTuple):
    milliseconds: float
    queries: int


class Query(NamedTuple):
    sql: str
    frames: list


class Database:
    """A database, the people who work in it, and what they sell to whom."""

    def __init__(self, name, label, policy=None, notify=False):
        self.name = name
        self.label = label
        self.policy = policy
        self.notify = notify
        self.registry = Registry(name)
        self.has_addon = "customer.review" in self.registry
        self.has_tiers = "tier.definition" in self.registry
        self.users = {}
        self.company_id = self.customer_id = None
        self.product_ids = []

    @contextlib.contextmanager
    def superuser(self):
        """An environment to prepare things in, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, api.SUPERUSER_ID, {})

    def request(self, role, act):
        """Run ``act(env)`` as one request of a user; return its result and sample.

        A request has a transaction of its own, begins with an empty record cache
        and ends with the commit, so the hooks before the commit count. The caches
        that a running server keeps (rights, views, settings) stay warm.
        """
        user_id = self.users[role]
        context = {
            "lang": "en_US",
            "tz": "UTC",
            "uid": user_id,
            "allowed_company_ids": [self.company_id],
        }
        gc.collect()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user_id, context)
            start = time.perf_counter()
            result = act(env)
            cr.commit()
            elapsed = time.perf_counter() - start
            return result, Sample(1000 * elapsed, cr.sql_log_count)


@contextlib.contextmanager
def recorded_queries():
    """Yield a list that fills with the queries of this thread and their callers."""
    queries = []

    def record(cr, query, params, _start, _delay):
        sql = " ".join(cr._format(query, params).split())
        queries.append(Query(sql, _get_frames()))

    thread = threading.current_thread()
    thread.query_hooks = [record]
    try:
        yield queries
    finally:
        del thread.query_hooks


def _get_frames():
    """Return the functions of addons on the stack, the innermost first.

    All of this addon's, which are marked, and the innermost of the others.
    """
    frame = sys._getframe(2)
    frames, others = [], 0
    while frame and not frame.f_code.co_filename.startswith(HERE):
        path = frame.f_code.co_filename
        here = f":{frame.f_lineno} {frame.f_code.co_name}"
        if "/customer_review/" in path:
            frames.append(f"* {path.rpartition('/customer_review/')[2]}{here}")
        elif "/addons/" in path and others < STOCK_FRAMES:
            others += 1
            frames.append(f"  {path.rpartition('/addons/')[2]}{here}")
        frame = frame.f_back
    return frames
