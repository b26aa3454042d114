from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

# Compared by identity: what arrives over RPC is a copy and never this object.
ENGINE = object()


class CustomerReviewGuard(models.AbstractModel):
    """Keeps a model's engine fields out of everybody's reach.

    An engine field is written through :meth:`_as_engine` alone, after the caller
    has checked the user. Values that come by ``write``, ``create``, import, a
    parent's commands, ``copy`` or the mail gateway are refused; values that come
    as defaults (context or ``ir.default``) are ignored. Superuser is no exception.

    Engine fields are those that a class names in ``_engine_fields``, and, taken
    from the registry, every stored field that is computed or related and not meant
    to be edited. A field that a record rule reads decides who sees the record: it
    is given at creation and then fixed, but for those in ``_assignable_fields``.
    """

    _name = "customer.review.guard"
    _description = "Engine-only Fields"

    # Names of the fields that only the engine writes, such as states and dates.
    _engine_fields = frozenset()
    # Fields that a record rule reads and that people reassign all the same.
    _assignable_fields = frozenset()

    @api.model
    def default_get(self, fields):
        # Context and user defaults are dropped; the field's own default stays.
        engine_fields = self._get_engine_fields().intersection(fields)
        if not engine_fields:
            return super().default_get(fields)
        values = super().default_get([f for f in fields if f not in engine_fields])
        for name in engine_fields:
            field = self._fields[name]
            if field.default:
                values[name] = field.convert_to_write(field.default(self), self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._check_engine_fields({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_engine_fields(vals)
        self._check_fixed_fields(vals)
        return super().write(vals)

    @api.model
    def _collect(self, attribute):
        """Return what the classes of this model name in ``attribute``, the base first.

        Sets and tuples are joined in order; so are those of a mapping's keys.
        """
        parts = [
            vars(cls)[attribute]
            for cls in reversed(type(self).__mro__)
            if vars(cls).get(attribute)
        ]
        if not any(isinstance(part, dict) for part in parts):
            return tuple(dict.fromkeys(name for part in parts for name in part))
        keys = dict.fromkeys(key for part in parts for key in part)
        return {
            key: tuple(
                dict.fromkeys(name for part in parts for name in part.get(key, ()))
            )
            for key in keys
        }

    @api.model
    @tools.ormcache()
    def _get_engine_fields(self):
        return frozenset(self._collect("_engine_fields")) | {
            name
            for name, field in self._fields.items()
            if field.store
            and (field.compute or field.related)
            and field.readonly
            and not field.inverse
            and self._is_own_field(field)
        }

    @api.model
    @tools.ormcache()
    def _get_fixed_fields(self):
        """Return the fields that a record rule of this model reads."""
        rules = self.env["ir.rule"].sudo().search([("model_id.model", "=", self._name)])
        names = {
            condition.field_expr.partition(".")[0]
            for rule in rules
            for condition in Domain(
                safe_eval(rule.domain_force or "[]", rule._eval_context())
            ).iter_conditions()
        }
        assignable = self._collect("_assignable_fields")
        return frozenset(
            name
            for name in names - {"id", *assignable}
            if name in self._fields
            and self._fields[name].store
            and not self._fields[name].type.endswith("2many")
            and self._is_own_field(self._fields[name])
        )

    @api.model
    def _is_own_field(self, field):
        """Return whether the guard speaks for a field of this model.

        Of another app's model that became a document, it leaves alone what that app
        and others have put there.
        """
        guard = self.env.registry["customer.review.guard"]
        guarding = {
            module
            for parent, module in self._inherit_module.items()
            if issubclass(self.env.registry[parent], guard)
        }
        return self._original_module in guarding or field._modules[0] in guarding

    def _as_engine(self):
        """Return these records with the right to write their engine fields."""
        return self.sudo().with_context(customer_review_engine=ENGINE)

    def _is_engine(self):
        return self.env.context.get("customer_review_engine") is ENGINE

    def _check_engine_fields(self, names):
        """Raise AccessError where a person wrote an engine field."""
        forbidden = self._get_engine_fields().intersection(names)
        if forbidden and not self._is_engine():
            raise AccessError(
                self.env._(
                    "%(fields)s of %(model)s cannot be set by hand: they record what"
                    " was submitted and decided. Use the buttons of the review"
                    " instead.",
                    fields=self._get_labels(forbidden),
                    model=self.env["ir.model"]._get(self._name).sudo().name,
                )
            )

    def _check_fixed_fields(self, vals):
        """Raise AccessError where a person would change who sees the record."""
        if self._is_engine():
            return
        for name in self._get_fixed_fields().intersection(vals):
            field = self._fields[name]
            value = field.convert_to_cache(vals[name], self)
            if any(field.convert_to_cache(one[name], one) != value for one in self):
                raise AccessError(
                    self.env._(
                        "%(fields)s of %(model)s is fixed once the record is there."
                        " Make a new record instead.",
                        fields=self._get_labels([name]),
                        model=self.env["ir.model"]._get(self._name).sudo().name,
                    )
                )

    @api.model
    def _get_labels(self, names):
        """Return the fields' labels in the user's language, in alphabetical order."""
        labels = (self._fields[name]._description_string(self.env) for name in names)
        return ", ".join(sorted(labels))
