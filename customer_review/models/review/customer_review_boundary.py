import ast

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

# Field types that point to records which the person who writes may not know.
REFERENCES = ("many2one", "many2many", "reference")


class CustomerReviewBoundary(models.AbstractModel):
    """What a person hands in is checked in Python, not by the view alone.

    A relational field takes only records that the user may read and that fit the
    field's own ``domain``, on documents, their lines and in dialogs alike.
    """

    _name = "customer.review.boundary"
    _description = "Checked References"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        defaults = self._get_context_defaults()
        handed_in = [{**defaults, **vals} for vals in vals_list]
        for vals in handed_in:
            self._check_readable(vals)
        records = super().create(vals_list)
        for record, vals in zip(records, handed_in, strict=True):
            record._check_references(vals)
        return records

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_readable(vals)
        result = super().write(vals)
        self._check_references(vals)
        return result

    @api.model
    def _get_context_defaults(self):
        return {
            name.removeprefix("default_"): value
            for name, value in self.env.context.items()
            if name.startswith("default_")
        }

    def _check_readable(self, vals):
        """Raise UserError where ``vals`` name a record that the user may not read.

        It comes before all else: what is refused later may be called by its name.
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or field.type not in REFERENCES or not value:
                continue
            model, ids = self._get_handed_in(field, value)
            targets = self.env[model].browse(ids)
            if targets.exists()._filtered_access("read") != targets:
                self._refuse_reference(field)

    @api.model
    def _get_handed_in(self, field, value):
        """Return the model and the ids of the records that ``value`` refers to."""
        if field.type == "reference":
            model, _comma, number = str(value).partition(",")
            if model not in self.env or not number.isdigit():
                self._refuse_reference(field)
            return model, [int(number)]
        if field.type == "many2one":
            # A form hands it in together with its name.
            number = value.get("id") if isinstance(value, dict) else value
            return field.comodel_name, [int(number)] if number else []
        ids = set()
        for command in value:
            if not isinstance(command, list | tuple):
                ids.add(int(command))
            elif command[0] == Command.SET:
                ids.update(command[2])
            elif command[0] in (Command.LINK, Command.UPDATE):
                ids.add(command[1])
        return field.comodel_name, list(ids)

    def _check_references(self, names):
        """Raise UserError where one of ``names`` holds what does not fit.

        What depends on another field is looked at with each change of a reference.
        """
        written = [
            self._fields[name]
            for name in names
            if name in self._fields and self._fields[name].type in REFERENCES
        ]
        if not written:
            return
        dependent = [
            field
            for field in self._fields.values()
            if field.type in ("many2one", "many2many")
            and field.store
            and isinstance(field.domain, str)
            and field not in written
        ]
        for record in self:
            for field in written + dependent:
                if field.type == "reference":
                    record._check_reference_company(field)
                else:
                    record._check_reference_domain(field)

    def _check_reference_company(self, field):
        """Raise UserError where ``field`` points into another company."""
        record = self.sudo()
        target = record[field.name]
        if not target or "company_id" not in target or "company_id" not in record:
            return
        if target.company_id and target.company_id != record.company_id:
            self._refuse_reference(field)

    def _check_reference_domain(self, field):
        """Raise UserError where the field's own domain leaves out what it holds."""
        targets = self.sudo()[field.name]
        if not targets or callable(field.domain):
            return
        domain = field.domain
        if isinstance(domain, str):
            domain = safe_eval(domain, self._get_domain_values(domain))
        if not domain:
            return
        fitting = targets.with_context(active_test=False).search_count(
            Domain("id", "in", targets.ids) & Domain(domain)
        )
        if fitting != len(targets):
            self._refuse_reference(field)

    def _get_domain_values(self, domain):
        """Return what the names in a field's domain stand for on this record."""
        names = {
            node.id
            for node in ast.walk(ast.parse(domain.strip(), mode="eval"))
            if isinstance(node, ast.Name) and node.id in self._fields
        }
        values = {}
        for name in names:
            value = self.sudo()[name]
            field = self._fields[name]
            values[name] = (
                (value.id if field.type == "many2one" else value.ids)
                if field.relational
                else value
            )
        return values

    def _refuse_reference(self, field):
        raise UserError(
            self.env._(
                "%(field)s: what was chosen does not exist, is not shared with you, or"
                " belongs to another company or customer. Choose another one.",
                field=field._description_string(self.env),
            )
        )
