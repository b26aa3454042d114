"""One person for each role, and one record of each model that they all go for."""

import json

from psycopg2 import IntegrityError

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import DEPARTMENTS, ReviewSetup

ADDON = "odoo.addons.customer_review."
ROLES = (
    "submitter",
    "colleague",
    "quality",
    "general_manager",
    "manager",
    "auditor",
    "nobody",
    "customer",
    "other_customer",
    "stranger",
)
# They change nothing, whatever they call.
ONLOOKERS = ("auditor", "nobody", "customer", "other_customer", "stranger")
MISSING = 2_000_000_000


class Undo(Exception):
    """Takes back what a call has done; carries its answer."""


@tagged("standard", "post_install", "-at_install")
class CastCase(ReviewSetup, TransactionCase):
    login_prefix = "cast"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()
        cls.cast = cls.hire()
        cls.stage = cls.set_stage()
        cls.env.flush_all()

    @classmethod
    def hire(cls):
        """Return the users by role; each has no more rights than the role needs."""
        other = cls.create_company("Other Works")
        everything = (
            "sales_team.group_sale_manager",
            *(f"customer_review.group_{code}" for code in DEPARTMENTS),
            "customer_review.group_user",
            "customer_review.group_manager",
            "customer_review.group_auditor",
        )
        customer = cls.create_user("cast_customer", "base.group_portal")
        customer.partner_id.parent_id = cls.customer
        return {
            "submitter": cls.salesman,
            "colleague": cls.create_user(
                "cast_colleague",
                "sales_team.group_sale_salesman",
                "customer_review.group_user",
            ),
            "quality": cls.reviewers["quality"],
            "general_manager": cls.general_manager,
            "manager": cls.manager,
            "auditor": cls.auditor,
            "nobody": cls.nobody,
            "customer": customer,
            "other_customer": cls.create_user("cast_other", "base.group_portal"),
            "stranger": cls.create_user("cast_stranger", *everything, company=other),
        }

    @classmethod
    def set_stage(cls):
        """Return a record by model, and further ones by a name of their own."""
        order = cls.create_contract(client_order_ref="PO 4711")
        review = cls.submit(order)
        cls.decide(
            order,
            "technical",
            decision="conditional",
            conditions=[("Ask the tool maker", cls.salesman, "2030-01-01")],
        )
        draft = cls.create_order()
        draft._portal_ensure_token()
        line = cls.get_line(order, "quality")
        return {
            "customer.review": review,
            "customer.review.line": line,
            "customer.review.check": line.check_ids[0],
            "customer.review.condition": review.condition_ids,
            "sale.order": order,
            "sale.order.line": draft.order_line,
            "draft": draft,
            "oral": cls.create_order(
                order_channel="phone",
                oral_caller="Ada",
                oral_taken_by_id=cls.salesman.id,
                oral_date="2026-01-01 09:00:00",
                oral_content="Three desks",
            ),
            **cls.set_draft(draft),
            **cls.set_configuration(),
            **cls.set_wizards(line),
            **cls.set_complaints(order),
            **cls.set_changes(),
            **cls.set_publications(),
            "customer.review.report": cls.env["customer.review.report"].browse(
                review.id
            ),
            "customer.review.line.report": cls.env[
                "customer.review.line.report"
            ].browse(cls.get_line(order, "technical").id),
            "product.template": cls.product.product_tmpl_id,
            "account.move": cls.create_move(),
            "ir.attachment": cls.env["ir.attachment"].create(
                {
                    "name": "drawing",
                    "raw": b"thickness 2",
                    "res_model": review._name,
                    "res_id": review.id,
                }
            ),
            "mail.message": order.message_post(body="Hello"),
            "mail.activity": cls.get_line(order, "quality").activity_id.with_env(
                cls.env
            ),
            "customer.review.part": cls.env["customer.review.part"].create(
                {"name": "Colours", "code": "colours"}
            ),
            "res.users.identitycheck": cls.create_identity_check(),
            "res.company": cls.company,
            "res.users": cls.salesman,
            "res.partner": cls.customer,
            "customer.review.signing.attempt": cls.env[
                "customer.review.signing.attempt"
            ].create(
                {
                    "uid": cls.salesman.id,
                    "failures": 1,
                    "date_last": "2026-01-01 00:00:00",
                }
            ),
        }

    @classmethod
    def set_draft(cls, draft):
        finding = cls.env["customer.review.finding"].create(
            {
                "order_id": draft.id,
                "criterion_id": cls.env.ref("customer_review.criterion_capacity").id,
                "evidence": "the press is under repair",
            }
        )
        requirement = cls.env["customer.requirement"].create(
            {"name": "Made in one piece", "order_id": draft.id}
        )
        return {
            "customer.review.finding": finding,
            "customer.requirement": requirement,
        }

    @classmethod
    def set_configuration(cls):
        """What the company has configured for itself."""
        company = {"company_id": cls.company.id}
        department = cls.env["customer.review.department"].create(
            {
                "name": "Finance",
                "code": "finance",
                "group_id": cls.env.ref("customer_review.group_quality").id,
                **company,
            }
        )
        item = cls.env["customer.review.item"].create(
            {"name": "Solvent?", "department_id": department.id}
        )
        route = cls.env["customer.review.route"].create(
            {
                "name": "Big ones",
                "sequence": 99,
                "amount_from": 10**9,
                "document_kind": "order",
                "step_ids": [
                    Command.create({"department_id": department.id}),
                    Command.create(
                        {
                            "department_id": cls.department("general_manager").id,
                            "sequence": 20,
                        }
                    ),
                ],
                **company,
            }
        )
        criterion = cls.env["customer.review.criterion"].create(
            {
                "name": "Far away",
                "code": "far_away",
                "document_kind": "order",
                **company,
            }
        )
        control = cls.env["customer.review.form.control"].create(
            {"document_kind": "order", "number": "QR-1", **company}
        )
        spare = department.copy({"code": "spare"})
        return {
            "spare": spare,
            "far": criterion,
            **{
                record._name: record
                for record in (
                    department,
                    item,
                    route,
                    route.step_ids[0],
                    criterion,
                    control,
                )
            },
        }

    @classmethod
    def create_move(cls):
        journal = cls.env["account.journal"].create(
            {
                "name": "Notes",
                "code": "NOTE",
                "type": "general",
                "company_id": cls.company.id,
            }
        )
        return cls.env["account.move"].create({"journal_id": journal.id})

    @classmethod
    def create_identity_check(cls):
        checks = cls.env["res.users.identitycheck"].with_user(cls.reviewers["quality"])
        return (
            checks.sudo()
            .create({"request": "[]", "review_signing": [{"title": "x"}]})
            .with_env(cls.env)
        )

    @classmethod
    def set_wizards(cls, line):
        """A dialog on its way, as the department's member has opened it."""
        wizard = (
            line.with_user(cls.reviewers["quality"])
            .env["customer.review.decision"]
            .create(
                {
                    "line_ids": [Command.set(line.ids)],
                    "decision": "conditional",
                    "comment": "As long as",
                    "condition_ids": [
                        Command.create(
                            {
                                "name": "Buy a gauge",
                                "user_id": cls.reviewers["quality"].id,
                                "date_deadline": "2030-01-01",
                            }
                        )
                    ],
                }
            )
        )
        settings = cls.env["customer.review.settings"].with_user(cls.manager)
        sheets = wizard.env["customer.review.fact.sheet"]
        sheet = sheets._as_engine().create({"facts_html": "<p>Known</p>"})
        withdrawals = cls.env["customer.review.withdrawal"].with_user(cls.salesman)
        withdrawal = withdrawals.create(
            {"review_ids": [Command.set(line.review_id.ids)], "reason": "Not needed"}
        )
        return {
            record._name: record.with_env(cls.env)
            for record in (
                wizard,
                wizard.condition_ids,
                sheet,
                withdrawal,
                settings.create({}),
            )
        }

    @classmethod
    def set_complaints(cls, order):
        complaints = cls.env["customer.complaint"].with_user(cls.salesman)
        team = cls.env["customer.complaint.team"].create(
            {
                "name": "Complaints of the Works",
                "company_id": cls.company.id,
                "user_id": cls.salesman.id,
            }
        )
        vals = {
            "subject": "Thread damaged",
            "partner_id": cls.customer.id,
            "company_id": cls.company.id,
            "team_id": team.id,
            "email_from": "deco@example.com",
        }
        complaint = complaints.create(vals)
        complaint.action_acknowledge()
        complaint.write(
            {
                "validity": "valid",
                "assessment_reason": "Seen on the photo",
                "lead_department_id": cls.department("quality").id,
            }
        )
        complaint.action_assess()
        received = complaints.create(vals)
        link = {"complaint_id": complaint.id, "user_id": cls.reviewers["quality"].id}
        parts = {
            model: cls.env[model].create({**link, **values})
            for model, values in (
                (
                    "customer.complaint.containment",
                    {"name": "Stock", "method": "Blocked"},
                ),
                ("customer.complaint.cause", {"name": "Worn", "category": "machine"}),
                ("customer.complaint.action", {"name": "Change the tool"}),
            )
        }
        merge = complaints.env["customer.complaint.merge"].create(
            {
                "complaint_ids": [Command.set((complaint | received).ids)],
                "target_id": complaint.id,
            }
        )
        decision = (
            cls.env["customer.complaint.decision"]
            .with_user(cls.general_manager)
            .create({"complaint_ids": [Command.set(complaint.ids)]})
        )
        opinion = complaint.opinion_ids[0]
        opinion.with_user(cls.reviewers["quality"]).comment = "The tool was worn"
        return {
            "customer.complaint": complaint,
            "received": received,
            "team": team.copy({"name": "Night shift"}),
            "category": cls.env["customer.complaint.category"].create(
                {"name": "Surface", "company_id": cls.company.id}
            ),
            "customer.complaint.opinion": opinion,
            "customer.complaint.team": team,
            "customer.complaint.category": cls.env[
                "customer.complaint.category"
            ].create({"name": "Own", "company_id": cls.company.id}),
            "customer.complaint.deadline": cls.env[
                "customer.complaint.deadline"
            ].create(
                {
                    "severity": "general",
                    "company_id": cls.company.id,
                    "acknowledge_hours": 8,
                    "answer_hours": 24,
                    "solution_hours": 48,
                    "close_hours": 240,
                }
            ),
            **parts,
            merge._name: merge.with_env(cls.env),
            decision._name: decision.with_env(cls.env),
        }

    @classmethod
    def set_changes(cls):
        """A change in review, a draft, and one that was applied."""
        reviewed, confirmed, changed = (cls.create_contract() for _number in range(3))
        for order in (reviewed, confirmed, changed):
            cls.approve(order)
            order.action_confirm()
        changes = cls.env["customer.order.change"].with_user(cls.salesman)
        change, draft, applied = (
            changes.create(
                {
                    "order_id": order.id,
                    "contact_name": "J. Meyer",
                    "reason": "Pumps for Mars",
                    "line_ids": [
                        Command.create(
                            {
                                "order_line_id": order.order_line.id,
                                "name": "Desk, painted",
                                "product_uom_qty": 5,
                            }
                        )
                    ],
                }
            )
            for order in (reviewed, confirmed, changed)
        )
        cls.submit(change)
        cls.approve(applied)
        quality = applied.sudo().acknowledgement_ids.filtered(
            lambda one: one.department_id.code == "quality"
        )
        loss = (
            cls.env["customer.order.change.loss"]
            .with_user(cls.reviewers["quality"])
            .create({"change_id": change.id, "loss_bearer": "none"})
        )
        delay = (
            cls.env["customer.order.change.delay"]
            .with_user(cls.salesman)
            .create(
                {
                    "order_id": confirmed.id,
                    "new_date": "2030-01-01 12:00:00",
                    "reason": "The forge is late",
                }
            )
        )
        return {
            "confirmed": confirmed,
            "confirmed_review": confirmed.sudo().review_id.with_env(cls.env),
            "tax": cls.env["account.tax"].create(
                {
                    "name": "Seven",
                    "amount": 7,
                    "company_id": cls.company.id,
                    "country_id": cls.env.ref("base.us").id,
                    "tax_group_id": cls.env["account.tax.group"]
                    .create(
                        {
                            "name": "Sevens",
                            "company_id": cls.company.id,
                            "country_id": cls.env.ref("base.us").id,
                        }
                    )
                    .id,
                }
            ),
            "address": cls.env["res.partner"].create(
                {"name": "Dock 2", "type": "delivery", "parent_id": cls.customer.id}
            ),
            "change_draft": draft,
            "change_applied": applied,
            **{
                record._name: record.with_env(cls.env)
                for record in (change, change.line_ids, quality, loss, delay)
            },
        }

    @classmethod
    def set_publications(cls):
        """A publication in review, a draft, one that is approved, one that is out."""
        publications = cls.env["customer.publication"].with_user(cls.salesman)
        publications = publications.create(
            [
                {
                    "name": f"Shafts for Mars {number}",
                    "text": "The best shafts",
                    "claim_ids": [
                        Command.create(
                            {"text": "Runs for ever", "substantiation": "Test 114"}
                        )
                    ],
                }
                for number in range(4)
            ]
        )
        publications.hit_ids.write({"answer": "An award of the trade press"})
        publication, draft, approved, published = publications
        for one in publication + approved + published:
            cls.submit(one)
        for one in approved + published:
            for code in ("quality", "technical"):
                one.claim_ids.with_user(cls.reviewers[code]).action_accept()
            cls.approve(one)
        published._publish("web", "Page of the shafts")
        verdict = cls.get_line(publication, "quality").verdict_ids
        quality = verdict.with_user(cls.reviewers["quality"]).env
        wizards = (
            publications.env["customer.publication.publish"].create(
                {"publication_id": approved.id, "place": "web"}
            ),
            publications.env["customer.publication.withdrawal"].create(
                {"publication_id": published.id, "reason": "Out of production"}
            ),
            quality["customer.publication.rejection"].create(
                {"verdict_ids": [Command.set(verdict.ids)], "note": "Not measured"}
            ),
        )
        word = cls.env["customer.publication.word"].create(
            {"name": "matchless", "company_id": cls.company.id}
        )
        document = cls.env["product.document"].create(
            {
                "name": "shafts.txt",
                "raw": b"Shafts",
                "res_model": "product.template",
                "res_id": cls.product.product_tmpl_id.id,
                "publication_id": published.id,
            }
        )
        return {
            "publication_draft": draft.with_env(cls.env),
            "publication_approved": approved.with_env(cls.env),
            "publication_published": published.with_env(cls.env),
            **{
                record._name: record.with_env(cls.env)
                for record in (
                    publication,
                    publication.claim_ids,
                    draft.hit_ids,
                    published.placement_ids,
                    verdict,
                    word,
                    document,
                    *wizards,
                )
            },
        }

    def get_vals(self, model):
        """Return values by which somebody creates a record of ``model``."""
        stage = self.stage
        order = {"order_id": stage["draft"].id}
        part = {"complaint_id": stage["customer.complaint"].id}
        return {
            "sale.order": {"partner_id": self.customer.id},
            "ir.attachment": {"name": "x"},
            "mail.message": {
                "body": "x",
                "model": "sale.order",
                "res_id": stage["sale.order"].id,
            },
            "customer.review.part": {"name": "x", "code": "x"},
            "sale.order.line": {**order, "product_id": self.product.id},
            "customer.requirement": {**order, "name": "Red"},
            "customer.review.finding": {
                **order,
                "criterion_id": stage["customer.review.finding"].criterion_id.id,
                "evidence": "a strike",
            },
            "customer.review.decision": {
                "line_ids": [(6, 0, stage["customer.review.line"].ids)]
            },
            "customer.review.withdrawal": {
                "review_ids": [(6, 0, stage["customer.review"].ids)],
                "reason": "x",
            },
            "customer.review.decision.condition": {
                "decision_id": stage["customer.review.decision"].id,
                "name": "Wait",
                "user_id": self.reviewers["quality"].id,
            },
            "customer.review.department": {
                "name": "Legal",
                "code": "legal",
                "group_id": self.env.ref("customer_review.group_quality").id,
                "company_id": self.company.id,
            },
            "customer.review.item": {
                "name": "Lawful?",
                "department_id": stage["customer.review.department"].id,
            },
            "customer.review.route": {"name": "Small ones", "document_kind": "order"},
            "customer.review.route.step": {
                "route_id": stage["customer.review.route"].id,
                "department_id": stage["spare"].id,
            },
            "customer.review.form.control": {
                "document_kind": "complaint",
                "number": "QR-2",
                "company_id": self.company.id,
            },
            "customer.review.criterion": {
                "name": "Late",
                "code": "late",
                "company_id": self.company.id,
            },
            "customer.order.change": {"order_id": stage["confirmed"].id},
            "customer.order.change.line": {
                "change_id": stage["customer.order.change"].id,
                "product_id": self.other_product.id,
            },
            "customer.order.change.loss": {
                "change_id": stage["customer.order.change"].id,
                "loss_bearer": "none",
            },
            "customer.order.change.delay": {
                "order_id": stage["confirmed"].id,
                "new_date": "2030-01-01 12:00:00",
                "reason": "Late",
            },
            "customer.publication": {"name": "Housings"},
            "customer.publication.claim": {
                "publication_id": stage["publication_draft"].id,
                "text": "Tight up to 6 bar",
            },
            "customer.publication.word": {
                "name": "unrivalled",
                "company_id": self.company.id,
            },
            "customer.publication.publish": {
                "publication_id": stage["publication_approved"].id,
                "place": "press",
            },
            "customer.publication.withdrawal": {
                "publication_id": stage["publication_published"].id,
                "reason": "Out of production",
            },
            "customer.publication.rejection": {
                "verdict_ids": [
                    (6, 0, stage["customer.publication.verdict"].ids),
                ],
                "note": "Not measured",
            },
            "product.document": {
                "name": "x",
                "raw": b"x",
                "res_model": "product.template",
                "res_id": self.product.product_tmpl_id.id,
            },
            "customer.complaint": {
                "subject": "Rust",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
            },
            "customer.complaint.merge": {
                "complaint_ids": [
                    (6, 0, (stage["customer.complaint"] | stage["received"]).ids)
                ],
                "target_id": stage["customer.complaint"].id,
            },
            "customer.complaint.containment": {**part, "name": "x", "method": "y"},
            "customer.complaint.cause": {**part, "name": "x", "category": "machine"},
            "customer.complaint.action": {**part, "name": "x"},
            "customer.complaint.team": {"name": "x", "company_id": self.company.id},
        }.get(model, {})

    # Calls, as the web client makes them

    def call(self, role, model, method, *args, context=None, **kwargs):
        """Call over RPC as ``role``, and take back what it did.

        :return: ``(answer, None)``, or ``(None, refusal)`` where it was refused
        """
        user = self.cast[role]
        # Nothing is at hand that the user has not read himself.
        self.env.flush_all()
        self.env.invalidate_all()
        env = api.Environment(self.env.cr, user.id, {})
        kwargs["context"] = {
            "allowed_company_ids": user.company_ids.ids,
            **(context or {}),
        }
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                answer = call_kw(env[model], method, list(args), kwargs)
                self.env.flush_all()
                raise Undo(json.dumps(answer, default=str), self.observe())
        except Undo as done:
            answer, self.observed = done.args
            return answer, None
        except (UserError, IntegrityError) as refusal:
            return None, refusal
        finally:
            self.env.invalidate_all()
            if "customer.review.cached" in self.env[model]._inherit_module:
                self.env.registry.clear_cache()

    def observe(self):
        """Look at the database before the call is taken back; see :attr:`observed`."""

    def is_visible(self, role, record):
        """Return whether ``role`` may read ``record``, or the review of a document."""
        user = self.cast[role]
        own = record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        review = "review_id" in own._fields and own.sudo().review_id.with_env(own.env)
        is_document = bool(getattr(own, "_review_field", None))
        return own.has_access("read") or bool(
            is_document and review and review.has_access("read")
        )

    @classmethod
    def own_models(cls):
        """Yield the names of the addon's own models that have records."""
        for name, model in cls.env.registry.items():
            if model._original_module == "customer_review" and not model._abstract:
                yield name

    @classmethod
    def own_classes(cls, model):
        """Yield the classes that the addon has put into ``model``.

        What it puts into Odoo's abstract models is theirs, not that of each heir.
        """
        registry = cls.env.registry
        for definition in type(cls.env[model]).__mro__:
            if not definition.__module__.startswith(ADDON):
                continue
            name = getattr(definition, "_name", None)
            if name == model or (
                name in registry
                and registry[name]._original_module == "customer_review"
            ):
                yield definition
