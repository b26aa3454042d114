from odoo import api, fields, models


class SaleOrder(models.Model):
    """The special requirements of an order: reviewed, measured and printed."""

    _inherit = "sale.order"

    _review_content_lines = {
        "requirement_ids": (
            "name",
            "order_line_id",
            "source",
            "can_meet",
            "difference",
            "resolution",
            "evidence",
            "beyond_capability",
        ),
    }

    requirement_ids = fields.One2many(
        comodel_name="customer.requirement",
        inverse_name="order_id",
        string="Special Requirements",
        groups="base.group_user",
        # The rows of the list come with the query that finds them.
        context={"whole_rows": True},
    )

    @api.model
    def _get_content_parts(self):
        names = self._get_content_lines()["requirement_ids"]
        return super()._get_content_parts() | {
            f"requirement_ids.{name}": "requirements" for name in names
        }

    def _measure_technical(self, threshold):
        """Requirements that Technical declares beyond the present capability."""
        requirements = self.requirement_ids.filtered("beyond_capability")
        return {
            order.id: "; ".join(own.mapped("name"))
            for order, own in requirements.grouped("order_id").items()
        }

    def _get_form_tables(self, review, content):
        return [
            *super()._get_form_tables(review, content),
            self._get_form_table(
                review,
                content,
                "requirement_ids",
                ("name", "source", "can_meet", "difference", "resolution"),
                widths=(28, 19, 13, 18, 22),
                title=self.env._("Requirements"),
                empty=self.env._("No special requirements"),
            ),
        ]
