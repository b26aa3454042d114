"""A change of the reviewed content outdates the review, and the chatter shows it."""

from odoo import Command
from odoo.exceptions import UserError

from ..common import SIDE_BY_SIDE, ReviewCase

# Fields of the content that a customer reads nothing of, or that another names.
INDIRECT = {"company_id", "currency_id", "review_class"}


class TestContentChanges(ReviewCase):
    def setUp(self):
        super().setUp()
        self.order = self.create_order(
            order_line=[
                Command.create({"product_id": self.product.id, "product_uom_qty": 3}),
                Command.create({"product_id": self.other_product.id}),
            ]
        )
        self.lines = self.order.order_line

    def assert_outdated(self, *texts):
        """The document is outdated, its review superseded, its chatter tells why."""
        self.env.cr.flush()
        order = self.as_admin(self.order)
        self.assertEqual(order.review_state, "outdated")
        self.assertEqual(order.review_id.state, "superseded")
        self.assertFalse(order.review_id.activity_ids)
        note = "".join(order.message_ids[:2].mapped("body"))
        for text in texts:
            self.assertIn(text, note)

    def order_changes(self):
        other, invoicing, delivery = self.env["res.partner"].create(
            [
                {"name": "Other Customer"},
                {"name": "Head Office"},
                {"name": "Warehouse"},
            ]
        )
        term = self.env["account.payment.term"].create({"name": "In 90 days"})
        return {
            "partner_invoice_id": (invoicing.id, "Head Office"),
            "partner_shipping_id": (delivery.id, "Warehouse"),
            "partner_id": (other.id, "Other Customer"),
            "payment_term_id": (term.id, "In 90 days"),
            "commitment_date": ("2030-05-06 12:00:00", "05/06/2030"),
            "client_order_ref": ("PO 4711", "PO 4711"),
            "note": ("<p>No partial delivery</p>", "No partial delivery"),
            "agreement_type": ("contract", "Contract"),
            "contract_reference": ("K 12", "K 12"),
            "order_channel": ("fax", "Fax"),
            "packing_transport": ("by sea", "by sea"),
            "oral_caller": ("Mr Deco", "Mr Deco"),
            "oral_taken_by_id": (self.salesman.id, "rw_salesman"),
            "oral_date": ("2030-05-06 12:00:00", "05/06/2030"),
            "oral_content": ("three desks", "three desks"),
        }

    def line_changes(self):
        uom = self.env.ref("uom.product_uom_dozen")
        tax = self.env["account.tax"].create(
            {
                "name": "Seven",
                "amount": 7,
                "company_id": self.company.id,
                "country_id": self.env.ref("base.us").id,
                "tax_group_id": self.env["account.tax.group"]
                .create(
                    {
                        "name": "g",
                        "company_id": self.company.id,
                        "country_id": self.env.ref("base.us").id,
                    }
                )
                .id,
            }
        )
        return {
            "name": ("Desk, lacquered", "Desk, lacquered"),
            "product_id": (self.other_product.id, "Chair"),
            "product_uom_qty": (17, "17"),
            "product_uom_id": (uom.id, "Dozen"),
            "price_unit": (77.5, "77.5"),
            "discount": (12.5, "12.5"),
            "tax_ids": ([Command.set(tax.ids)], "Seven"),
            "customer_lead": (9, "9"),
        }

    def test_every_field_of_the_order(self):
        changes = self.order_changes()
        for name, (value, text) in changes.items():
            with self.subTest(field=name):
                self.submit(self.order)
                self.order.write({name: value})
                label = self.order._fields[name]._description_string(self.env)
                self.assert_outdated(label, text)
        content = set(self.order._get_content_fields())
        self.assertFalse(content - INDIRECT - set(changes))

    def test_every_field_of_a_line(self):
        changes = self.line_changes()
        for name, (value, text) in changes.items():
            with self.subTest(field=name):
                self.submit(self.order)
                self.lines[0].write({name: value})
                label = self.lines._fields[name]._description_string(self.env)
                self.assert_outdated(label, text)
        content = set(self.order._get_content_lines()["order_line"])
        self.assertFalse(content - {"display_type", "extra_tax_data"} - set(changes))

    def test_every_field_of_a_line_by_the_order(self):
        for name, (value, text) in self.line_changes().items():
            with self.subTest(field=name):
                self.submit(self.order)
                self.order.write(
                    {"order_line": [Command.update(self.lines[0].id, {name: value})]}
                )
                self.assert_outdated(text)

    def test_note_shows_old_and_new(self):
        self.submit(self.order)
        self.lines[0].product_uom_qty = 17
        self.assert_outdated("Desk", "<s>3</s>", "<b>17</b>")

    def test_moment_is_shown_in_the_readers_time_without_seconds(self):
        self.salesman.tz = "Asia/Shanghai"
        self.general_manager.tz = "Europe/Berlin"
        self.order.commitment_date = "2026-12-01 08:15:00"
        self.submit(self.order)
        self.order.commitment_date = "2026-12-02 09:20:00"
        self.env.flush_all()
        for user, before, after in (
            (self.salesman, "12/01/2026 16:15", "12/02/2026 17:20"),
            (self.sales_manager, "12/01/2026 08:15", "12/02/2026 09:20"),
        ):
            with self.subTest(user=user.login):
                text = self.order.with_user(user).review_alert_text
                self.assertIn(f"{before} → {after}", text)
        review = self.submit(self.order)
        history = review.with_user(self.general_manager)._render_revisions()
        self.assertIn("12/01/2026 09:15", history)
        self.assertIn("12/02/2026 10:20", history)

    def test_several_changes_make_one_note(self):
        self.submit(self.order)
        self.order.write(
            {
                "client_order_ref": "PO 1",
                "order_line": [
                    Command.update(self.lines[0].id, {"product_uom_qty": 5}),
                    Command.update(self.lines[1].id, {"price_unit": 8}),
                ],
            }
        )
        self.assert_outdated("PO 1", "<b>5</b>", "<b>8</b>")
        notes = self.order.message_ids.filtered(
            lambda message: "The content changed" in message.body
        )
        self.assertEqual(len(notes), 1)

    def test_added_line(self):
        self.submit(self.order)
        table = self.create_product("Table")
        self.env["sale.order.line"].with_user(self.salesman).create(
            {"order_id": self.order.id, "product_id": table.id}
        )
        self.assert_outdated("Table", "added")

    def test_removed_line(self):
        self.submit(self.order)
        self.lines[1].unlink()
        self.assert_outdated("Chair", "removed")

    def test_added_section_and_note(self):
        for display_type in ("line_section", "line_note"):
            self.submit(self.order)
            self.order.write(
                {
                    "order_line": [
                        Command.create(
                            {"display_type": display_type, "name": "On the beach"}
                        )
                    ]
                }
            )
            self.assert_outdated("On the beach")

    def test_reordered_lines(self):
        self.lines[0].sequence, self.lines[1].sequence = 1, 2
        self.submit(self.order)
        self.lines[1].sequence = 0
        self.assert_outdated("Chair, Desk")

    def test_renumbering_in_the_same_order_changes_nothing(self):
        self.lines[0].sequence, self.lines[1].sequence = 1, 2
        self.submit(self.order)
        self.lines[1].sequence = 20
        self.assertEqual(self.as_admin(self.order).review_state, "in_review")

    def test_moving_a_line_to_another_quotation(self):
        self.submit(self.order)
        other = self.create_order()
        self.lines[1].sudo().order_id = other
        self.assert_outdated("Chair", "removed")

    def test_requirement_added_changed_removed(self):
        vals = {"name": "Oil-free packing", "order_id": self.order.id}
        requirements = self.env["customer.requirement"].with_user(self.salesman)
        self.submit(self.order)
        requirement = requirements.create(vals)
        self.assert_outdated("Oil-free packing")
        self.submit(self.order)
        requirement.can_meet = "conditions"
        self.assert_outdated("With Conditions")
        self.submit(self.order)
        requirement.unlink()
        self.assert_outdated("Oil-free packing")

    def test_declared_and_dismissed_findings(self):
        findings = self.env["customer.review.finding"].with_user(self.salesman)
        self.submit(self.order)
        finding = findings.create(
            {
                "order_id": self.order.id,
                "criterion_id": self.env.ref("customer_review.criterion_capacity").id,
                "evidence": "the press is under repair",
            }
        )
        self.assert_outdated()
        self.submit(self.order)
        finding.dismiss_reason = "repaired since"
        self.assert_outdated()

    def attach(self, raw, name="drawing"):
        attachments = self.env["ir.attachment"].with_user(self.salesman)
        return attachments.create(
            {
                "name": name,
                "raw": raw,
                "res_model": "sale.order",
                "res_id": self.order.id,
            }
        )

    def test_added_and_removed_document(self):
        attachment = self.attach(b"thickness 2")
        self.submit(self.order)
        self.order.customer_document_ids = [Command.link(attachment.id)]
        self.assert_outdated("drawing")
        self.submit(self.order)
        self.order.customer_document_ids = [Command.unlink(attachment.id)]
        self.assert_outdated("drawing")

    def test_replaced_document(self):
        attachment = self.attach(b"thickness 2")
        self.order.customer_document_ids = [Command.link(attachment.id)]
        review = self.submit(self.order)
        attachment.raw = b"thickness 3"
        self.assert_outdated("drawing")
        self.assertEqual(review.attachment_ids.raw, b"thickness 2")

    def test_renamed_document(self):
        attachment = self.attach(b"thickness 2")
        self.order.customer_document_ids = [Command.link(attachment.id)]
        self.submit(self.order)
        attachment.name = "drawing revision B"
        self.assert_outdated("drawing revision B")

    def test_deleted_document(self):
        attachment = self.attach(b"thickness 2")
        self.order.customer_document_ids = [Command.link(attachment.id)]
        review = self.submit(self.order)
        attachment.unlink()
        self.assert_outdated("drawing")
        self.assertEqual(review.attachment_ids.raw, b"thickness 2")

    def test_change_during_the_final_step_and_after_the_approval(self):
        for codes in (("sales",), ("sales", "general_manager")):
            self.submit(self.order)
            self.decide(self.order, *codes)
            self.lines[0].product_uom_qty += 1
            self.assert_outdated()
            self.assert_refused(self.order.action_confirm)

    def test_change_of_an_approved_quotation_by_onchange_of_the_pricelist(self):
        self.approve(self.order)
        self.product.list_price = 150
        self.order.action_update_prices()
        self.assert_outdated("<b>150</b>")

    def test_what_is_not_content_outdates_nothing(self):
        self.submit(self.order)
        self.order.write(
            {
                "origin": "a call",
                "validity_date": "2030-01-01",
                "confirm_on_approval": True,
                "review_urgent": True,
            }
        )
        self.order.message_post(body="Hello")
        self.customer.write({"name": "Renamed", "phone": "1"})
        self.product.write({"name": "Renamed", "list_price": 1})
        self.env.flush_all()
        self.assertEqual(self.as_admin(self.order).review_state, "in_review")

    def test_content_that_is_again_what_was_approved_is_approved_again(self):
        self.order.order_line = [Command.delete(self.lines[1].id)]
        self.lines[0].product_uom_qty = 2
        self.approve(self.order)
        order = self.order
        order.write(
            {"order_line": [Command.update(self.lines[0].id, {"product_uom_qty": 3})]}
        )
        self.assert_outdated("<s>2</s>", "<b>3</b>")
        self.assertIn("2 → 3", order.with_user(self.salesman).review_alert_text)
        order.write(
            {"order_line": [Command.update(self.lines[0].id, {"product_uom_qty": 2})]}
        )
        order = self.as_admin(order).with_user(self.salesman)
        self.assertEqual(order.review_state, "approved")
        self.assertEqual(order.review_alert, "approved")
        self.assertNotIn("set back", order.review_alert_text)
        self.assertIn("holds again", "".join(order.message_ids.mapped("body")))
        order.action_confirm()
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sale", "review_state": "approved"}]
        )

    def test_same_values_again_outdate_nothing(self):
        self.submit(self.order)
        line = self.lines[0]
        self.order.write(
            {
                "partner_id": self.order.partner_id.id,
                "client_order_ref": self.order.client_order_ref,
                "order_line": [
                    Command.update(
                        line.id,
                        {
                            "product_uom_qty": line.product_uom_qty,
                            "price_unit": line.price_unit,
                            "name": line.name,
                        },
                    )
                ],
            }
        )
        self.assertEqual(self.as_admin(self.order).review_state, "in_review")

    def test_outdated_document_is_submitted_again_with_its_differences(self):
        first = self.submit(self.order)
        self.lines[0].product_uom_qty = 17
        second = self.submit(self.order)
        self.assertRecordValues(
            second, [{"name": first.name, "revision": 2, "state": "in_review"}]
        )
        self.assertEqual(
            [(c["field"], c["before"], c["after"]) for c in second.changes],
            [("product_uom_qty", "3", "17")],
        )

    def test_submission_of_unchanged_content_shows_no_differences(self):
        self.submit(self.order)
        self.order.action_withdraw_review("Not needed")
        self.assertFalse(self.submit(self.order).changes)

    def test_opinions_of_the_outdated_revision_stay_readable(self):
        order = self.create_contract()
        first = self.submit(order)
        self.decide(order, *SIDE_BY_SIDE)
        order.order_line.product_uom_qty = 9
        self.submit(order)
        self.assertEqual(first.decided_count, 5)
        self.assertEqual(
            first.content["lines"]["order_line"][0]["texts"]["product_uom_qty"], "3"
        )

    def test_deciding_on_content_that_changed_in_the_same_moment_is_refused(self):
        self.submit(self.order)
        self.decide(self.order, "sales")
        line = self.get_line(self.order, "general_manager")
        # as another program might: under the feet of the ORM
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET content_fingerprint = 'x' WHERE id = %s",
            [self.order.id],
        )
        self.env.invalidate_all()
        message = self.assert_refused(
            line.with_user(self.general_manager).action_accept, error=UserError
        )
        self.assertTrue(message)
        self.assertEqual(self.as_admin(line).decision, "pending")


