"""Which stored field who may write over RPC: every one, by every role."""

from odoo import Command, models

from .cast import ROLES, CastCase
from .test_rpc_methods import HANDLERS, NOBODY, RIGHTS

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
CONFIGURATION = "manager"
WORKERS = f"{HANDLERS} quality"
OWNERS = "submitter manager"
# Who may write which fields of the stage's records; all others are refused to all.
EDITABLE = {
    "customer.review.check": {"answer note": "quality"},
    "customer.review.finding": {"dismiss_reason evidence": "submitter"},
    "customer.requirement": {
        "name sequence order_line_id source": "submitter",
        "can_meet difference evidence resolution": "submitter",
    },
    "customer.review.decision": {
        "comment condition_ids decision line_ids": "quality",
    },
    "customer.review.decision.condition": {"date_deadline name user_id": "quality"},
    "customer.review.withdrawal": {"reason review_ids": "submitter"},
    "customer.review.department": {
        "active code company_id deputy_id group_id item_ids": CONFIGURATION,
        "name sequence user_id": CONFIGURATION,
    },
    "customer.review.item": {
        "active department_id document_kind name sequence": CONFIGURATION,
        "part_ids": CONFIGURATION,
    },
    "customer.review.part": {"code name sequence": f"{CONFIGURATION} stranger"},
    "customer.review.route": {
        "active amount_from amount_to company_id document_kind": CONFIGURATION,
        "domain method name own_decision review_class": CONFIGURATION,
        "sequence step_ids team_id": CONFIGURATION,
    },
    "customer.review.route.step": {
        "department_id hours route_id sequence": CONFIGURATION,
    },
    "customer.review.form.control": {
        "company_id distribution document_kind number": CONFIGURATION,
        "retention_years revision": CONFIGURATION,
    },
    "customer.review.criterion": {
        "active code company_id confidential department_id": CONFIGURATION,
        "document_kind domain name neutral_evidence question": CONFIGURATION,
        "sequence": CONFIGURATION,
        "threshold threshold_unit": CONFIGURATION,
    },
    "sale.order": {
        "agreement_type confirm_on_approval contract_reference": "submitter",
        "confirmed_by confirmed_how confirmed_on": "submitter",
        "customer_document_ids finding_ids requirement_ids": "submitter",
        "oral_caller oral_content oral_date oral_taken_by_id": "submitter",
        "order_channel packing_transport review_urgent": "submitter",
    },
    # His own, which nobody else sets.
    "res.users": {"review_digest review_signature": "submitter"},
    "customer.order.change": {
        "asked_by channel confirm_on_approval contact_id contact_name": "submitter",
        "client_order_ref commitment_date confirmed_by confirmed_how": "submitter",
        "confirmed_on contract_reference date_asked date_expiry": "submitter",
        "document_ids finding_ids line_ids note packing_transport": "submitter",
        "partner_invoice_id partner_shipping_id payment_term_id": "submitter",
        "reason review_urgent": "submitter",
    },
    "customer.order.change.line": {
        "customer_lead discount is_cancelled name price_unit": "submitter",
        "product_uom_qty sequence tax_ids": "submitter",
    },
    "customer.order.change.loss": {"loss_amount loss_bearer loss_note": "quality"},
    "customer.order.change.delay": {"new_date order_id reason": "submitter"},
    "customer.publication": {
        "audience channel claim_ids confirm_on_approval date_from": OWNERS,
        "date_to file_ids kind lang_ids name product_ids": OWNERS,
        "review_urgent text url user_id": OWNERS,
        "finding_ids": "submitter",
    },
    "customer.publication.claim": {
        "evidence_ids kind place sequence substantiation text": OWNERS,
    },
    "customer.publication.hit": {"answer": OWNERS},
    "customer.publication.verdict": {"note verdict": "quality"},
    "customer.publication.word": {
        "active company_id lang_id name note": CONFIGURATION,
    },
    "customer.publication.publish": {"detail place publication_id": "submitter"},
    "customer.publication.withdrawal": {"publication_id reason": "submitter"},
    "customer.publication.rejection": {"note verdict_ids": "quality"},
    "customer.complaint": {
        "action_ids answer_body answer_channel answer_contact": HANDLERS,
        "answer_time assessment_reason category_id cause_ids channel": HANDLERS,
        "claim_amount closing_note contact_id contact_name": HANDLERS,
        "containment_ids demand department_ids description": HANDLERS,
        "disposition disposition_cost disposition_note email_from": HANDLERS,
        "is_safety kind lead_department_id lot photo_ids": HANDLERS,
        "partner_id phone product_id qty_complained qty_delivered": HANDLERS,
        "refusal_reason reopen_reason report_wanted severity": HANDLERS,
        "subject team_id uom_id user_id validity verification_due": HANDLERS,
        "verification_note verification_result": HANDLERS,
        # Whoever may read the order; a line and a subcategory have to fit the rest.
        "disposition_ref order_id": "submitter",
    },
    "customer.complaint.action": {
        "cause_id date_deadline evidence kind measure name": WORKERS,
        # Whoever may read the file.
        "attachment_ids": "manager quality submitter",
    },
    "customer.complaint.cause": {
        "category evidence kind method name": WORKERS,
        "why_1 why_2 why_3 why_4 why_5": WORKERS,
    },
    "customer.complaint.containment": {
        "date_deadline date_done method name quantity result": WORKERS,
        "sequence uom_id": WORKERS,
    },
    "customer.complaint.opinion": {"comment": "quality"},
    "customer.complaint.category": {
        "active child_ids company_id is_safety name": CONFIGURATION,
        "parent_id sequence": CONFIGURATION,
    },
    "customer.complaint.deadline": {
        "acknowledge_hours answer_hours close_hours": CONFIGURATION,
        "company_id severity solution_hours": CONFIGURATION,
    },
    "customer.complaint.team": {
        "active complaint_ids member_ids name sequence user_id": CONFIGURATION,
    },
    "customer.complaint.merge": {"target_id": "submitter"},
    "customer.complaint.decision": {
        "comment complaint_ids decision": "general_manager",
    },
}


