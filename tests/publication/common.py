"""A publication with a file and two claims, and the people who judge them."""

import base64
import io
from unittest.mock import patch

from reportlab.pdfgen import canvas

from odoo import Command

from ..common import ReviewCase, ReviewSetup

JUDGES = ("quality", "technical")
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


def make_pdf(*pages):
    """Return a PDF with one line of text on each page; None draws a line instead."""
    stream = io.BytesIO()
    pdf = canvas.Canvas(stream)
    for text in pages:
        if text is None:
            pdf.line(72, 720, 200, 720)
        else:
            pdf.drawString(72, 720, text)
        pdf.showPage()
    pdf.save()
    return stream.getvalue()


class PublicationSetup(ReviewSetup):
    @classmethod
    def set_up_publication(cls):
        cls.owner = cls.create_user("rw_owner", "customer_review.group_user")
        cls.colleague = cls.create_user("rw_colleague", "customer_review.group_user")

    @classmethod
    def create_file(cls, name="shafts.pdf", raw=None, user=None, **vals):
        attachments = cls.env["ir.attachment"].with_user(user or cls.owner)
        raw = make_pdf("Shafts that run for years") if raw is None else raw
        return attachments.create(
            {"name": name, "datas": base64.b64encode(raw), **vals}
        )

    @classmethod
    def create_publication(
        cls, user=None, claims=("Runs 20,000 hours", "± 2 µm"), **vals
    ):
        """A publication as its owner prepares it."""
        user = user or cls.owner
        publications = cls.env["customer.publication"].with_user(user)
        vals = {
            "name": "Shafts 2027",
            "file_ids": [Command.set(cls.create_file(user=user).ids)],
            "claim_ids": [
                Command.create({"text": text, "substantiation": f"Test of {text}"})
                for text in claims
            ],
            **vals,
        }
        return publications.create(vals)

    @classmethod
    def judge(cls, publication, *codes, verdict="accepted", note="Not measured"):
        """Let the departments give their verdict on every claim."""
        for code in codes or JUDGES:
            verdicts = cls.get_line(publication, code).verdict_ids
            vals = {"verdict": verdict} | (
                {"note": note} if verdict == "rejected" else {}
            )
            verdicts.with_user(cls.reviewers[code]).write(vals)

    @classmethod
    def release(cls, publication, submit=True):
        """Take it through its whole review."""
        if submit:
            publication.with_user(cls.owner).action_submit_review()
        cls.judge(publication)
        cls.decide(publication, *JUDGES, "general_manager")
        return publication.sudo().review_id

    @classmethod
    def publish(cls, publication, user=None, **vals):
        wizard = (
            cls.env["customer.publication.publish"]
            .with_user(user or cls.owner)
            .create({"publication_id": publication.id, "place": "web", **vals})
        )
        return wizard.action_confirm()

    @classmethod
    def withdraw(cls, publication, reason="Out of production", user=None):
        wizard = (
            cls.env["customer.publication.withdrawal"]
            .with_user(user or cls.owner)
            .create({"publication_id": publication.id, "reason": reason})
        )
        return wizard.action_confirm()

    def run_cron(self):
        """Let the scheduler remind of publications and end them."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *_, **__: 1000):
            self.env["customer.publication"]._cron_expire()

    @classmethod
    def create_published(cls, **vals):
        publication = cls.create_publication(**vals)
        cls.release(publication)
        cls.publish(publication)
        return publication


class PublicationCase(PublicationSetup, ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_publication()
