from odoo import api, models
from odoo.exceptions import UserError

# Odoo writes these while a file is shown or searched; they change no evidence.
UNKEPT_FIELDS = frozenset({"access_token", "index_content", "thumbnail"})


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_kept("_get_new_file_error")
        return files

    def write(self, vals):
        if UNKEPT_FIELDS.issuperset(vals):
            return super().write(vals)
        self._check_kept("_get_file_error")
        result = super().write(vals)
        if "res_model" in vals or "res_id" in vals:
            self._check_kept("_get_new_file_error")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._check_kept("_get_file_error")

    def _check_kept(self, question):
        """Raise UserError where a file hangs on a record whose files are kept.

        What is new to a record is in no many2many field of it yet.

        :param str question: the method of the record that says why not
        """
        kept = self.env["customer.review.kept"]
        if kept._is_engine():
            return
        holders = kept._get_file_holders()
        found = {}
        for file in self.sudo():
            if file.res_model in holders and file.res_id:
                found.setdefault(file.res_model, set()).add(file.res_id)
        if question == "_get_file_error":
            for model, names in holders.items():
                for name in names:
                    records = self.env[model].sudo().with_context(active_test=False)
                    ids = records.search([(name, "in", self.ids)]).ids
                    found.setdefault(model, set()).update(ids)
        for model, ids in found.items():
            for record in self.env[model].sudo().browse(ids).exists():
                if error := getattr(record, question)():
                    raise UserError(error)
