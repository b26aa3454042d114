from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        """A document's own field is streamed like its attachment, or not at all."""
        if record._name == "product.document" and field_name in ("datas", "raw"):
            return record.ir_attachment_id._to_http_stream()
        return super()._record_to_stream(record, field_name)
