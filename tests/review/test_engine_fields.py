"""What the engine records cannot be set by anyone, by any path, and is kept."""

from odoo import Command
from odoo.tests import HttpCase, tagged

from ..common import ReviewCase, ReviewSetup

FINGERPRINT = "0" * 64
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class TestOrderFields(ReviewCase):
    """The review's fields on the order."""

    def setUp(self):
        super().setUp()
        self.order = self.create_order()
        fingerprint = self.order._hash_content(self.order._get_review_content())
        approved = self.create_order()
        self.approve(approved)
        # each forged value, and what it must stay
        self.forged = {
            "approved_fingerprint": fingerprint,
            "content_fingerprint": FINGERPRINT,
            "review_state": "approved",
            "review_id": approved.review_id.id,
            "review_required": False,
            "review_obligation": "none",
            "review_decided_company_id": self.company.id,
            "review_decided_fingerprint": FINGERPRINT,
            "review_class": "special",
            "review_held": True,
            "oral_sent_on": "2026-01-01 00:00:00",
            "oral_sent_to": "x@example.com",
            "oral_sent_content": FINGERPRINT,
        }

    def assert_untouched(self, order):
        self.assertRecordValues(
            self.as_admin(order),
            [
                {
                    "approved_fingerprint": False,
                    "review_state": "none",
                    "review_id": False,
                    "customer_review_ids": [],
                    "review_required": True,
                    "review_obligation": False,
                    "review_class": "regular",
                    "review_held": False,
                    "oral_sent_on": False,
                    "oral_sent_to": False,
                    "state": "draft",
                }
            ],
        )
        self.assertNotEqual(order.content_fingerprint, FINGERPRINT)

    def users(self):
        return (
            self.salesman,
            self.manager,
            self.general_manager,
            self.env.ref("base.user_root"),
        )

    def test_write_is_refused_to_everybody(self):
        for name, value in self.forged.items():
            for user in self.users():
                order = self.order.with_user(user)
                message = self.assert_refused(order.sudo().write, {name: value})
                self.assertIn("cannot be set by hand", message)
                self.assert_refused(order.write, {name: value})
        self.assert_untouched(self.order)

    def test_create_is_refused(self):
        orders = self.env["sale.order"]
        before = orders.search_count([])
        for name, value in self.forged.items():
            vals = self.prepare_order(**{name: value})
            for own in (orders.with_user(self.salesman), orders):
                message = self.assert_refused(own.create, vals)
                self.assertIn("cannot be set by hand", message)
        self.assertEqual(orders.search_count([]), before)

    def test_values_given_to_a_copy_are_refused(self):
        for name, value in self.forged.items():
            for own in (self.order, self.order.sudo()):
                message = self.assert_refused(own.copy, {name: value})
                self.assertIn("cannot be set by hand", message)

    def test_import_is_refused(self):
        for name in ("review_state", "approved_fingerprint", "review_held"):
            result = (
                self.env["sale.order"]
                .with_user(self.salesman)
                .load(
                    [".id", name],
                    [[str(self.order.id), str(self.forged[name])]],
                )
            )
            self.assertFalse(result["ids"], name)
        self.assert_untouched(self.order)

    def test_defaults_in_the_context_are_ignored(self):
        context = {f"default_{name}": value for name, value in self.forged.items()}
        orders = self.env["sale.order"].with_context(**context)
        self.assert_untouched(orders.create(self.prepare_order()))
        self.assert_untouched(
            orders.with_user(self.salesman).create(self.prepare_order())
        )

    def test_defaults_of_users_and_companies_are_ignored(self):
        for name, value in self.forged.items():
            self.env["ir.default"].set("sale.order", name, value)
        self.assert_untouched(self.create_order())

    def test_default_get_gives_nothing_away(self):
        context = {f"default_{name}": value for name, value in self.forged.items()}
        values = (
            self.env["sale.order"]
            .with_context(**context)
            .default_get(list(self.forged))
        )
        self.assertNotEqual(values.get("approved_fingerprint"), FINGERPRINT)
        self.assertEqual(values.get("review_state", "none"), "none")
        self.assertFalse(values.get("review_held"))

    def test_commands_of_the_customer_are_refused(self):
        for name, value in self.forged.items():
            for command in (
                Command.update(self.order.id, {name: value}),
                Command.create(self.prepare_order(**{name: value})),
            ):
                message = self.assert_refused(
                    self.customer.write, {"sale_order_ids": [command]}
                )
                self.assertIn("cannot be set by hand", message)
        self.assert_untouched(self.order)

    def test_mail_gateway_is_refused(self):
        for name, value in self.forged.items():
            self.assert_refused(
                self.env["sale.order"].message_new,
                {"subject": "x", "from": "x@example.com", "message_id": "<1@x>"},
                self.prepare_order(**{name: value}),
            )

    def test_a_review_is_not_moved_to_an_order_by_its_list(self):
        approved = self.create_order()
        review = self.approve(approved)
        for command in (
            Command.link(review.id),
            Command.set(review.ids),
            Command.create({"name": "forged"}),
        ):
            self.assert_refused(
                self.order.sudo().write, {"customer_review_ids": [command]}
            )
        self.assertEqual(self.as_admin(review).order_id, approved)
        self.assert_untouched(self.order)

    def test_forged_marker_in_the_context_opens_nothing(self):
        for marker in (True, {}, "ENGINE", 1, [], object()):
            for key in (
                "customer_review_engine",
                "customer_review_addition",
            ):
                order = self.order.with_context(**{key: marker})
                self.assert_refused(order.sudo().write, {"review_state": "approved"})
        self.assert_untouched(self.order)

    def test_marker_does_not_reach_what_the_engine_calls(self):
        """Whoever is called during an approval has no more rights than before."""
        order = self.create_order()
        self.approve(order)
        order = self.as_admin(order)
        self.assertNotIn("customer_review_engine", order.review_id.env.context)
        self.assert_refused(order.write, {"review_state": "none"})

    def test_line_exemption_is_refused(self):
        lines = self.env["sale.order.line"]
        vals = {"order_id": self.order.id, "product_id": self.product.id}
        self.assert_refused(lines.create, vals | {"review_exempt": True})
        self.assert_refused(self.order.order_line.sudo().write, {"review_exempt": True})
        line = lines.with_context(
            default_review_exempt=True, customer_review_addition=True
        ).create(vals)
        self.assertFalse(line.review_exempt)
        self.assert_refused(
            self.order.write,
            {"order_line": [Command.update(line.id, {"review_exempt": True})]},
        )
        self.assertFalse(self.as_admin(self.order).order_line.filtered("review_exempt"))

    def test_copied_line_is_not_exempt(self):
        self.order.order_line._as_engine().write({"review_exempt": True})
        self.assertFalse(self.order.copy().order_line.filtered("review_exempt"))


