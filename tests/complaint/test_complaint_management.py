from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MONDAY, ComplaintCase, at


@tagged("standard", "post_install", "-at_install")
class TestComplaintManagement(ComplaintCase):
    def test_each_setting_reports_by_itself(self):
        for values, setting, reason in (
            ({"is_safety": True}, "safety", "safety or legal matter"),
            ({"severity": "urgent"}, "severity", "severity"),
        ):
            complaint = self.bring_to("assessed", **values)
            self.assertEqual(complaint.report_reason, reason)
            self.company[f"complaint_report_{setting}"] = False
            product = self.env["product.product"].create({"name": "Other"})
            silent = self.bring_to("assessed", product_id=product.id, **values)
            self.assertEqual(silent.report_state, "none")
            self.product = self.env["product.product"].create({"name": "Next"})

    def test_a_claim_above_the_limit_is_reported(self):
        self.company.complaint_report_amount = 1000
        low = self.bring_to("assessed", claim_amount=1000)
        self.assertEqual(low.report_state, "none")
        self.product = self.env["product.product"].create({"name": "Other"})
        high = self.bring_to("assessed", claim_amount=1001)
        self.assertEqual(high.report_reason, "claim above the limit")

    def test_a_person_can_report_and_closing_waits(self):
        complaint = self.bring_to("verified")
        complaint.action_report_to_general_manager()
        self.assertIn("complaint_handler", complaint.report_reason)
        complaint.sudo()._do_settle("Contact")
        with self.assertRaises(UserError) as error:
            complaint.action_close()
        self.assertIn("General Manager", str(error.exception))
        self.as_user("general", complaint)._do_decide("agreed", "Fine")
        complaint.action_close()

    def test_without_a_general_manager_reporting_names_the_gap(self):
        self.department("general_manager").user_id = False
        self.users["general"].group_ids -= self.department("general_manager").group_id
        self.department("general_manager").group_id.user_ids = False
        complaint = self.bring_to("acknowledged")
        with self.assertRaises(UserError) as error:
            complaint.action_report_to_general_manager()
        self.assertIn("Ask the administrator", str(error.exception))

    def test_the_same_defect_is_counted_and_shown(self):
        with at(MONDAY):
            first = self.complain()
            second = self.complain()
            other = self.complain(
                product_id=self.env["product.product"].create({"name": "Nut"}).id
            )
        self.assertEqual(first.repeat_count, 0)
        self.assertEqual(second.repeat_count, 1)
        self.assertEqual(other.repeat_count, 0)
        other.lot = second.lot = "L1"
        self.assertEqual(other.repeat_count, 1)
        action = second.action_view_repeats()
        self.assertEqual(second.search(action["domain"]), first | second | other)
        first.category_id = False
        self.assertEqual(second.repeat_count, 0)
        self.assertTrue(other.search([("repeat_count", ">", 0), ("id", "=", other.id)]))

    def test_a_repeated_complaint_is_reported(self):
        self.complain()
        complaint = self.bring_to("assessed")
        self.assertEqual(complaint.report_reason, "repeated")

    def test_duplicates_merge_without_loss(self):
        keep, duplicate = self.complain(), self.bring_to("assessed")
        keep.action_acknowledge()
        duplicate.message_post(body="A word to keep", message_type="comment")
        file = self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"x",
                "res_model": duplicate._name,
                "res_id": duplicate.id,
            }
        )
        line = self.env["customer.complaint.containment"].create(
            {"complaint_id": duplicate.id, "name": "Stock", "method": "Blocked"}
        )
        opinion = duplicate.opinion_ids
        wizard = (
            self.as_user("handler", self.env["customer.complaint.merge"])
            .with_context(active_model=keep._name, active_ids=(keep | duplicate).ids)
            .create({"target_id": keep.id})
        )
        wizard.action_confirm()
        self.assertEqual(duplicate.state, "merged")
        self.assertEqual(duplicate.merged_into_id, keep)
        self.assertFalse(duplicate.active)
        self.assertIn("A word to keep", "".join(keep.message_ids.mapped("body")))
        self.assertEqual(file.res_id, keep.id)
        self.assertEqual((line | keep.containment_ids), line)
        self.assertEqual(opinion.complaint_id, keep)
        self.assertEqual(duplicate.description, False)

    def test_different_customers_do_not_merge(self):
        other = self.complain(
            partner_id=self.env["res.partner"].create({"name": "Rival"}).id,
            contact_id=False,
        )
        wizard = self.as_user("handler", self.env["customer.complaint.merge"]).create(
            {
                "complaint_ids": (other | self.complain()).ids,
                "target_id": other.id,
            }
        )
        self.refuse("come from different customers", wizard.action_confirm)
        self.assertEqual(self.as_admin(other).state, "received")

    def test_smart_buttons_and_log_complaint(self):
        self.users["handler"].group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [
                    (0, 0, {"product_id": self.product.id, "product_uom_qty": 5})
                ],
            }
        )
        action = self.as_user("handler", order).action_log_complaint()
        form = Form(
            self.as_user("handler", self.env["customer.complaint"]).with_context(
                **action["context"]
            )
        )
        form.subject = "Wrong colour"
        complaint = form.save()
        self.assertEqual(complaint.order_id, order)
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.product_id, self.product)
        for record in (order, self.customer, self.product.product_tmpl_id):
            record.invalidate_recordset(["complaint_count"])
            self.assertEqual(record.complaint_count, 1)
            domain = record.action_view_complaints()["domain"]
            self.assertEqual(complaint.search(domain), complaint)
        self.assertEqual(self.customer._get_open_complaints(), complaint)

    def test_effectiveness_is_checked_after_the_set_time(self):
        self.company.complaint_verification_days = 10
        with at(MONDAY):
            complaint = self.bring_to("answered", date_received=MONDAY)
        self.assertEqual(str(complaint.verification_due), "2026-03-12")
        self.assertEqual(str(complaint.activity_ids.date_deadline), "2026-03-12")

    def test_a_copy_starts_anew(self):
        copy = self.bring_to("closed").copy()
        self.assertEqual(copy.state, "received")
        self.assertFalse(copy.date_answered or copy.date_closed or copy.opinion_ids)

    def test_open_complaints_show_in_the_review_of_an_order(self):
        self.bring_to("closed")
        complaint = self.complain()
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "user_id": self.users["handler"].id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "price_unit": 9})
                ],
            }
        )
        review = self.env["customer.review"].new(
            {"order_id": order.id, "partner_id": order.partner_id.id}
        )
        self.assertEqual(
            self.as_user("quality", review).complaint_ids._origin, complaint
        )
        self.assertFalse(self.as_user("employee", review).complaint_ids)
