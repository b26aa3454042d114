"""Who may call what over RPC: every public method of every model, by every role."""

import inspect

from odoo import Command
from odoo.exceptions import AccessError, MissingError
from odoo.tools import SQL

from .cast import ADDON, MISSING, ONLOOKERS, ROLES, CastCase

READERS = "submitter quality general_manager manager auditor"
EMPLOYEES = "submitter colleague quality general_manager manager auditor nobody"
INTERNAL = f"{EMPLOYEES} stranger"
EVERYBODY = f"{INTERNAL} customer other_customer"
HANDLERS = "submitter colleague manager"
NOBODY = ""

KEPT = {"create": NOBODY, "write": NOBODY, "copy_data": NOBODY}
CONFIGURED = {"create": "manager", "write": "manager", "unlink": "manager"}
# Who may call what on the stage. A new public method is refused without an entry.
RIGHTS = {
    "customer.review": {
        **KEPT,
        "action_approve": "quality",
        "action_approve_with_conditions": "quality",
        "action_reject": "quality",
        "action_withdraw": "submitter manager",
        "action_print": READERS,
        "action_report_delay": "submitter",
        "action_view_conditions": READERS,
        "action_view_document": READERS,
        "action_view_revisions": READERS,
        "message_subscribe": NOBODY,
    },
    "customer.review.line": {
        **KEPT,
        "action_accept": "quality",
        # The rest opens a dialog, in which only quality can decide.
        "action_accept_selected": READERS,
        "action_accept_with_conditions": READERS,
        "action_reject": READERS,
        "action_open_review": READERS,
    },
    "customer.review.check": {
        "create": NOBODY,
        "copy_data": NOBODY,
        "write": "quality",
        "action_answer_yes": "quality",
        "action_answer_na": "quality",
        "action_answer_no": "quality",
        "action_edit_note": READERS,
    },
    "customer.review.condition": {
        **KEPT,
        # The owner and the General Manager, beside the department that has set it.
        "action_done": "submitter general_manager",
        "action_waive": "general_manager",
        "action_open_review": READERS,
    },
    "customer.review.finding": {
        "create": "submitter",
        "write": "submitter",
    },
    "customer.requirement": {
        "create": "submitter",
        "write": "submitter",
    },
    "customer.review.decision": {
        "action_confirm": "quality",
        # Whoever sees the opinions opens a dialog about them; it is his alone.
        "create": "submitter quality general_manager manager",
        "write": "quality",
    },
    "customer.review.decision.condition": {"create": "quality", "write": "quality"},
    # Opened by the button alone.
    "customer.review.fact.sheet": {"create": NOBODY, "write": NOBODY},
    "customer.review.withdrawal": {
        "action_confirm": "submitter",
        "create": "submitter manager",
        "write": "submitter",
    },
    "customer.review.department": {
        **CONFIGURED,
        "web_search_read": INTERNAL,
        "action_view_conditions": EMPLOYEES,
        "action_view_late": EMPLOYEES,
        "action_view_to_review": EMPLOYEES,
    },
    # The stranger is a manager too, of his own company's.
    "customer.review.settings": {
        "create": "manager stranger",
        "write": "manager",
        "execute": "manager",
        "cancel": "manager",
    },
    "customer.review.item": CONFIGURED,
    "customer.review.criterion": CONFIGURED,
    "customer.review.form.control": CONFIGURED,
    "customer.review.route": {**CONFIGURED, "create": "manager stranger"},
    "customer.review.route.step": CONFIGURED,
    # They belong to no company: the stranger is an administrator of his.
    "customer.review.part": dict.fromkeys(CONFIGURED, "manager stranger"),
    "sale.order": {
        "create": "submitter colleague stranger",
        "write": "submitter",
        "message_post": "submitter",
        "web_read": "submitter customer",
        "action_submit_review": "submitter",
        "action_withdraw_review": "submitter manager",
        "action_approve_review": "quality",
        "action_approve_review_with_conditions": "quality",
        "action_reject_review": "quality",
        "action_open_review": READERS,
        "action_view_reviews": READERS,
        "action_print_review": READERS,
        "action_measure_criteria": "submitter",
        "action_view_facts": "submitter quality general_manager manager",
        "action_send_oral_confirmation": "submitter",
        # As in stock.
        "action_quotation_send": "submitter customer",
        "action_quotation_sent": "submitter",
        "action_confirm": NOBODY,
        "action_view_complaints": "submitter",
        "action_log_complaint": "submitter",
        "action_request_change": "submitter",
        "action_view_changes": "submitter",
        "action_report_delay": "submitter",
    },
    "sale.order.line": {
        "create": "submitter",
        "write": "submitter",
        "unlink": "submitter",
    },
    "product.template": {
        "action_view_complaints": INTERNAL,
        "action_log_complaint": f"{HANDLERS} stranger",
    },
    "account.move": {"action_view_complaints": NOBODY, "action_log_complaint": NOBODY},
    "res.partner": {"action_view_complaints": f"{INTERNAL} customer"},
    "res.company": {"write": NOBODY},
    # A file of a review, and a message on an order.
    "ir.attachment": {"create": INTERNAL, "write": NOBODY},
    "mail.message": {"create": "submitter"},
    "mail.activity": {"action_open_decision": READERS},
    # Only in a session of the browser; see review/test_signing.py.
    "res.users.identitycheck": {"run_check": NOBODY},
    "customer.order.change": {
        "onchange": "submitter",
        "web_read": READERS,
        "create": "submitter",
        "write": "submitter",
        "message_post": READERS,
        "action_submit_review": "submitter",
        "action_withdraw_review": "submitter manager",
        "action_approve_review": "quality",
        "action_approve_review_with_conditions": "quality",
        "action_reject_review": "quality",
        "action_open_review": READERS,
        "action_view_reviews": READERS,
        "action_print_review": READERS,
        "action_measure_criteria": "submitter",
        "action_submit_again": NOBODY,
        "action_apply": NOBODY,
        "action_cancel": "submitter",
        "action_view_order": READERS,
        "action_acknowledge": "quality",
        "action_estimate_loss": "submitter quality general_manager",
        "action_send_confirmation": "submitter",
        "action_print_notice": READERS,
    },
    "customer.order.change.line": {
        "onchange": "submitter",
        "create": "submitter",
        "write": "submitter",
        "unlink": "submitter",
    },
    "customer.order.change.acknowledgement": {**KEPT, "action_acknowledge": "quality"},
    "customer.order.change.loss": {
        "action_confirm": "quality",
        "create": "submitter quality general_manager manager",
        "write": "quality",
    },
    "customer.order.change.delay": {
        "create": "submitter",
        "action_confirm": "submitter",
    },
    "customer.publication": {
        "create": f"{HANDLERS} stranger",
        "write": "submitter manager",
        "copy_data": f"{READERS} colleague",
        "web_read": f"{READERS} colleague",
        "action_submit_review": "submitter manager",
        "action_withdraw_review": "submitter manager",
        # Quality has judged no claim yet.
        "action_approve_review": NOBODY,
        "action_approve_review_with_conditions": "quality",
        "action_reject_review": "quality",
        "action_open_review": f"{READERS} colleague",
        "action_view_reviews": f"{READERS} colleague",
        "action_print_review": f"{READERS} colleague",
        "action_measure_criteria": "submitter manager",
        "action_search_words": "submitter manager",
        "action_publish": "submitter manager",
        "action_withdraw": "submitter manager",
        "action_new_version": "submitter manager",
        "action_view_versions": f"{READERS} colleague",
        # Whoever may see quotations at all.
        "action_view_orders": "submitter colleague",
    },
    "customer.publication.claim": {
        "create": "submitter manager",
        "write": "submitter manager",
        "unlink": "submitter manager",
        "action_accept": "quality",
        "action_reject": "quality",
        "action_view_uses": f"{READERS} colleague",
    },
    "customer.publication.verdict": {
        **KEPT,
        "write": "quality",
        "action_accept": "quality",
        "action_reject": "quality",
    },
    "customer.publication.hit": {"create": NOBODY, "write": "submitter manager"},
    "customer.publication.placement": KEPT,
    # Whoever sees the publication opens a dialog; it is his alone.
    "customer.publication.publish": {
        "create": HANDLERS,
        "write": "submitter",
        "action_confirm": "submitter",
    },
    "customer.publication.withdrawal": {
        "create": HANDLERS,
        "write": "submitter",
        "action_confirm": "submitter",
    },
    "customer.publication.rejection": {
        "create": f"{HANDLERS} quality general_manager",
        "write": "quality",
        "action_confirm": "quality",
    },
    "product.document": {"create": NOBODY, "write": NOBODY},
    "customer.complaint": {
        "create": HANDLERS,
        "write": HANDLERS,
        "action_acknowledge": HANDLERS,
        "action_assess": NOBODY,
        "action_investigate": HANDLERS,
        "action_answer": NOBODY,
        "action_refuse": NOBODY,
        "action_verify": NOBODY,
        "action_close": NOBODY,
        "action_reopen": NOBODY,
        "action_compose_answer": HANDLERS,
        "action_record_settled": NOBODY,
        "action_report_to_general_manager": HANDLERS,
        "action_decide": NOBODY,
        "action_wait_for_customer": HANDLERS,
        "action_resume": HANDLERS,
        "action_view_my_opinion": f"{HANDLERS} quality general_manager auditor",
        # The customer's own, as the portal shows them.
        "action_view_ratings": f"{HANDLERS} quality general_manager auditor customer",
        "action_view_repeats": f"{HANDLERS} quality general_manager auditor customer",
        # The stranger handles complaints in his own company.
        "message_new": f"{HANDLERS} stranger",
        "message_post": f"{HANDLERS} quality general_manager auditor",
        "message_update": HANDLERS,
    },
    "customer.complaint.containment": {
        "create": f"{HANDLERS} quality",
        "write": f"{HANDLERS} quality",
    },
    "customer.complaint.cause": {
        "create": f"{HANDLERS} quality",
        "write": f"{HANDLERS} quality",
    },
    "customer.complaint.action": {
        "create": f"{HANDLERS} quality",
        "write": f"{HANDLERS} quality",
        "action_done": f"{HANDLERS} quality",
        "action_verify": NOBODY,
    },
    "customer.complaint.opinion": {
        "create": NOBODY,
        "write": "quality",
        "action_answer": "quality",
        "action_view_part": f"{HANDLERS} quality general_manager auditor",
    },
    "customer.complaint.team": {
        "create": "manager",
        "write": "manager",
        "action_view_complaints": EMPLOYEES,
    },
    # Whoever handles complaints opens a dialog; it is his alone.
    "customer.complaint.merge": {
        "action_confirm": "submitter",
        "create": HANDLERS,
        "write": "submitter",
    },
    "customer.complaint.decision": {
        "action_confirm": NOBODY,
        "create": "submitter colleague manager quality general_manager stranger",
        "write": "general_manager",
    },
}
# Nothing of any record: what Odoo would fill into a new one for this user.
HARMLESS = {"default_get"}
# Odoo tells every employee who follows any record, be it an order or ours.
TOLD_BY_ODOO = {"message_get_followers"}
# They take an e-mail as a Python object, which no remote call can send.
UNREACHABLE = {"mail.thread": {"message_parse", "message_route"}}
# Odoo says who changes working times; ours only forgets what was kept at hand.
FORGETTING = {
    f"resource.calendar{part}": {"create", "write", "unlink"}
    for part in ("", ".attendance", ".leaves")
}
# Odoo says who has which activity; ours tells the clock, and opens decisions.
ACTIVITIES = {
    "mail.activity": {
        *("create", "write", "unlink", "action_done"),
        *("action_done_redirect_to_other", "action_done_schedule_next"),
    }
}
LEFT_OUT = UNREACHABLE | FORGETTING | ACTIVITIES


