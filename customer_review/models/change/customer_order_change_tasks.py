from odoo import fields, models


class CustomerOrderChange(models.Model):
    """The to-dos that an applied change gives to those who have to act.

    Odoo's own reach nobody where a document has no responsible person.
    """

    _inherit = "customer.order.change"

    def _get_picture(self):
        """Return how deliveries and supplies stand before the change is applied."""
        self.ensure_one()
        order = self.sudo().order_id
        return {
            "supplies": {supply.source: supply for supply in order._get_supplies()},
            "demand": order._get_demand(),
            "pickings": "picking_ids" in order._fields and order.picking_ids,
            "promised": self._get_promises(),
            "address": order.partner_shipping_id,
        }

    def _give_tasks(self, before):
        """Tell everybody who has to act what the applied change asks of him.

        :param before: what :meth:`_get_picture` returned
        """
        self.ensure_one()
        tasks = [
            *self._get_supply_tasks(before),
            *self._get_transfer_tasks(before),
            *self._get_invoice_tasks(),
            *self._get_pricing_tasks(),
        ]
        self._open_activities_on(
            "mail_activity_type_change",
            [self._prepare_task(*task) for task in dict.fromkeys(tasks)],
        )

    def _get_supply_tasks(self, before):
        """Return the tasks on what is made and bought, see :meth:`_prepare_task`."""
        order = self.order_id
        supplies, demand = order._get_supplies(), order._get_demand()
        surplus = order._get_surplus(supplies, demand)
        known = before["supplies"]
        supplied = {supply.product for supply in known.values()}
        tasks = []
        for supply in supplies:
            product, old = supply.product, known.get(supply.source)
            values = {
                "order": order.name,
                "product": product.display_name,
                "quantity": surplus.get(product, 0.0),
                "unit": product.uom_id.name,
            }
            text = False
            if not old:
                text = product in supplied and self.env._(
                    "%(order)s takes more %(product)s: this order is new, beside the"
                    " one that is there",
                    **values,
                )
            elif product in surplus and supply.pending:
                text = demand[product] < before["demand"][product] and self.env._(
                    "%(order)s takes less: %(quantity)g %(unit)s of %(product)s are not"
                    " needed any more",
                    **values,
                )
            elif old.quantity != supply.quantity:
                values |= {"before": old.quantity, "after": supply.quantity}
                text = self.env._(
                    "%(order)s: %(product)s was changed from %(before)g to %(after)g"
                    " %(unit)s",
                    **values,
                )
            if text:
                tasks.append((supply.document, text))
            if supply.pending:
                tasks += self._get_header_tasks(supply.document, before)
        return tasks

    def _get_promises(self):
        """Return when each line is to be delivered, by its id."""
        order = self.sudo().order_id
        return {line.id: order._get_promised(line) for line in order.order_line}

    def _get_header_tasks(self, document, before):
        """Return the tasks for a pending supply where date or address changed."""
        order, tasks = self.order_id, []
        now = self._get_promises()
        if any(now.get(key) != date for key, date in before["promised"].items()):
            tasks.append(
                (
                    document,
                    self.env._(
                        "%s has another delivery date: check whether this is in time",
                        order.name,
                    ),
                )
            )
        if (
            order.partner_shipping_id != before["address"]
            and "dest_address_id" in document._fields
            and document.dest_address_id
        ):
            tasks.append(
                (
                    document,
                    self.env._(
                        "%s has another delivery address: tell the vendor", order.name
                    ),
                )
            )
        return tasks

    def _get_transfer_tasks(self, before):
        """Return the tasks on transfers that bring back, or are labelled already."""
        order, tasks = self.order_id, []
        if "picking_ids" not in order._fields:
            return tasks
        for picking in order.picking_ids:
            moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
            if picking in before["pickings"]:
                if (
                    order.partner_shipping_id != before["address"]
                    and picking.state not in ("done", "cancel")
                    and (picking.printed or moves.move_line_ids.result_package_id)
                ):
                    text = self.env._(
                        "%s has another delivery address: renew papers and labels",
                        order.name,
                    )
                    tasks.append((picking, text))
            elif moves and not any(
                order.order_line._goes_to_customer(move) for move in moves
            ):
                text = self.env._(
                    "%s takes less: put back what was picked already", order.name
                )
                tasks.append((picking, text))
        return tasks

    def _get_invoice_tasks(self):
        """Return the tasks on invoices that are not what is ordered any more."""
        order, tasks = self.order_id, []
        lines = self.line_ids.order_line_id
        credited = lines.filtered(
            lambda line: (
                line.product_uom_id.compare(line.qty_invoiced, line.product_uom_qty) > 0
                or line.currency_id.compare_amounts(line.untaxed_amount_to_invoice, 0)
                < 0
            )
        )
        if credited:
            text = self.env._(
                "%(order)s: a credit note is due for %(lines)s",
                order=order.name,
                lines=", ".join(credited.product_id.mapped("display_name")),
            )
            tasks.append((order, text))
        for invoice in lines.invoice_lines.move_id.filtered(
            lambda invoice: invoice.state == "draft"
        ):
            text = self.env._(
                "%s was changed: this draft still has the old quantity and price",
                order.name,
            )
            tasks.append((invoice, text))
        return tasks

    def _get_pricing_tasks(self):
        """Return the tasks on lines that should have followed and do not."""
        order = self.order_id
        lines = self.line_ids.order_line_id | self.line_ids.applied_line_id
        others = order.order_line.filtered("product_uom_qty") - lines
        tasks = []
        if others.filtered(lambda line: line._is_global_discount()):
            text = self.env._(
                "%s: the discount on the whole order did not follow its lines",
                order.name,
            )
            tasks.append((order, text))
        if (lines.linked_line_id | lines.linked_line_ids) & others:
            text = self.env._(
                "%s: lines that belong together were not changed together", order.name
            )
            tasks.append((order, text))
        return tasks

    def _prepare_task(self, document, summary):
        """Return a to-do for who is responsible for a document.

        It stands on the change where that person may not see the document.
        """
        user = self._get_task_user(document)
        company = self.company_id
        mine = document.with_user(user).with_context(allowed_company_ids=company.ids)
        is_seen = company in user.company_ids and mine.has_access("read")
        return {
            "record": document if is_seen else self,
            "summary": summary if is_seen else f"{document.display_name}: {summary}",
            "date_deadline": fields.Date.context_today(self),
            "user_id": user.id,
        }

    def _get_task_user(self, document):
        """Return who is responsible for a document, or else his department."""
        name = "invoice_user_id" if "invoice_user_id" in document._fields else "user_id"
        user = document[name]
        if user.active and not user.share:
            return user
        code = {"mrp.production": "production", "purchase.order": "procurement"}
        department = self.env.ref(
            f"customer_review.department_{code.get(document._name, 'sales')}"
        )
        return (
            department._get_assignee(self.company_id)
            or self.user_id
            or self.review_id.user_id
        )
