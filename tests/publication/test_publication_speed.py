"""What publications cost, in queries: no more for many than for a few."""

from lxml import etree

from .common import PublicationCase

FEW, MANY = 3, 13


class TestPublicationSpeed(PublicationCase):
    def count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def get_specification(self, model, view_type):
        """What the web client reads for a view."""
        arch = etree.fromstring(self.env[model].get_view(view_type=view_type)["arch"])
        fields = self.env[model]._fields
        names = {node.get("name") for node in arch.iter("field")}
        return {
            name: {"fields": {"display_name": {}}} if fields[name].relational else {}
            for name in names
        }

    def open_view(self, model, view_type, count):
        records = self.env[model].with_user(self.owner)
        specification = self.get_specification(model, view_type)
        self.env.registry.clear_all_caches()
        records.web_search_read([], specification, limit=1)
        return self.count(
            lambda: records.web_search_read([], specification, limit=count)
        )

    def test_views_read_no_query_per_record(self):
        for number in range(MANY):
            publication = self.create_publication(name=f"Best of {number}")
            publication.hit_ids.answer = "An award"
            if number < 2 or number >= FEW:
                self.release(publication)
                self.publish(publication)
        for model, view_type in (
            ("customer.publication", "kanban"),
            ("customer.publication", "list"),
            ("customer.publication", "calendar"),
            ("customer.publication.claim", "list"),
            ("customer.publication.placement", "list"),
        ):
            with self.subTest(model=model, view=view_type):
                few = self.open_view(model, view_type, FEW)
                self.assertLessEqual(self.open_view(model, view_type, MANY), few)

    def test_scheduler_finds_what_is_due_by_two_queries(self):
        self.create_published(date_to="2099-01-01")
        for number in range(MANY):
            self.create_company(f"Works {number}")
        self.run_cron()
        # The companies and what is due; their calendars and time zones with them.
        self.assertLessEqual(self.count(self.run_cron), 5)

    def test_scheduler_takes_as_long_for_each(self):
        with self.at("2026-01-05 12:00:00"):
            for number in range(FEW + MANY):
                day = "2026-06-30" if number < FEW else "2026-07-31"
                self.create_published(date_to=day)
        with self.at("2026-07-01 12:00:00"):
            few = self.count(self.run_cron)
        with self.at("2026-08-01 12:00:00"):
            many = self.count(self.run_cron)
        each = (many - few) / (MANY - FEW)
        self.assertLessEqual(each, 20)

    def test_version_with_a_hundred_claims(self):
        def submit(count):
            publication = self.create_publication(
                claims=[f"Claim {number}" for number in range(count)]
            )
            return self.count(publication.action_submit_review)

        submit(FEW)
        few = submit(FEW)
        self.assertLessEqual(submit(100), few + 10)

    def test_replacing_a_file_asks_for_its_publications_once(self):
        file = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        self.env["customer.publication"].search([])  # the rules are at hand
        self.env.flush_all()
        with self.assertQueryCount(1):
            file._get_publications()
