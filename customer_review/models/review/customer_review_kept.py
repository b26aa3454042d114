from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class CustomerReviewKept(models.AbstractModel):
    """A record that is evidence from some moment on: it stays, with its files.

    An adopter answers four questions; the write, the deletion and every change of a
    file that hangs on it (by ``res_model``, or in a many2many field) ask them.
    Superuser is no exception, the engine is.
    """

    _name = "customer.review.kept"
    _inherit = ["customer.review.guard"]
    _description = "Kept Record"

    def write(self, vals):
        if not self._is_engine():
            for record in self:
                if error := record._get_write_error(vals):
                    raise UserError(error)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        for record in self:
            if not self._is_engine() and (error := record._get_delete_error()):
                raise UserError(error)

    def _get_write_error(self, names):
        """Return why a person may not change these fields any more, or False."""
        return False

    def _get_delete_error(self):
        """Return why the record may not be deleted any more, or False."""
        return False

    def _get_file_error(self):
        """Return why its files may not be changed or removed, or False."""
        return self._get_delete_error()

    def _get_new_file_error(self):
        """Return why no file may be added to it, or False."""
        return self._get_file_error()

    @api.model
    @ormcache()
    def _get_file_holders(self):
        """Return ``{kept model: names of its many2many fields to attachments}``.

        What such a field lists that only the engine fills hangs on the record itself.
        """
        return {
            name: tuple(
                field.name
                for field in model._fields.values()
                if field.type == "many2many"
                and field.store
                and not field.readonly
                and field.comodel_name == "ir.attachment"
            )
            for name, model in self.env.registry.items()
            if not model._abstract
            and issubclass(model, self.env.registry["customer.review.kept"])
        }
