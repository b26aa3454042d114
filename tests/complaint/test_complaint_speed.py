from odoo.tests import tagged

from .common import ComplaintCase


@tagged("standard", "post_install", "-at_install")
class TestComplaintSpeed(ComplaintCase):
    def test_a_page_of_the_list(self):
        for number in range(20):
            product = self.env["product.product"].create({"name": f"P{number}"})
            self.complain(subject=f"Number {number}", product_id=product.id)
        complaints = self.as_user("handler", self.env["customer.complaint"])
        fields = complaints.get_view(view_type="list")["models"]["customer.complaint"]
        specification = {
            name: {"fields": {"display_name": {}}}
            if complaints._fields[name].relational
            else {}
            for name in fields
            if name in complaints._fields
        }
        for _warm_up in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(12):
                complaints.web_search_read([], specification, limit=80)

    def test_counting_repeats_takes_one_query_for_any_number(self):
        complaints = self.complain()
        for _number in range(5):
            complaints |= self.complain()
        self.env.flush_all()
        with self.assertQueryCount(1):
            complaints._count_earlier()
