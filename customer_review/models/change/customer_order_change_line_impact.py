from odoo import models
from odoo.tools import float_compare


class CustomerOrderChangeLine(models.Model):
    """What is delivered and invoiced of the line already."""

    _inherit = "customer.order.change.line"

    def _get_target_quantity(self):
        self.ensure_one()
        return 0.0 if self.is_cancelled else self.product_uom_qty

    def _get_delivered_impact(self):
        source = self.order_line_id
        if not source.qty_delivered:
            return []
        change, unit = self.change_id, source.product_uom_id
        compared = float_compare(
            self._get_target_quantity(),
            source.qty_delivered,
            precision_rounding=unit.rounding,
        )
        if compared < 0:
            text = self.env._(
                "%(quantity)g %(unit)s are delivered: not possible before a return",
                quantity=source.qty_delivered,
                unit=unit.name,
            )
        elif compared == 0:
            text = self.env._(
                "%(quantity)g %(unit)s are delivered: nothing more is delivered",
                quantity=source.qty_delivered,
                unit=unit.name,
            )
        else:
            text = self.env._(
                "%(quantity)g %(unit)s are delivered, %(rest)g will follow",
                quantity=source.qty_delivered,
                unit=unit.name,
                rest=self._get_target_quantity() - source.qty_delivered,
            )
        return [
            change._prepare_impact(
                self.env._("Delivered"),
                source.order_id,
                text,
                blocks=compared < 0,
                name=source.product_id.display_name,
            )
        ]

    def _get_invoiced_impact(self):
        source = self.order_line_id
        if not source.qty_invoiced:
            return []
        texts = []
        change, unit = self.change_id, source.product_uom_id
        excess = source.qty_invoiced - self._get_target_quantity()
        if float_compare(excess, 0, precision_rounding=unit.rounding) > 0:
            texts.append(
                self.env._(
                    "%(invoiced)g %(unit)s are invoiced: Accounting makes a credit note"
                    " for %(excess)g %(unit)s",
                    invoiced=source.qty_invoiced,
                    unit=unit.name,
                    excess=excess,
                )
            )
        before = source.price_unit * (1 - source.discount / 100)
        after = self.price_unit * (1 - self.discount / 100)
        currency = change.currency_id
        if not self.is_cancelled and currency.compare_amounts(before, after):
            texts.append(
                self.env._(
                    "%(invoiced)g %(unit)s stay invoiced at the old price, a difference"
                    " of %(difference)s",
                    invoiced=source.qty_invoiced,
                    unit=unit.name,
                    difference=change._format_signed(
                        currency.round((after - before) * source.qty_invoiced)
                    ),
                )
            )
        return [
            change._prepare_impact(
                self.env._("Invoiced"),
                source.order_id,
                text,
                name=source.product_id.display_name,
            )
            for text in texts
        ]
