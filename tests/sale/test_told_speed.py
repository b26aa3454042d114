"""What it costs to tell everybody, in queries."""

from ..common import SIDE_BY_SIDE
from .test_speed import FlowCase


class TestToldSpeed(FlowCase):
    """Three of the reviewers want mails, all others read their inbox."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.salesman, *cls.reviewers.values()):
            user.notification_type = "inbox"
        for code in SIDE_BY_SIDE[:3]:
            cls.reviewers[code].notification_type = "email"

    def test_whole_flow_of_one_order_with_six_reviewers(self):
        """At most 240, where the tier addon needs 419 when it notifies."""
        stock, counts = self.count_stock(1), self.count_flow(1)
        above = sum(counts.values()) - sum(stock.values())
        self.assertLessEqual(above, 240 - 78, counts)

    def test_each_further_order_costs_little_more(self):
        few, many = self.count_flow(5), self.count_flow(25)
        further = {step: (many[step] - few[step]) / 20 for step in few}
        self.assertLessEqual(further["submit"], 4, further)
        for code in SIDE_BY_SIDE:
            self.assertLessEqual(further[code], 0.2, further)
