from odoo import api, models, tools
from odoo.exceptions import AccessError

# Compared by identity: what arrives over RPC is a copy and never this object.
ENGINE = object()


class CustomerReviewGuard(models.AbstractModel):
    """Keeps a model's engine fields out of everybody's reach.

    An engine field is written through :meth:`_as_engine` alone, after the caller
    has checked the user. Values that come by ``write``, ``create``, import, a
    parent's commands, ``copy`` or the mail gateway are refused; values that come
    as defaults (context or ``ir.default``) are ignored. Superuser is no exception.
    """

    _name = "customer.review.guard"
    _description = "Engine-only Fields"

    # Names of the fields that only the engine writes. Those of every class that a
    # model is made of add up.
    _engine_fields = frozenset()

    @api.model
    def default_get(self, fields):
        # Context and user defaults are dropped; the field's own default stays.
        engine_fields = self._get_engine_fields().intersection(fields)
        values = super().default_get([f for f in fields if f not in engine_fields])
        for name in engine_fields:
            if default := self._fields[name].default:
                values[name] = default(self)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._check_engine_fields({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_engine_fields(vals)
        return super().write(vals)

    @api.model
    @tools.ormcache()
    def _get_engine_fields(self):
        return frozenset().union(
            *(vars(cls).get("_engine_fields", ()) for cls in type(self).__mro__)
        )

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
                    fields=", ".join(
                        sorted(
                            self._fields[name]._description_string(self.env)
                            for name in forbidden
                        )
                    ),
                    model=self.env["ir.model"]._get(self._name).sudo().name,
                )
            )