class TestRecords(ReviewCase):
    """Reviews, opinions, answers and conditions."""

    def setUp(self):
        super().setUp()
        self.order = self.create_contract()
        self.review = self.submit(self.order)
        self.decide(
            self.order,
            "quality",
            decision="conditional",
            conditions=[("Gauge", self.salesman, "2030-01-01")],
        )
        self.decide(self.order, "sales")
        self.line = self.get_line(self.order, "technical")
        self.condition = self.review.condition_ids
        self.check = self.line.check_ids[0]
        self.everybody = (
            self.salesman,
            *self.reviewers.values(),
            self.manager,
            self.auditor,
            self.nobody,
            self.env.ref("base.user_root"),
        )

    def records(self):
        return self.review, self.line, self.check, self.condition

    def forgeries(self):
        return (
            (self.review, "state", "approved"),
            (self.review, "fingerprint", FINGERPRINT),
            (self.review, "content", {}),
            (self.review, "changes", []),
            (self.review, "name", "CR/1"),
            (self.review, "revision", 7),
            (self.review, "user_id", self.general_manager.id),
            (self.review, "salesperson_id", self.general_manager.id),
            (self.review, "author_ids", [Command.clear()]),
            (self.review, "order_id", self.create_order().id),
            (self.review, "document_kind", False),
            (self.review, "document_name", "S1"),
            (self.review, "company_id", self.env.ref("base.main_company").id),
            (self.review, "partner_id", self.env.user.partner_id.id),
            (self.review, "currency_id", self.env.ref("base.EUR").id),
            (self.review, "amount_total", 1.0),
            (self.review, "review_class", "special"),
            (self.review, "route_id", self.env.ref("customer_review.route_order").id),
            (self.review, "method", "meeting"),
            (self.review, "confidential", {}),
            (self.review, "closing_reason", "x"),
            (self.review, "date_submitted", "2020-01-01"),
            (self.review, "date_deadline", "2020-01-01"),
            (self.review, "date_closed", "2020-01-01"),
            (self.review, "date_delivery", "2020-01-01"),
            (self.review, "line_count", 0),
            (self.review, "decided_count", 6),
            (self.review, "turn", 9),
            (self.review, "attachment_ids", [Command.clear()]),
            (self.review, "line_ids", [Command.clear()]),
            (self.review, "line_ids", [Command.delete(self.line.id)]),
            (self.review, "line_ids", [Command.create({})]),
            (
                self.review,
                "line_ids",
                [Command.update(self.line.id, {"decision": "accepted"})],
            ),
            (
                self.review,
                "condition_ids",
                [Command.update(self.condition.id, {"state": "done"})],
            ),
            (self.line, "decision", "accepted"),
            (self.line, "user_id", self.reviewers["technical"].id),
            (self.line, "on_behalf_of_id", self.manager.id),
            (self.line, "date_decided", "2020-01-01"),
            (self.line, "date_deadline", "2030-01-01"),
            (self.line, "date_opened", "2030-01-01"),
            (self.line, "comment", "x"),
            (self.line, "department_id", self.department("sales").id),
            (self.line, "review_id", self.submit(self.create_order()).id),
            (self.line, "sequence", 9),
            (self.line, "hours", 99),
            (self.line, "is_final", True),
            (self.line, "escalation", 2),
            (self.line, "signature", PICTURE),
            (self.line, "signed_name", "Somebody"),
            (self.line, "signed_for", "Somebody"),
            (self.line, "carried_from_id", self.line.id),
            (self.line, "signed_role", "Somebody"),
            (self.line, "signed_meaning", "approved"),
            (self.line, "company_id", self.env.ref("base.main_company").id),
            (self.line, "check_ids", [Command.clear()]),
            (self.line, "check_ids", [Command.create({"name": "x"})]),
            (self.check, "name", "Are you well?"),
            (self.check, "line_id", self.get_line(self.order, "sales").id),
            (self.check, "item_id", False),
            (self.check, "sequence", 3),
            (self.condition, "state", "done"),
            (self.condition, "name", "Nothing"),
            (self.condition, "user_id", self.manager.id),
            (self.condition, "date_deadline", "2040-01-01"),
            (self.condition, "review_id", self.submit(self.create_order()).id),
            (self.condition, "line_id", self.line.id),
            (self.line, "signed_for", "Somebody"),
            (self.line, "carried_from_id", self.line.id),
            (self.condition, "closed_by_id", self.manager.id),
            (self.condition, "closed_by_name", "Somebody"),
            (self.condition, "owner_name", "Somebody"),
            (self.condition, "date_closed", "2020-01-01"),
        )

    def test_write_is_refused_to_everybody(self):
        users = (self.reviewers["technical"], self.manager, self.env.user)
        for record, name, value in self.forgeries():
            before = self.as_admin(record)[name]
            for user in users:
                for su in (False, True):
                    own = record.with_user(user).sudo(su)
                    with self.subTest(model=record._name, field=name, user=user.login):
                        message = self.assert_refused(own.write, {name: value})
                        if su and record != self.check:
                            self.assertIn("cannot be set by hand", message)
            self.assertEqual(self.as_admin(record)[name], before, name)

    def test_nothing_is_created_by_hand(self):
        for record in self.records():
            model = self.env[record._name]
            before = model.search_count([])
            for user in self.everybody:
                for su in (False, True):
                    own = model.with_user(user).sudo(su)
                    self.assert_refused(own.create, {})
            self.assertEqual(model.search_count([]), before)

    def test_nothing_is_imported(self):
        result = self.env["customer.review"].load(["name"], [["CR/forged"]])
        self.assertFalse(result["ids"])
        result = self.env["customer.review.line"].load(
            [".id", "decision"], [[str(self.line.id), "accepted"]]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.as_admin(self.line).decision, "pending")

    def test_nothing_is_deleted(self):
        for record in self.records():
            for user in self.everybody:
                for su in (False, True):
                    own = record.with_user(user).sudo(su)
                    self.assert_refused(own.unlink)
            self.assertTrue(self.as_admin(record).exists())

    def test_nothing_is_deleted_after_the_review_is_closed(self):
        self.order.action_withdraw_review("Not needed")
        for record in self.records():
            self.assert_refused(record.sudo().unlink)
            self.assertTrue(self.as_admin(record).exists())

    def test_nothing_is_duplicated(self):
        for record in self.records():
            before = self.env[record._name].search_count([])
            self.assert_refused(record.sudo().copy)
            self.assertEqual(self.env[record._name].search_count([]), before)

    def test_nothing_can_be_archived(self):
        for record in self.records():
            self.assertNotIn("active", record._fields)

    def test_submitted_files_are_not_deleted_or_replaced(self):
        attachments = self.env["ir.attachment"].with_user(self.salesman)
        attachment = attachments.create({"name": "drawing", "raw": b"thickness 2"})
        order = self.create_order(customer_document_ids=[Command.link(attachment.id)])
        review = self.submit(order)
        copy = review.attachment_ids
        for user in (self.salesman, self.manager, self.reviewers["sales"]):
            self.assert_file_kept(copy.with_user(user))
        for own in (copy.with_user(self.env.user), copy.sudo()):
            message = self.assert_file_kept(own)
            self.assertIn("with their files, are records that must be kept", message)
        self.assertRecordValues(
            self.as_admin(copy), [{"raw": b"thickness 2", "res_id": review.id}]
        )

    def assert_file_kept(self, file):
        for vals in ({"raw": b"3"}, {"name": "x"}, {"res_id": 0}, {"res_model": False}):
            self.assert_refused(file.write, vals)
        return self.assert_refused(file.unlink)

    def test_file_of_a_message_on_a_review_stays_as_well(self):
        message = self.review.with_user(self.general_manager).message_post(
            body="Measured again", attachments=[("measured.txt", b"thickness 2")]
        )
        file = message.attachment_ids
        self.assertRecordValues(
            file, [{"res_model": "customer.review", "res_id": self.review.id}]
        )
        self.assert_file_kept(file.with_user(self.general_manager))
        self.assert_file_kept(file.sudo())
        self.assertEqual(self.as_admin(file).raw, b"thickness 2")

    def test_customer_with_a_review_is_not_deleted(self):
        self.assert_refused(self.customer.unlink, error=Exception)
        self.assertTrue(self.as_admin(self.customer).exists())

    def test_department_with_opinions_is_not_deleted(self):
        self.assert_refused(self.department("quality").unlink, error=Exception)
        self.assertTrue(self.as_admin(self.department("quality")).exists())

    def test_route_with_reviews_is_not_deleted(self):
        self.assert_refused(self.review.route_id.unlink, error=Exception)
        self.assertTrue(self.as_admin(self.review).route_id)

    def test_deleting_a_checklist_item_leaves_the_answers(self):
        self.check.item_id.unlink()
        self.assertRecordValues(
            self.as_admin(self.check), [{"name": "Technical requirements"}]
        )

    def test_deciders_user_is_not_deleted(self):
        user = self.reviewers["quality"]
        self.assert_refused(user.unlink, error=Exception)
        self.assertEqual(self.get_line(self.order, "quality").user_id, user)

    def test_dismissing_user_and_origin_of_a_finding_are_refused(self):
        self.product.under_development = True
        order = self.create_order()
        self.submit(order)
        finding = order.finding_ids
        for vals in (
            {"origin": "declared"},
            {"dismissed_by_id": self.manager.id},
            {"date_dismissed": "2020-01-01"},
        ):
            self.assert_refused(finding.sudo().write, vals)
        self.assertEqual(self.as_admin(finding).origin, "measured")