class TestPublicMethods(CastCase):
    maxDiff = None
    is_watching = False

    def get_methods(self, model):
        """Return the public methods that the addon defines or overrides in a model."""
        return {
            name
            for cls in self.own_classes(model)
            for name, value in vars(cls).items()
            if inspect.isfunction(value) and self.is_public(model, name)
        }

    def is_public(self, model, name):
        """Return whether Odoo lets a remote call reach the method."""
        return not name.startswith("_") and not any(
            getattr(getattr(cls, name, None), "_api_private", False)
            for cls in type(self.env[model]).__mro__
        )

    def is_stock(self, model, name):
        """Return whether the method is Odoo's, which then answers strangers itself."""
        return any(
            name in vars(cls)
            for cls in type(self.env[model]).__mro__
            if cls.__module__.startswith("odoo.")
            and not cls.__module__.startswith(ADDON)
        )

    def get_call(self, model, name):
        """Return the record, the arguments and the keywords of a call."""
        record = self.stage[
            {
                ("sale.order", "action_submit_review"): "draft",
                ("sale.order", "action_measure_criteria"): "draft",
                ("sale.order", "action_quotation_send"): "draft",
                ("sale.order", "action_send_oral_confirmation"): "oral",
                ("sale.order", "action_request_change"): "confirmed",
                ("sale.order", "action_view_changes"): "confirmed",
                ("sale.order", "action_report_delay"): "confirmed",
                ("customer.review", "action_report_delay"): "confirmed_review",
                ("customer.order.change", "action_submit_review"): "change_draft",
                ("customer.order.change", "action_acknowledge"): "change_applied",
                ("customer.publication", "action_submit_review"): "publication_draft",
                ("customer.publication", "action_publish"): "publication_approved",
                ("customer.publication", "action_withdraw"): "publication_published",
                ("customer.publication", "action_new_version"): "publication_published",
                ("customer.complaint", "action_acknowledge"): "received",
                ("customer.review.department", "unlink"): "spare",
                ("customer.review.criterion", "unlink"): "far",
            }.get((model, name), model)
        ]
        by_name = {
            "create": lambda: [[self.get_vals(model)]],
            "write": lambda: [record.ids, self.get_written(model)],
            "web_read": lambda: [record.ids, {"name": {}}],
            "web_search_read": lambda: [[], {"name": {}}],
            "message_subscribe": lambda: [
                record.ids,
                self.customer.ids,
            ],
            "onchange": lambda: [record.ids, {}, [], {}],
            "message_new": lambda: [{"subject": "x", "email_from": "x@example.com"}],
            "message_update": lambda: [record.ids, {"email_from": "x@example.com"}],
        }
        keywords = {"body": "Hello"} if name == "message_post" else {}
        if (model, name) == ("customer.complaint.opinion", "action_view_part"):
            keywords["context"] = {"complaint_part": "cause"}
        return record, by_name.get(name, lambda: [record.ids])(), keywords

    def get_written(self, model):
        return {
            "sale.order": {"client_order_ref": "x"},
            "sale.order.line": {"product_uom_qty": 4},
            "customer.review": {"state": "approved"},
            "customer.review.line": {"decision": "accepted"},
            "customer.review.check": {"answer": "yes"},
            "customer.review.condition": {"state": "done"},
            "customer.review.decision": {"comment": "x"},
            "customer.review.withdrawal": {"reason": "x"},
            "customer.review.finding": {"evidence": "x"},
            "customer.review.form.control": {"number": "x"},
            "customer.review.route.step": {"hours": 4},
            "customer.order.change": {"reason": "x"},
            "customer.order.change.acknowledgement": {"date": "2030-01-01 12:00:00"},
            "customer.review.settings": {"review_policy": "none"},
            "customer.publication.claim": {"text": "x"},
            "customer.publication.verdict": {"verdict": "accepted"},
            "customer.publication.hit": {"answer": "x"},
            "customer.publication.placement": {"detail": "x"},
            "customer.publication.publish": {"detail": "x"},
            "customer.publication.withdrawal": {"reason": "x"},
            "customer.publication.rejection": {"note": "x"},
            "customer.order.change.loss": {"loss_note": "x"},
            "customer.complaint": {"subject": "x"},
            "customer.complaint.merge": {
                "target_id": self.stage["customer.complaint"].id
            },
            "customer.complaint.decision": {"comment": "x"},
            "customer.complaint.opinion": {"comment": "x"},
            "res.company": {"review_policy": "none"},
        }.get(model, {"name": "x"})

    def get_secrets(self, role):
        """Return what a stranger must not read in any answer."""
        names = {
            self.stage[model][name]
            for model, name in (
                ("customer.review", "name"),
                ("sale.order", "name"),
                ("sale.order", "client_order_ref"),
                ("customer.review.condition", "name"),
                ("customer.requirement", "name"),
                ("customer.review.finding", "evidence"),
                ("customer.complaint", "name"),
                ("customer.complaint", "subject"),
                ("customer.order.change", "name"),
                ("customer.order.change", "reason"),
                ("customer.publication", "name"),
                ("customer.publication.claim", "text"),
                ("customer.publication.hit", "answer"),
                ("customer.publication.placement", "detail"),
            )
        }
        people = {self.cast[other].name for other in ROLES if other != role}
        return names | people | {self.customer.name, self.reviewers["technical"].name}

    def assert_tells_nothing(self, role, text):
        told = [secret for secret in self.get_secrets(role) if secret in text]
        self.assertFalse(told, text)

    def observe(self):
        return self.is_watching and self.sum_up()

    def sum_up(self):
        """Return what the tables hold of the stage, as one checksum."""
        self.env.flush_all()
        tables = sorted(
            {
                self.env[model]._table
                for model in self.own_models()
                if self.env[model]._auto
            }
            | {"sale_order", "sale_order_line"}
        )
        sums = SQL(" UNION ALL ").join(
            SQL(
                "SELECT md5(string_agg(t::text, '' ORDER BY t.id)) FROM %s t",
                SQL.identifier(table),
            )
            for table in tables
        )
        [[checksum]] = self.env.execute_query(
            SQL(
                "SELECT md5(string_agg(sum, ',' ORDER BY sum)) FROM (%s) sums(sum)",
                sums,
            )
        )
        return checksum

    def test_every_public_method_has_an_entry(self):
        for model, cls in self.env.registry.items():
            own = cls._original_module == "customer_review"
            if own and cls._abstract or model.startswith("customer.review.test"):
                continue
            methods = self.get_methods(model) - HARMLESS - LEFT_OUT.get(model, set())
            self.assertEqual(methods, set(RIGHTS.get(model, ())), model)

    def test_each_role_does_what_it_may_and_no_more(self):
        before = self.sum_up()
        for model, methods in RIGHTS.items():
            actual = {}
            for name in methods:
                record, args, keywords = self.get_call(model, name)
                # What they make of their own, and say on what is theirs, is Odoo's.
                is_own = not self.is_stock(model, name)
                actual[name] = set()
                for role in ROLES:
                    self.is_watching = is_own and role in ONLOOKERS
                    _answer, refusal = self.call(role, model, name, *args, **keywords)
                    if refusal is None:
                        actual[name].add(role)
                        if self.is_watching:
                            self.assertEqual(self.observed, before, (name, role))
                    elif not self.is_visible(role, record):
                        self.assert_tells_nothing(role, str(refusal))
            self.is_watching = False
            expected = {name: set(who.split()) for name, who in methods.items()}
            with self.subTest(model=model):
                self.assertEqual(actual, expected)

    def test_what_is_hidden_answers_as_what_is_missing(self):
        for model, methods in RIGHTS.items():
            for name in methods:
                if self.is_stock(model, name):
                    continue
                record, args, keywords = self.get_call(model, name)
                for role in ROLES:
                    if self.is_visible(role, record):
                        continue
                    with self.subTest(model=model, method=name, role=role):
                        answers = []
                        for ids in (record.ids, [MISSING]):
                            _answer, refusal = self.call(
                                role, model, name, ids, *args[1:], **keywords
                            )
                            self.assertIsInstance(refusal, AccessError | MissingError)
                            answers.append(str(refusal))
                        self.assertEqual(*answers)

    def test_refusal_to_send_tells_strangers_nothing(self):
        self.company.review_before_sending = True
        draft = self.stage["draft"]
        for name, keywords in (
            ("action_quotation_send", {}),
            ("message_post", {"context": {"mark_so_as_sent": True}}),
        ):
            for role in ROLES:
                with self.subTest(method=name, role=role):
                    _answer, refusal = self.call(
                        role, "sale.order", name, draft.ids, **keywords
                    )
                    if self.is_visible(role, draft):
                        self.assertIn("review is approved", str(refusal))
                    else:
                        self.assertNotIn(draft.name, str(refusal))
                        self.assert_tells_nothing(role, str(refusal))

    def test_what_odoo_gives_tells_strangers_nothing(self):
        """Whatever else can be called on a model of ours, with whatever fits."""
        for model in self.own_models():
            record = self.stage.get(model)
            if not record or model.startswith("customer.review.test"):
                continue
            for role in ("other_customer", "stranger"):
                own = self.env[model].with_user(self.cast[role])
                if not own.has_access("read") or self.is_visible(role, record):
                    continue
                for name in self.get_stock_methods(model):
                    with self.subTest(model=model, method=name, role=role):
                        text = self.try_call(role, record, name)
                        self.assert_tells_nothing(role, text)

    def get_stock_methods(self, model):
        cls = type(self.env[model])
        own = self.get_methods(model)
        return [
            name
            for name in dir(cls)
            if name not in own | TOLD_BY_ODOO
            and inspect.isfunction(getattr(cls, name))
            and self.is_public(model, name)
        ]

    def try_call(self, role, record, name):
        """Call with the ids and an empty list for all else that is asked for."""
        method = getattr(type(record), name)
        parameters = [
            parameter
            for parameter in inspect.signature(method).parameters.values()
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        args = [[] for _parameter in parameters[1:]]
        if not getattr(method, "_api_model", False):
            args.insert(0, record.ids)
        try:
            answer, refusal = self.call(role, record._name, name, *args)
        except Exception as error:
            # An empty list is no fit argument: stock's own error, and no answer.
            return str(error)
        return answer or str(refusal)


class TestDialog(CastCase):
    """The dialog of a decision checks what it is given, not the view alone."""

    def test_opinions_that_one_may_not_see_are_not_taken(self):
        line = self.stage["customer.review.line"]
        for role in ("colleague", "stranger"):
            for vals, context in (
                ({"line_ids": [Command.set(line.ids)]}, {}),
                ({}, {"default_line_ids": line.ids}),
            ):
                _answer, refusal = self.call(
                    role, "customer.review.decision", "create", [vals], context=context
                )
                self.assertIn("is not shared with you", str(refusal))
                self.assertNotIn(line.review_id.name, str(refusal))

    def test_opinions_of_other_departments_are_not_decided(self):
        for role in ("submitter", "general_manager", "manager"):
            line = self.stage["customer.review.line"].with_user(self.cast[role])
            message = self.assert_refused(self.decide_in_dialog, line, "rejected")
            self.assertIn("Only members of Quality", message)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_owner_of_a_condition_is_a_colleague(self):
        line = self.stage["customer.review.line"].with_user(self.cast["quality"])
        for role in ("customer", "stranger"):
            message = self.assert_refused(
                self.decide_in_dialog,
                line,
                "conditional",
                conditions=[("Wait", self.cast[role], "2030-01-01")],
            )
            self.assertIn("Choose another", message)
        self.assertEqual(self.as_admin(line).decision, "pending")
