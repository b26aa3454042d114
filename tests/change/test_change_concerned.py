"""Only the departments concerned review a change (clause 8.2.4)."""

from odoo import Command

from .common import ChangeCase

ALL = ["general_manager", "procurement", "production", "quality", "sales", "technical"]


class TestChangeConcerned(ChangeCase):
    def get_asked(self, change):
        """The codes of the departments that are asked anew."""
        lines = self.submit(change).line_ids
        asked = lines.filtered(lambda line: not line.carried_from_id)
        return sorted(asked.department_id.mapped("code"))

    def request_line(self, **vals):
        return self.request(self.order, [{"order_line_id": self.line.id, **vals}])

    def test_a_price_concerns_sales(self):
        self.assertEqual(
            self.get_asked(self.request_line(price_unit=90)),
            ["general_manager", "sales"],
        )

    def test_a_quantity_concerns_whoever_makes_and_buys_it(self):
        self.assertEqual(
            self.get_asked(self.request_quantity(5)),
            ["general_manager", "procurement", "production", "sales"],
        )

    def test_packing_concerns_technical(self):
        change = self.request(self.order, packing_transport="Euro pallets")
        self.assertEqual(self.get_asked(change), ["general_manager", "technical"])

    def test_terms_concern_sales(self):
        term = self.env["account.payment.term"].create({"name": "60 days"})
        change = self.request(self.order, payment_term_id=term.id)
        self.assertEqual(self.get_asked(change), ["general_manager", "sales"])

    def test_a_new_line_concerns_all(self):
        line = {"product_id": self.other_product.id, "product_uom_qty": 1}
        self.assertEqual(self.get_asked(self.request(self.order, [line])), ALL)

    def test_after_production_release_all_are_asked(self):
        self.order.sudo()._as_engine().order_line.qty_delivered = 1
        self.assertEqual(self.get_asked(self.request_line(price_unit=90)), ALL)

    def test_a_final_step_with_a_checklist_is_asked_all_the_same(self):
        self.department("general_manager").sudo().item_ids = [
            Command.create(
                {
                    "name": "Packed well?",
                    "part_ids": [
                        Command.link(self.env.ref("customer_review.part_packing").id)
                    ],
                }
            )
        ]
        change = self.request_line(price_unit=90)
        self.assertEqual(self.get_asked(change), ["general_manager", "sales"])
        self.assertTrue(self.get_line(change, "general_manager").is_final)

    def test_submitted_again_those_are_asked_whose_part_has_changed_since(self):
        change = self.request_line(product_uom_qty=5, price_unit=90)
        self.submit(change)
        self.decide_departments(change)
        change.action_withdraw_review("Not needed")
        change.line_ids.price_unit = 80
        self.assertEqual(self.get_asked(change), ["general_manager", "sales"])
        changes = [
            (one["before"], one["after"]) for one in change.sudo().review_id.changes
        ]
        self.assertEqual(changes, [("90", "80")])
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)

    def test_what_was_accepted_of_a_smaller_quantity_is_no_consent_to_a_larger(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        change.action_withdraw_review("Not needed")
        change.line_ids.product_uom_qty = 500
        self.assertEqual(
            self.get_asked(change),
            ["general_manager", "procurement", "production", "sales"],
        )

    def test_another_reason_is_read_by_all_again(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        change.action_withdraw_review("Not needed")
        change.reason = "The customer threatens to leave"
        self.assertIn("production", self.get_asked(change))
