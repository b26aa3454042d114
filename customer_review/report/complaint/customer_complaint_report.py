from odoo import api, fields, models

from odoo.addons.base.models.ir_actions_report import _wkhtml


class CustomerComplaintReport(models.AbstractModel):
    """Prints the Customer Complaint Handling Form for those who may read it.

    Reading rights are checked here: they hold also where the report's URL is called
    directly.
    """

    _name = "report.customer_review.report_complaint_form"
    _description = "Customer Complaint Handling Form"

    @api.model
    def _get_report_values(self, docids, data=None):
        # Customers read their complaints, but not what the form holds besides.
        self.env["customer.complaint.opinion"].check_access("read")
        complaints = self.env["customer.complaint"].browse(docids)
        complaints._check_visible()
        return {
            "doc_ids": complaints.ids,
            "doc_model": complaints._name,
            "docs": complaints,
            "forms": [self._prepare_form(complaint) for complaint in complaints],
            # The other engines print no running header and footer.
            "is_running": _wkhtml().is_patched_qt,
            "printed": fields.Datetime.context_timestamp(
                self, fields.Datetime.now()
            ).strftime("%Y-%m-%d %H:%M"),
            "printer": self.env.user.name,
        }

    @api.model
    def _prepare_form(self, complaint):
        """Return the heading of a complaint's form, in the language it is printed."""
        return self._prepare_form_vals(
            complaint.with_context(lang=self.env.context.get("lang"))
        )

    @api.model
    def _prepare_form_vals(self, complaint):
        company = complaint.company_id
        env = complaint.env
        controls = env["customer.review.form.control"]
        control = controls._get_control(company, "complaint")
        retention = env._("%(years)s years", years=control["retention_years"])
        return {
            "complaint": complaint,
            "lang": env.lang or "en_US",
            "template": "customer_review.complaint_form_internal",
            "company": company.name,
            "title": env._("Customer Complaint Handling Form"),
            "number": control["number"],
            "watermark": complaint.is_open and complaint._get_label("state"),
            "form_revision": control["revision"],
            "retention": retention,
            "footer": controls._get_footer(
                control["number"], control["revision"], retention
            ),
        }


class CustomerComplaint8dReport(models.AbstractModel):
    """Prints the 8D report, in the customer's words and language.

    It leaves out what is internal: people, evidence, cost and assessment.
    """

    _name = "report.customer_review.report_complaint_8d_form"
    _inherit = ["report.customer_review.report_complaint_form"]
    _description = "8D Report"

    @api.model
    def _prepare_form(self, complaint):
        complaint = complaint.with_context(lang=complaint._get_customer_lang())
        vals = self._prepare_form_vals(complaint)
        return {
            **vals,
            "template": "customer_review.complaint_form_8d",
            "title": complaint.env._("8D Report"),
            "number": "8D",
            "footer": complaint.env["customer.review.form.control"]._get_footer(
                "8D", vals["form_revision"], vals["retention"]
            ),
            "watermark": False,
        }
