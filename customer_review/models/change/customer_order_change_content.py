from odoo import api, models

from ..const import HEADER_FIELDS, LINE_FIELDS

# What Sales corrects alone: it neither costs nor moves anything.
CORRECTION_FIELDS = frozenset({"client_order_ref", "note", "partner_shipping_id"})


class CustomerOrderChange(models.Model):
    """The order as it will be: what is reviewed, and what is compared in the end."""

    _inherit = "customer.order.change"

    @api.model
    def _get_review_content_dependencies(self):
        return [
            *super()._get_review_content_dependencies(),
            "line_ids.sequence",
            "line_ids.order_line_id",
            "line_ids.replaces_line_id",
            "line_ids.is_cancelled",
            *(f"line_ids.{name}" for name in LINE_FIELDS),
        ]

    def _get_review_content(self, with_texts=False):
        """Return the request, and as ``target`` the order as it will be."""
        content = super()._get_review_content(with_texts)
        content["change_kind"] = self.change_kind
        content["target"] = self._get_future_content()
        return content

    @api.model
    def _compare_content(self, old, new):
        """Return what differs in the request, and in the order as it will be."""
        request = super()._compare_content(old, new)
        orders = self.env["sale.order"]
        return [
            *(change for change in request if change["field"] not in HEADER_FIELDS),
            *orders._compare_content(old["target"], new["target"]),
        ]

    @api.model
    def _get_content_parts(self):
        # A new reason belongs to no part: whoever has reviewed the old one is asked.
        request = ("asked_by", "contact_id", "contact_name", "channel", "date_asked")
        return super()._get_content_parts() | {
            **dict.fromkeys(request, "reference"),
            "document_ids.name": "documents",
            "document_ids.checksum": "documents",
            "document_ids.url": "documents",
        }

    @api.model
    def _get_changed_parts(self, changes):
        own = {self._name, self._fields["document_ids"].comodel_name}
        orders = self.env["sale.order"]
        return super()._get_changed_parts(
            [change for change in changes if change["model"] in own]
        ) | orders._get_changed_parts(
            [change for change in changes if change["model"] not in own]
        )

    def _get_target_parts(self):
        """Return the codes of the parts of the order that change, for a snapshot."""
        self.ensure_one()
        changes = self._get_target_changes()
        return list(self.env["sale.order"]._get_changed_parts(changes))

    def _get_target_changes(self):
        """Return what differs between the order before and as it will be."""
        self.ensure_one()
        return self.env["sale.order"]._compare_content(
            self._get_base_content(), self._get_future_content()
        )

    def _is_department_concerned(self, department, content):
        """Return whether the department looks at what changes (clause 8.2.4)."""
        self.ensure_one()
        return self.change_kind != "change" or department._is_concerned(
            self._get_document_kind(), content["details"]["parts"]
        )

    def _get_base_content(self):
        """Return the order before the change: as it was submitted, else as it is."""
        self.ensure_one()
        change = self.sudo()
        return change.base_content or change.order_id._get_review_content(
            with_texts=True
        )

    def _get_base_nodes(self):
        """Return the order's lines before the change, by id, as a snapshot has them."""
        if not self.order_id:
            return {}
        nodes = self._get_base_content()["lines"]["order_line"]
        return {node["id"]: node for node in nodes}

    def _get_future_content(self):
        """Return the reviewed content of the order as it will be, with texts."""
        self.ensure_one()
        change = self.sudo()
        base = change._get_base_content()
        changed = change._get_changed_fields(base)
        future = {
            **base,
            "values": base["values"]
            | {name: change._snapshot_value(change, name) for name in changed},
            "texts": base["texts"]
            | {name: change._snapshot_text(change, name) for name in changed},
        }
        by_line = {line.order_line_id.id: line for line in change.line_ids}
        nodes = [
            change._get_future_node(node, by_line.get(node["id"]))
            for node in base["lines"]["order_line"]
        ]
        nodes += [
            change._get_future_node(None, line)
            for line in change.line_ids.sorted()
            if line._is_new()
        ]
        future["lines"] = base["lines"] | {"order_line": nodes}
        return future

    @api.model
    def _get_future_node(self, node, line):
        """Return a line of the order as it will be.

        :param node: the line before, or None for a new one
        :param line: what is changed in it, or None
        """
        if not line:
            return node
        names = self.env["sale.order"]._get_content_lines()["order_line"]
        own_names = [name for name in names if name in LINE_FIELDS]
        own = self._snapshot(line, own_names, with_texts=True)
        if not node:
            blank = self._snapshot(self.env["sale.order.line"], names, with_texts=True)
            return {
                "id": line._get_node_id(),
                "values": blank["values"] | own["values"],
                "texts": blank["texts"] | own["texts"],
            }
        if line.is_cancelled:
            zero = self.env["customer.order.change.line"].new({"product_uom_qty": 0})
            own = self._snapshot(zero, ["product_uom_qty"], with_texts=True)
        return {
            **node,
            "values": node["values"] | own["values"],
            "texts": node["texts"] | own["texts"],
        }

    def _get_changed_fields(self, base):
        """Return the header fields whose value differs from ``base``."""
        self.ensure_one()
        return [
            name
            for name in HEADER_FIELDS
            if self._snapshot_value(self, name) != base["values"].get(name)
        ]

    def _get_differences(self):
        """Return what the change does, as the table *what, before, after*.

        :return: list of dicts, see ``customer.review._get_changes``, with a label and,
            for a line of the order, its id
        """
        self.ensure_one()
        reviews = self.env["customer.review"]
        orders, lines = self.env["sale.order"], self.env["sale.order.line"]
        base, future = self._get_base_content(), self._get_future_content()
        before = {node["id"]: node for node in base["lines"]["order_line"]}
        cancelled = self.line_ids.filtered("is_cancelled").order_line_id
        changes = reviews._compare(orders._name, "", base, future)
        for node in future["lines"]["order_line"]:
            old = before.get(node["id"])
            if node is old:
                continue
            kept = [] if node["id"] in cancelled.ids else [node]
            for change in reviews._compare_lines(
                lines._name, [old] if old else [], kept
            ):
                if not change["field"]:
                    text = self._describe_line(old or node)
                    change |= (
                        {"before": text, "after": ""}
                        if old
                        else {"before": "", "after": text}
                    )
                changes.append(change | {"line_id": node["id"]})
        return reviews._label_changes(changes)

    @api.model
    def _describe_line(self, node):
        """Return what is ordered by a new line, or was by a cancelled one."""
        texts = node["texts"]
        parts = [
            self.env._(
                "%(quantity)s %(unit)s at %(price)s",
                quantity=texts["product_uom_qty"],
                unit=texts["product_uom_id"],
                price=texts["price_unit"],
            )
        ]
        if float(node["values"]["discount"]):
            parts.append(self.env._("%s %% discount", texts["discount"]))
        return ", ".join(filter(None, [*parts, texts["tax_ids"]]))

    def _get_change_kind(self):
        """Return which route the change takes, or False while nothing differs."""
        self.ensure_one()
        if not self.order_id:
            return False
        differences = self._get_target_changes()
        if not differences:
            return False
        line_model = self.env["sale.order.line"]._name
        corrects = all(
            change["field"] in CORRECTION_FIELDS
            or change["model"] == line_model
            and change["field"] == "name"
            for change in differences
        )
        if corrects and self._is_same_customer_address():
            return "correction"
        return "after_release" if self._is_released() else "change"

    def _is_same_customer_address(self):
        self.ensure_one()
        return (
            self.partner_shipping_id.commercial_partner_id == self.commercial_partner_id
        )

    def _is_released(self):
        """Return whether goods were delivered, or their production was released."""
        self.ensure_one()
        order = self.order_id.sudo()
        return (
            any(line.qty_delivered for line in order.order_line)
            or order._is_production_begun()
        )

    @api.model
    def _hash_content(self, content):
        """Return the SHA-256 of the request together with that of its target."""
        values = content["values"]
        if "target" in content:
            target = self.env["sale.order"]._hash_content(content["target"])
            values = values | {"target": target}
        return super()._hash_content(content | {"values": values})

    def _get_target_content(self, content):
        return content["target"]

    def _get_target_fingerprint(self, content):
        return self.env["sale.order"]._hash_content(content["target"])
