import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CustomerReviewResource(models.AbstractModel):
    """The records of the database that the code uses, be some of them gone.

    Templates, activity types, sequences and actions can be deleted or spoilt by
    anybody who configures; what customers and colleagues do must not fail for it.
    What is missing is logged and stands in the way of nothing.
    """

    _name = "customer.review.resource"
    _description = "Records that the Code Uses"

    @api.model
    def _find(self, xmlid, model):
        """Return the record ``xmlid`` as superuser, an empty one where it is gone."""
        record = self.env.ref(xmlid, raise_if_not_found=False)
        if record is None or record._name != model:
            _logger.warning("%s is missing: update the addon to have it again", xmlid)
            return self.env[model].sudo()
        return record.sudo()

    @api.model
    def _get_action(self, xmlid, model):
        """Return the window action ``xmlid``, a plain one on ``model`` without it."""
        if self._find(xmlid, "ir.actions.act_window"):
            return self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(model).sudo().name,
            "res_model": model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }

    @api.model
    def _draw_number(self, code, company_id, model):
        """Return the next number of the sequence ``code``, never none.

        Without a sequence that works, the number is the year and the next id of
        ``model``, marked with an X: unique, and easy to tell from the others.
        """
        number = False
        try:
            with self.env.cr.savepoint():
                sequences = self.env["ir.sequence"].sudo().with_company(company_id)
                number = sequences.next_by_code(code)
        except Exception:
            _logger.warning("The sequence %s does not work", code, exc_info=True)
        if number:
            return number
        _logger.warning("The sequence %s is missing: numbers are made without", code)
        [[last]] = self.env.execute_query(
            SQL("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", model._table)
        )
        return f"{fields.Date.context_today(self).year}/X{last}"

    @api.model
    def _render_template(self, xmlid, record, names):
        """Return the rendered ``names`` of a mail template, None where it fails."""
        template = self._find(xmlid, "mail.template")
        if not template:
            return None
        try:
            with self.env.cr.savepoint():
                return template._generate_template(record.ids, set(names))[record.id]
        except Exception:
            _logger.warning("The mail template %s is broken", xmlid, exc_info=True)
            return None
