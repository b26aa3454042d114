"""Quality and Technical judge each claim; nothing is accepted over their verdicts."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import JUDGES, PublicationCase, make_pdf


class TestPublicationClaims(PublicationCase):
    def setUp(self):
        super().setUp()
        self.publication = self.create_publication()
        self.submit(self.publication, self.owner)
        self.claim, self.other_claim = self.publication.claim_ids

    def get_verdict(self, code, claim=None):
        return self.get_line(self.publication, code).verdict_ids.filtered(
            lambda one: one.claim_id == (claim or self.claim)
        )

    def renew(self, publication):
        return publication.browse(publication.action_new_version()["res_id"])

    def test_each_department_is_asked_about_each_claim(self):
        verdicts = self.publication.sudo().review_id.verdict_ids
        self.assertEqual(
            {(one.department_id.code, one.text, one.verdict) for one in verdicts},
            {
                (code, text, False)
                for code in JUDGES
                for text in ("Runs 20,000 hours", "± 2 µm")
            },
        )

    def test_questions_about_orders_are_not_asked(self):
        lines = self.publication.sudo().review_id.line_ids
        self.assertEqual(
            {line.department_id.code: line.check_ids.mapped("name") for line in lines},
            {
                "quality": ["What is claimed can be achieved and proved"],
                "technical": ["Technical data and standards are right and sourced"],
                "general_manager": ["Fit to be published in the company's name"],
            },
        )

    def test_verdict_records_who_and_when(self):
        user = self.reviewers["quality"]
        with self.at("2026-05-04 10:00:00") as now:
            self.claim.with_user(user).action_accept()
        self.assertRecordValues(
            self.as_admin(self.get_verdict("quality")),
            [{"verdict": "accepted", "user_id": user.id, "date": now}],
        )
        self.assertRecordValues(
            self.as_admin(self.claim),
            [{"quality_verdict": "accepted", "technical_verdict": False}],
        )

    def test_verdict_outdates_nothing(self):
        fingerprint = self.publication.sudo().content_fingerprint
        self.judge(self.publication)
        publication = self.as_admin(self.publication)
        self.assertEqual(publication.review_state, "in_review")
        self.assertEqual(publication.content_fingerprint, fingerprint)

    def test_department_accepts_only_what_it_has_judged(self):
        line = self.get_line(self.publication, "quality").with_user(
            self.reviewers["quality"]
        )
        for decision in (
            line.action_accept,
            lambda: self.decide_in_dialog(
                line,
                "conditional",
                conditions=[("Measure it", self.owner, "2030-01-01")],
            ),
        ):
            self.assertIn("no verdict of Quality yet", self.assert_refused(decision))
        self.claim.with_user(self.reviewers["quality"]).action_accept()
        self.assertIn("± 2 µm", self.assert_refused(line.action_accept))
        self.assertEqual(self.as_admin(line).decision, "pending")
        self.other_claim.with_user(self.reviewers["quality"]).action_accept()
        line.action_accept()
        self.assertEqual(self.as_admin(line).decision, "accepted")

    def test_rejected_claim_keeps_the_department_from_accepting(self):
        self.judge(self.publication)
        self.get_verdict("quality").with_user(self.reviewers["quality"]).write(
            {"verdict": "rejected", "note": "Tested for 8,000 hours only"}
        )
        line = self.get_line(self.publication, "quality").with_user(
            self.reviewers["quality"]
        )
        self.assertIn(
            "'Runs 20,000 hours' is rejected", self.assert_refused(line.action_accept)
        )
        self.assertEqual(self.as_admin(line).decision, "pending")
        self.decide_in_dialog(line, "rejected", "The running time is not proved")
        self.assertEqual(self.as_admin(self.publication).review_state, "refused")

    def test_rejecting_needs_a_reason(self):
        verdict = self.get_verdict("quality").with_user(self.reviewers["quality"])
        for note in (False, "", "  "):
            message = self.assert_refused(
                verdict.write, {"verdict": "rejected", "note": note}
            )
            self.assertIn("Say in the note why", message)
        self.assertFalse(self.as_admin(verdict).verdict)

    def test_rejection_in_the_dialog(self):
        user = self.reviewers["technical"]
        action = self.claim.with_user(user).action_reject()
        wizard = (
            self.env["customer.publication.rejection"]
            .with_user(user)
            .with_context(action["context"])
            .create({"note": "Not measured"})
        )
        wizard.action_confirm()
        self.assertRecordValues(
            self.as_admin(self.get_verdict("technical")),
            [{"verdict": "rejected", "note": "Not measured", "user_id": user.id}],
        )

    def test_nobody_judges_for_another_department(self):
        verdict = self.get_verdict("quality")
        for user in (
            self.reviewers["technical"],
            self.reviewers["sales"],
            self.general_manager,
            self.owner,
            self.manager,
            self.env.ref("base.user_root"),
        ):
            for records in (verdict.with_user(user), verdict.with_user(user).sudo()):
                message = self.assert_refused(records.write, {"verdict": "accepted"})
                self.assertIn("Only members of Quality", message)
                self.assertIn(
                    "Only members of Quality",
                    self.assert_refused(records.action_accept),
                )
                self.assert_refused(records.action_reject)
        for user in (self.auditor, self.nobody):
            self.assert_refused(
                verdict.with_user(user).write,
                {"verdict": "accepted"},
                error=(AccessError, UserError),
            )
        for user in (self.reviewers["sales"], self.owner):
            claim = self.claim.with_user(user)
            self.assertIn(
                "not yours to judge", self.assert_refused(claim.action_accept)
            )
            self.assertIn(
                "not yours to judge", self.assert_refused(claim.action_reject)
            )
        self.assertFalse(self.as_admin(verdict).verdict)

    def test_deputy_judges_while_set(self):
        deputy = self.create_user("rw_deputy", "customer_review.group_user")
        department = self.department("quality").with_company(self.company)
        department.deputy_id = deputy
        self.claim.with_user(deputy).action_accept()
        self.assertEqual(self.as_admin(self.get_verdict("quality")).user_id, deputy)
        department.deputy_id = False
        self.assert_refused(self.other_claim.with_user(deputy).action_accept)

    def test_verdict_is_fixed_once_the_opinion_is_given(self):
        self.judge(self.publication)
        self.decide(self.publication, "quality")
        verdict = self.get_verdict("quality").with_user(self.reviewers["quality"])
        message = self.assert_refused(
            verdict.write, {"verdict": "rejected", "note": "After all"}
        )
        self.assertIn("already decided", message)
        self.assertEqual(self.as_admin(verdict).verdict, "accepted")

    def test_verdicts_are_kept(self):
        verdict = self.get_verdict("quality")
        user = self.reviewers["quality"]
        for name, value in (
            ("user_id", user.id),
            ("date", "2020-01-01"),
            ("text", "Something else"),
            ("claim_key", "x"),
            ("claim_id", self.other_claim.id),
            ("line_id", self.get_line(self.publication, "technical").id),
            ("carried_from_id", self.publication.sudo().review_id.id),
        ):
            for records in (verdict.with_user(user), verdict.sudo()):
                self.assert_refused(records.write, {name: value}, error=AccessError)
        self.assert_refused(verdict.sudo().unlink)
        self.assert_refused(verdict.sudo().copy)
        self.assert_refused(verdict.sudo().create, {"text": "x", "verdict": "accepted"})

    def test_rejected_claim_has_to_be_reworded_or_removed(self):
        self.judge(self.publication, "quality", verdict="rejected")
        self.decide(self.publication, "quality", decision="rejected")
        message = self.assert_refused(self.publication.action_submit_review)
        self.assertIn("Quality rejected the claim", message)
        self.assertIn("Not measured", message)
        self.claim.text = "Runs  20,000   hours"
        self.assert_refused(self.publication.action_submit_review)
        self.claim.text = "Runs 8,000 hours"
        self.other_claim.unlink()
        self.publication.action_submit_review()
        self.assertEqual(self.as_admin(self.publication).review_state, "in_review")

    def test_other_evidence_supports_a_rejected_claim(self):
        self.judge(self.publication, "quality", verdict="rejected")
        self.decide(self.publication, "quality", decision="rejected")
        for claim in self.publication.claim_ids:
            claim.evidence_ids = [Command.link(self.create_file("test.pdf").id)]
        self.publication.action_submit_review()
        self.assertEqual(self.as_admin(self.publication).review_state, "in_review")

    def test_claim_without_substantiation_is_not_submitted(self):
        publication = self.create_publication(claims=())
        publication.claim_ids = [Command.create({"text": "Cheaper than all others"})]
        message = self.assert_refused(publication.action_submit_review)
        self.assertIn("neither a substantiation nor evidence", message)

    def test_unchanged_claims_keep_their_verdicts_in_the_next_revision(self):
        self.judge(self.publication)
        first = self.publication.sudo().review_id
        self.claim.text = "Runs 8,000 hours"
        self.env.flush_all()
        self.submit(self.publication, self.owner)
        self.assertFalse(self.get_verdict("quality").verdict)
        self.assertRecordValues(
            self.get_verdict("quality", self.other_claim),
            [
                {
                    "verdict": "accepted",
                    "user_id": self.reviewers["quality"].id,
                    "carried_from_id": first.id,
                }
            ],
        )

    def test_new_version_carries_the_verdicts_of_unchanged_claims(self):
        self.release(self.publication, submit=False)
        first = self.publication.sudo().review_id
        version = self.renew(self.publication)
        self.assertEqual(version.claim_ids.mapped("quality_verdict"), ["accepted"] * 2)
        changed, same = version.claim_ids
        changed.text = "Runs 30,000 hours"
        self.assertEqual(changed.quality_verdict, False)
        self.submit(version, self.owner)
        for code in JUDGES:
            verdicts = self.get_line(version, code).verdict_ids
            self.assertEqual(
                {one.claim_id: (one.verdict, one.carried_from_id) for one in verdicts},
                {
                    changed.sudo(): (False, first.browse()),
                    same.sudo(): ("accepted", first),
                },
            )

    def test_replaced_evidence_asks_for_new_verdicts(self):
        self.claim.evidence_ids = [Command.link(self.create_file("test.pdf").id)]
        self.submit(self.publication, self.owner)
        self.release(self.publication, submit=False)
        version = self.renew(self.publication)
        claim = version.claim_ids[0]
        self.assertEqual(claim.quality_verdict, "accepted")
        claim.evidence_ids.raw = make_pdf("Another test")
        self.assertFalse(claim.quality_verdict)

    def test_carried_verdict_can_be_changed(self):
        self.release(self.publication, submit=False)
        self.publication = self.renew(self.publication)
        self.submit(self.publication, self.owner)
        verdict = self.get_verdict("quality", self.publication.claim_ids[0])
        verdict.with_user(self.reviewers["quality"]).write(
            {"verdict": "rejected", "note": "Not any more"}
        )
        self.assertRecordValues(
            self.as_admin(verdict),
            [{"verdict": "rejected", "carried_from_id": False}],
        )

    def test_route_without_a_judge_approves_nothing(self):
        self.env.ref("customer_review.route_publication").step_ids.filtered(
            lambda step: step.department_id.code == "technical"
        ).unlink()
        publication = self.create_publication()
        self.submit(publication, self.owner)
        self.judge(publication, "quality")
        self.decide(publication, "quality")
        line = self.get_line(publication, "general_manager")
        message = self.assert_refused(
            line.with_user(self.general_manager).action_accept
        )
        self.assertIn("Technical has not accepted", message)
        self.assertEqual(self.as_admin(publication).state, "in_review")

    def test_verdict_of_a_closed_review_goes_nowhere(self):
        verdict = self.get_verdict("quality").with_user(self.reviewers["quality"])
        self.publication.action_withdraw_review("Not needed")
        self.assertIn("closed", self.assert_refused(verdict.action_accept))

    def test_where_a_claim_is_used(self):
        other = self.create_publication(
            name="Trade fair", claims=("runs 20,000  HOURS", "Something else")
        )
        self.assertEqual(self.claim.use_count, 2)
        action = self.claim.action_view_uses()
        found = self.env["customer.publication"].search(action["domain"])
        self.assertEqual(found, (other | self.publication).with_env(self.env))