class TestStoredFields(CastCase):
    maxDiff = None

    def get_models(self):
        """Yield the models in which the addon keeps something."""
        for model, cls in self.env.registry.items():
            if cls._abstract or model.startswith("customer.review.test"):
                continue
            if self.get_fields(model):
                yield model

    def get_fields(self, model):
        """Return the stored fields that the addon answers for, by name."""
        return {
            name: field
            for name, field in self.env[model]._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and field._modules[:1] == ("customer_review",)
            # points to a model of another app, which is not installed here
            and (field.type != "reference" or field._description_selection(self.env))
        }

    def get_other_value(self, record, field):
        """Return a value for ``field`` that differs from what ``record`` has."""
        value = record[field.name]
        key = record._name, field.name
        if key in self.get_special_values():
            return self.get_special_values()[key]
        if field.type in ("char", "text", "html"):
            return "[('id', '>', 0)]" if field.name == "domain" else "Changed"
        if field.type == "selection":
            return next(one for one in field.get_values(self.env) if one != value)
        if field.type in ("boolean", "integer", "float", "monetary"):
            return not value if field.type == "boolean" else (value or 0) + 1
        if field.type in ("date", "datetime"):
            return "2031-01-01" + " 00:00:00" * (field.type == "datetime")
        if field.type == "json":
            return {"forged": True}
        if field.type == "binary":
            return PICTURE
        if field.type == "reference":
            return f"sale.order,{self.stage['draft'].id}"
        return self.get_other_records(field, value)

    def get_other_records(self, field, value):
        others = self.env[field.comodel_name].search(
            [("id", "not in", value.ids)], limit=1, order="id desc"
        )
        if field.type == "many2one":
            return others.id
        if field.type == "many2many":
            return [Command.set(others.ids)]
        return [Command.delete(value[0].id) if value else Command.create({})]

    def get_special_values(self):
        stage = self.stage
        finding = self.get_vals("customer.review.finding")
        return {
            ("customer.review.route.step", "department_id"): stage["spare"].id,
            ("customer.requirement", "order_line_id"): stage["sale.order.line"].id,
            ("customer.complaint", "contact_id"): self.cast["customer"].partner_id.id,
            ("customer.order.change", "contact_id"): self.customer.id,
            ("customer.order.change", "partner_shipping_id"): stage["address"].id,
            # That a customer has confirmed on the portal, he alone can say.
            ("customer.order.change", "confirmed_how"): "email",
            ("customer.order.change", "finding_ids"): [
                Command.create(
                    {name: finding[name] for name in ("criterion_id", "evidence")}
                )
            ],
            ("customer.order.change.line", "tax_ids"): [Command.set(stage["tax"].ids)],
            ("customer.order.change", "line_ids"): [
                Command.create({"product_id": self.other_product.id})
            ],
            ("customer.complaint", "team_id"): stage["team"].id,
            ("customer.complaint", "user_id"): self.cast["colleague"].id,
            ("customer.complaint", "photo_ids"): [
                Command.create(
                    {
                        "name": "photo.png",
                        "datas": PICTURE,
                        "res_model": "customer.complaint",
                    }
                )
            ],
            ("customer.complaint", "invoice_id"): stage["account.move"].id,
            ("customer.complaint.category", "parent_id"): stage["category"].id,
            ("customer.complaint.category", "child_ids"): [
                Command.create({"name": "Dent", "company_id": self.company.id})
            ],
            ("customer.publication", "claim_ids"): [
                Command.create({"text": "Tight up to 6 bar"})
            ],
            ("customer.publication", "finding_ids"): [
                Command.create(
                    {name: finding[name] for name in ("criterion_id", "evidence")}
                )
            ],
            ("customer.publication", "user_id"): self.cast["colleague"].id,
            ("customer.publication", "product_ids"): [
                Command.set(self.other_product.product_tmpl_id.ids)
            ],
            ("sale.order", "requirement_ids"): [Command.create({"name": "Red"})],
            ("sale.order", "finding_ids"): [
                Command.create(
                    {name: finding[name] for name in ("criterion_id", "evidence")}
                )
            ],
        }

    def observe(self):
        self.env.invalidate_all()
        return self.look()

    def look(self):
        """Return what the call is about, as administrator and before its end."""

    def test_each_role_writes_what_it_may_and_no_more(self):
        for model in self.get_models():
            record = self.stage[model]
            expected = dict.fromkeys(self.get_fields(model), frozenset())
            for names, who in EDITABLE.get(model, {}).items():
                expected |= dict.fromkeys(names.split(), frozenset(who.split()))
            actual = {
                name: frozenset(
                    role for role in ROLES if self.is_written(role, record, field)
                )
                for name, field in self.get_fields(model).items()
            }
            with self.subTest(model=model):
                self.assertEqual(actual, expected)

    def is_written(self, role, record, field):
        """Return whether ``role`` writes the field; nothing is passed over silently."""
        before = record[field.name]
        value = self.get_other_value(record, field)
        self.look = lambda: record.exists()[field.name]
        _answer, refusal = self.call(
            role, record._name, "write", record.ids, {field.name: value}
        )
        if refusal is None:
            self.assertNotEqual(self.observed, before, (record._name, field.name, role))
        return refusal is None

    def test_what_the_engine_keeps_is_not_given_at_creation(self):
        guard = self.env.registry["customer.review.guard"]
        for model, methods in RIGHTS.items():
            creators = methods.get("create", NOBODY).split()
            if not creators or not issubclass(self.env.registry[model], guard):
                continue
            with self.subTest(model=model):
                self.check_creation(creators[0], model)

    def check_creation(self, role, model):
        """Give every engine field at creation: as a value, and as a default."""
        vals = self.get_vals(model)
        fields = {
            name: self.env[model]._fields[name]
            for name in self.env[model]._get_engine_fields()
            if self.env[model]._fields[name].store
        }

        def look():
            made = self.env[model].search([], order="id desc", limit=1)
            return {
                name: (
                    field.convert_to_write(made[name], made),
                    self.get_other_value(made, field),
                )
                for name, field in fields.items()
            }

        self.look = look
        _answer, refusal = self.call(role, model, "create", [vals])
        self.assertIsNone(refusal)
        forged = {name: other for name, (_value, other) in self.observed.items()}
        for name, value in forged.items():
            _answer, refusal = self.call(role, model, "create", [vals | {name: value}])
            self.assertIn("cannot be set by hand", str(refusal), name)
        context = {f"default_{name}": value for name, value in forged.items()}
        _answer, refusal = self.call(role, model, "create", [vals], context=context)
        self.assert_not_taken(refusal, forged)
        for name, field in fields.items():
            if not field.type.endswith("2many"):
                self.env["ir.default"].set(model, name, forged[name])
        _answer, refusal = self.call(role, model, "create", [vals])
        self.assert_not_taken(refusal, forged)

    def assert_not_taken(self, refusal, forged):
        if refusal:  # it points to what the user may not see, and was looked at
            self.assertIn("what was chosen does not exist", str(refusal))
            return
        for name, (value, _other) in self.observed.items():
            self.assertNotEqual(value, forged[name], name)

    def test_departments_answer_a_requirement_and_do_not_write_it(self):
        order = self.create_order()
        requirement = self.env["customer.requirement"].create(
            {"name": "Flat", "order_id": order.id}
        )
        self.look = lambda: None
        calls = ("read", [["name"]]), ("write", [{"can_meet": "yes"}])
        for method, args in calls:
            _answer, refusal = self.call(
                "quality", requirement._name, method, requirement.ids, *args
            )
            self.assertIn("top-secret", str(refusal))
        self.submit(order)
        for method, args in calls:
            _answer, refusal = self.call(
                "quality", requirement._name, method, requirement.ids, *args
            )
            self.assertIsNone(refusal)
        for name in ("name", "source", "order_line_id", "sequence"):
            field = requirement._fields[name]
            value = self.get_other_value(requirement, field)
            _answer, refusal = self.call(
                "quality", requirement._name, "write", requirement.ids, {name: value}
            )
            self.assertIn("are written by Sales", str(refusal))
        self.assertEqual(self.as_admin(requirement).name, "Flat")
