"""Local only: prints every query of each step with its origin."""
import os, re, traceback, collections
from contextlib import contextmanager
from unittest.mock import patch
from odoo.sql_db import Cursor
from odoo import Command
from .test_speed import TestSpeed as Base
from ..common import DEPARTMENTS

TestBase = Base
del Base
OUT = os.environ.get("TRACE_OUT", "/tmp/trace/out.txt")

class TestZzTrace(TestBase):
    pass

for name in list(vars(TestBase)):
    if name.startswith("test_") and name != "test_tags":
        setattr(TestZzTrace, name, None)

@contextmanager
def tracing(label, handle):
    original = Cursor.execute
    n = [0]
    def execute(self, query, params=None, log_exceptions=True):
        n[0] += 1
        stack = traceback.extract_stack()[:-1]
        frames = []
        for f in stack:
            fn = f.filename
            if "/customer_review/" in fn and "/tests/" not in fn:
                frames.append(f"CR {os.path.basename(fn)}:{f.lineno}:{f.name}")
            elif "/odoo/addons/" in fn:
                frames.append(f"{fn.split('/odoo/addons/')[1]}:{f.lineno}:{f.name}")
            elif "/odoo/orm/" in fn and f.name in ("_fetch_field","recompute","_recompute_model","_flush","flush_all", "_write_multi","create","_check_rules", "_validate_fields", "_compute_field_value","check_access", "_compute_domain", "_search", "__get__", "determine_group_id"):
                frames.append(f"orm:{f.name}")
        q = re.sub(r"\s+", " ", str(query.code if hasattr(query, "code") else query))
        if len(q) > 260:
            q = q[:150] + " ... " + q[-110:]
        handle.write(f"  [{n[0]}] {q}\n        {' > '.join(frames[-14:])}\n")
        return original(self, query, params, log_exceptions)
    with patch.object(Cursor, "execute", execute):
        handle.write(f"=== {label}\n")
        yield n
        handle.write(f"=== {label}: {n[0]}\n\n")

class TestZzTrace(TestZzTrace):
    def test_trace(self):
        self.count_stock(1)
        stock = self.count_stock(1)
        self.count_flow(1)
        plain = self.count_flow(1)
        few, many = self.count_flow(10), self.count_flow(60)
        further = {step: (many[step] - few[step]) / 50 for step in few}
        handle = open(OUT, "w")
        handle.write(f"stock {stock} {sum(stock.values())}\nours {plain} {sum(plain.values())}\nfurther {further}\n")
        original = type(self).count
        step = [0]
        def count(this, action):
            step[0] += 1
            self.env.cr.flush(); self.env.invalidate_all()
            with tracing(f"step {step[0]}", handle):
                result = action()
                self.env.cr.flush()
            self.env.invalidate_all()
            return 0, result
        with patch.object(type(self), "count", count):
            handle.write("######## stock\n")
            self.count_stock(1)
        self.count_flow(1)
        with patch.object(type(self), "count", count):
            handle.write("######## flow\n")
            step[0] = 0
            self.count_flow(1)
            orders = self.create_orders(20)
            handle.write("######## submit 20\n")
            step[0] = 100
            self.count(orders.action_submit_review)
            step[0] = 200
            self.count(orders.with_user(self.reviewers["quality"]).action_approve_review)
        handle.close()

from .test_screen_speed import TestScreenSpeed as ScreenBase, build_spec, is_stock

class TestZzScreen(ScreenBase):
    def test_trace_screen(self):
        handle = open("/tmp/trace/screen.txt", "w")
        def show(label, order, policy):
            self.company.review_policy = policy
            env = self.env(user=self.salesman, context={**self.env.context, "tz": "UTC"})
            ours = build_spec(env, "sale.order", "form")
            stock = build_spec(env, "sale.order", "form", keep=is_stock)
            handle.write(f"{label} extra fields: {sorted(set(ours) - set(stock))}\n")
            for name, spec in (("stock", stock), ("ours", ours)):
                for attempt in range(3):
                    self.env.flush_all(); self.env.invalidate_all()
                    if attempt < 2:
                        env["sale.order"].browse(order.id).web_read(spec)
                        continue
                    with tracing(f"step {label} {name}", handle):
                        env["sale.order"].browse(order.id).web_read(spec)
        show("none", self.create_order(), "none")
        docs = self.create_contract(customer_document_ids=[Command.create({"name": "a.txt", "raw": b"a"})])
        show("docs", docs, "all")
        self.submit(docs)
        show("docs_submitted", docs, "all")
        out = self.create_contract()
        self.submit(out)
        out.order_line.product_uom_qty = 9
        show("outdated", out, "all")
        handle.close()

for name in list(vars(ScreenBase)):
    if name.startswith("test_") and name != "test_tags":
        setattr(TestZzScreen, name, None)
del ScreenBase