class TestAnswers(ReviewCase):
    def test_reviewer_answers_his_own_checklist(self):
        order = self.create_contract()
        self.submit(order)
        user = self.reviewers["quality"]
        check = self.get_line(order, "quality").check_ids[0].with_user(user)
        check.write({"answer": "na", "note": "no testing agreed"})
        self.assertEqual(self.as_admin(check).answer, "na")

    def test_nobody_answers_for_another_department(self):
        order = self.create_contract()
        self.submit(order)
        check = self.get_line(order, "quality").check_ids[0]
        for user in (
            self.salesman,
            self.reviewers["technical"],
            self.manager,
            self.auditor,
            self.nobody,
            self.env.ref("base.user_root"),
        ):
            self.assert_refused(check.with_user(user).write, {"answer": "yes"})
        self.assertFalse(self.as_admin(check).answer)

    def test_answers_are_fixed_once_the_opinion_is_given(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, "quality")
        user = self.reviewers["quality"]
        check = self.get_line(order, "quality").check_ids[0]
        for su in (False, True):
            own = check.with_user(user).sudo(su)
            self.assert_refused(own.write, {"answer": "no", "note": "x"})
        self.assertEqual(self.as_admin(check).answer, "yes")


@tagged("standard", "post_install", "-at_install")
class TestRemoteCalls(ReviewSetup, HttpCase):
    """Over RPC a context is data, and never the engine's own object."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()

    def call(self, user, model, method, args, context=None):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": {"context": context or {}},
                }
            },
        )
        return response.json()

    def test_forged_marker_is_refused(self):
        order = self.create_order()
        for marker in (True, {}, "ENGINE", 0, None, [{}]):
            answer = self.call(
                self.salesman,
                "sale.order",
                "write",
                [order.ids, {"review_state": "approved"}],
                {"customer_review_engine": marker, "customer_review_addition": marker},
            )
            self.assertIn("error", answer)
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_private_methods_are_out_of_reach(self):
        order = self.create_order()
        review = self.submit(order)
        line = review.line_ids[0]
        for model, method, args in (
            ("sale.order", "_as_engine", [order.ids]),
            ("sale.order", "_review_approved", [order.ids, review.id]),
            ("customer.review", "_advance", [review.ids]),
            ("customer.review", "_close", [review.ids, "approved"]),
            ("customer.review", "_approve", [review.ids]),
            ("customer.review.line", "_decide", [line.ids, "accepted"]),
            ("customer.review.condition", "_close", [[], "done"]),
        ):
            answer = self.call(self.general_manager, model, method, args)
            self.assertIn("error", answer, method)
        self.assertEqual(self.as_admin(review).state, "in_review")

    def test_decision_over_rpc_needs_the_department(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales")
        answer = self.call(
            self.general_manager, "customer.review.line", "action_accept", [line.ids]
        )
        self.assertIn("Only members of Sales", answer["error"]["data"]["message"])
        answer = self.call(
            self.reviewers["sales"], "customer.review.line", "action_accept", [line.ids]
        )
        self.assertTrue(answer["result"])
        self.assertEqual(self.as_admin(line).decision, "accepted")