class TestSnapshot(ReviewCase):
    """The form keeps what was submitted, whatever master data becomes."""

    def test_snapshot_outlives_changes_of_master_data(self):
        order = self.create_contract()
        review = self.approve(order)
        before = review.content
        self.product.write({"name": "Renamed", "default_code": "X"})
        self.customer.write({"name": "Renamed", "phone": "1"})
        self.as_admin(review)
        self.assertEqual(review.content, before)
        texts = review.content["lines"]["order_line"][0]["texts"]
        self.assertEqual(texts["product_id"], "Desk")
        self.assertEqual(review.content["details"]["customer"], "Deco Addict")

    def test_checklist_question_outlives_its_rewording(self):
        order = self.create_contract()
        self.submit(order)
        item = self.env.ref("customer_review.item_sales_price")
        item.name = "Is the price right?"
        self.assertIn("Price", self.get_line(order, "sales").check_ids.mapped("name"))

    def test_department_order_outlives_a_new_one(self):
        order = self.create_contract()
        review = self.submit(order)
        before = review.line_ids.department_id.mapped("code")
        self.department("production").sequence = 1
        after = self.as_admin(review).line_ids.department_id.mapped("code")
        self.assertEqual(after, before)

    def test_equal_content_has_equal_fingerprints_however_it_was_entered(self):
        order = self.create_order()
        self.submit(order)
        before = order.content_fingerprint
        line = order.order_line
        order.write({"client_order_ref": "PO"})
        self.assertNotEqual(order.content_fingerprint, before)
        order.write({"client_order_ref": False})
        self.assertEqual(order.content_fingerprint, before)
        order.write({"client_order_ref": ""})
        self.assertEqual(order.content_fingerprint, before)
        line.write({"product_uom_qty": 3.0000000001})
        self.assertEqual(order.content_fingerprint, before)

    def test_fingerprint_is_the_same_for_whoever_reads(self):
        order = self.create_order()
        fingerprint = self.submit(order).fingerprint
        for user in (self.salesman, self.env.ref("base.user_root")):
            own = order.with_user(user).with_context(lang="fr_FR", tz="Asia/Tokyo")
            content = own.sudo()._get_review_content()
            self.assertEqual(own._hash_content(content), fingerprint)

    def test_negative_lines_and_refunds_are_reviewed(self):
        order = self.create_order(
            order_line=[
                Command.create({"product_id": self.product.id, "product_uom_qty": -2}),
                Command.create(
                    {
                        "product_id": self.other_product.id,
                        "product_uom_qty": 1,
                        "price_unit": -10,
                    }
                ),
            ]
        )
        review = self.approve(order)
        self.assertEqual(review.amount_total, -210)
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_order_without_lines_is_reviewed(self):
        order = self.create_order(order_line=[])
        self.approve(order)
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_order_of_1000_lines_is_reviewed(self):
        line = {"product_id": self.product.id, "product_uom_qty": 1}
        order = self.create_order(order_line=[Command.create(line)] * 1000)
        review = self.approve(order)
        self.assertEqual(len(review.content["lines"]["order_line"]), 1000)
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_names_of_any_script_and_length_are_reviewed(self):
        self.customer.name = "شركة الاختبار " * 40
        self.product.name = "合同评审 <script>alert(1)</script> " * 30
        order = self.create_order()
        self.submit(order)
        order.order_line.name = "<img src=x onerror=alert(1)>"
        self.env.cr.flush()
        note = self.as_admin(order).message_ids[0].body
        self.assertNotIn("<img", note)
        self.assertNotIn("<script", note)
