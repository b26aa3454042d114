from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

REPEAT_KEYS = frozenset(
    {"partner_id", "category_id", "product_id", "lot", "date_received"}
)


class CustomerComplaint(models.Model):
    """The same defect seen before, duplicates, and what follows a closed one."""

    _inherit = "customer.complaint"

    repeat_count = fields.Integer(
        string="Times Before",
        compute="_compute_repeat_count",
        store=True,
        help="Earlier complaints of this customer, with the same category and the same"
        " product or lot.",
    )
    previous_id = fields.Many2one(
        comodel_name="customer.complaint",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The closed complaint to which the customer replied.",
    )
    following_ids = fields.One2many(
        comodel_name="customer.complaint",
        inverse_name="previous_id",
        string="Followed by",
    )
    merged_into_id = fields.Many2one(
        comodel_name="customer.complaint",
        string="Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    merged_ids = fields.One2many(
        comodel_name="customer.complaint",
        inverse_name="merged_into_id",
        string="Duplicates",
        context={"active_test": False},
    )

    @api.depends(
        "commercial_partner_id", "category_id", "product_id", "lot", "date_received"
    )
    def _compute_repeat_count(self):
        counts = self._count_earlier()
        for complaint in self:
            complaint.repeat_count = counts.get(complaint.id, 0)

    def action_view_repeats(self):
        """Open the complaints about the same defect, this one included."""
        self._check_visible()
        self.ensure_one()
        action = self._get_action_for([])
        action["domain"] = [("id", "in", (self | self._find_siblings()).ids)]
        action["context"] = {"create": False}
        return action

    def _count_earlier(self):
        """Return ``{id: number of earlier complaints about the same defect}``."""
        if not self.ids:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT own.id, count(*)
                  FROM customer_complaint own
                  JOIN customer_complaint other
                    ON other.company_id = own.company_id
                   AND other.commercial_partner_id = own.commercial_partner_id
                   AND other.category_id = own.category_id
                   AND (other.product_id = own.product_id OR other.lot = own.lot)
                   AND (other.date_received, other.id) < (own.date_received, own.id)
                   AND other.state != 'merged'
                 WHERE own.id IN %s
                 GROUP BY own.id
                """,
                tuple(self.ids),
            )
        )
        return dict(rows)

    @api.model
    def _recount(self, siblings):
        self.env.add_to_compute(self._fields["repeat_count"], siblings)

    def _find_siblings(self, later=False):
        """Return the other complaints about the same defect, or the later ones."""
        if not self.ids:
            return self.browse()
        self.flush_model()
        wanted = SQL("(other.date_received, other.id) > (own.date_received, own.id)")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT other.id
                  FROM customer_complaint own
                  JOIN customer_complaint other
                    ON other.company_id = own.company_id
                   AND other.commercial_partner_id = own.commercial_partner_id
                   AND other.category_id = own.category_id
                   AND (other.product_id = own.product_id OR other.lot = own.lot)
                   AND other.id != own.id
                   AND other.state != 'merged'
                 WHERE own.id IN %s AND %s
                """,
                tuple(self.ids),
                wanted if later else SQL("TRUE"),
            )
        )
        return self.browse(row[0] for row in rows)

    def _find_moved_siblings(self, vals):
        """Return those whose count of repeats changes when ``vals`` are written."""
        if self.env.su or not REPEAT_KEYS.intersection(vals):
            return self.browse()
        return self._find_siblings(later=True)

    def _check_merge(self, duplicates):
        """Raise where the user may not merge, or something would be mixed up."""
        (self | duplicates)._check_handler()
        if error := self._get_merge_error(duplicates):
            raise UserError(error)

    def _get_merge_error(self, duplicates):
        """Return why ``duplicates`` cannot be merged into this complaint, or False.

        The customer reads the messages of what is kept: all must be his own.
        """
        self.ensure_one()
        complaints = self | duplicates
        if len(complaints) < 2:
            return self.env._("Choose two complaints or more.")
        if len(complaints.company_id) > 1:
            return self.env._("These complaints belong to two companies.")
        if len({complaint._get_customer_key() for complaint in complaints}) > 1:
            return self.env._(
                "These complaints come from different customers. Each customer"
                " gets an answer: handle them apart, or enter the customer first."
            )
        if any(not complaint.is_open for complaint in complaints):
            return self.env._("What is closed does not change, and cannot be merged.")
        return False

    def _get_customer_key(self):
        """Return what tells whose complaint it is, and who may read its messages."""
        self.ensure_one()
        if self.commercial_partner_id:
            return self.commercial_partner_id.id
        return email_normalize(self.email_from or "") or f"unknown {self.id}"

    def _do_merge(self, duplicates):
        """Bring all that ``duplicates`` hold into this complaint, and point here.

        Messages, files and lines move; the duplicate keeps its own description, its
        number and its customer, and says where the rest went.
        """
        self.ensure_one()
        for duplicate in duplicates.sudo():
            self._message_log(
                body=self.env._(
                    "%(number)s was merged into this one: %(subject)s",
                    number=duplicate.name,
                    subject=duplicate.subject,
                )
            )
            duplicate.message_change_thread(self)
            self.message_subscribe(duplicate.message_partner_ids.ids)
            self.env["ir.attachment"].sudo().search(
                [("res_model", "=", self._name), ("res_id", "=", duplicate.id)]
            ).write({"res_id": self.id})
            for name in ("opinion_ids", "containment_ids", "cause_ids", "action_ids"):
                duplicate[name]._as_engine().write({"complaint_id": self.id})
            duplicate._close_activities()
            duplicate._as_engine().write(
                {"state": "merged", "merged_into_id": self.id, "active": False}
            )
        self._as_engine().write(
            {
                "date_received": min((self | duplicates).mapped("date_received")),
                "claim_amount": max((self | duplicates).mapped("claim_amount")),
            }
        )
