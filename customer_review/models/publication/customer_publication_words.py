from odoo import api, fields, models


class CustomerPublication(models.Model):
    """The search for words that advertising law forbids."""

    _inherit = "customer.publication"

    hit_ids = fields.One2many(
        comodel_name="customer.publication.hit",
        inverse_name="publication_id",
        string="Words to Answer",
        copy=False,
        # The rows of the list come with the query that finds them.
        context={"whole_rows": True},
    )
    unanswered_count = fields.Integer(
        string="Words to Be Answered", compute="_compute_unanswered_count"
    )

    @api.depends("hit_ids.answer")
    def _compute_unanswered_count(self):
        for publication in self:
            publication.unanswered_count = len(publication._get_unanswered())

    def action_search_words(self):
        """Search for forbidden words again, after the list of them has changed."""
        self._check_visible()
        self.check_access("write")
        self._search_words()
        return True

    def _search_words(self):
        """Bring the hits up to date; what was answered and is still there stays."""
        hits = self.env["customer.publication.hit"]
        vals_list = []
        gone = hits.sudo()
        for publication in self.sudo().filtered(
            lambda one: one._get_review_stage() != "closed"
        ):
            found = publication._find_hits()
            for hit in publication.hit_ids:
                if not found.pop(hits._get_key(hit), None):
                    gone += hit
            vals_list += [
                {"publication_id": publication.id, **vals} for vals in found.values()
            ]
        gone._as_engine().unlink()
        hits._as_engine().create(vals_list)

    def _find_hits(self):
        """Return the values of its hits, by what each is known by again."""
        self.ensure_one()
        words = self.env["customer.publication.word"]._get_applicable(
            self.company_id, self.lang_ids
        )
        found = []
        for text, place in self._get_searched_texts():
            if text is None:
                found.append(
                    place
                    | {
                        "kind": "unreadable",
                        "word": "PDF",
                        "note": self.env._(
                            "It cannot be read: a picture, a password or an error in"
                            " the PDF. Look through it, and answer who did."
                        ),
                    }
                )
                continue
            found += [
                place
                | {
                    "kind": "word",
                    "word": word.name,
                    "note": word.note,
                    "excerpt": excerpt,
                }
                for word, excerpt in words._find_in(text)
            ]
        hits = self.env["customer.publication.hit"]
        return {hits._get_key(vals): vals for vals in found}

    def _get_searched_texts(self):
        """Return its texts, each with the values that say where it stands.

        The text of what cannot be read is None.
        """
        self.ensure_one()
        texts = [
            (self.name or "", {"part": "title", "part_sequence": 1}),
            (self.text or "", {"part": "text", "part_sequence": 2}),
        ]
        texts += [
            (claim.text, {"part": "claim", "part_sequence": 3, "claim_id": claim.id})
            for claim in self.claim_ids
        ]
        pages_by_checksum = self._read_files()
        for file in self.file_ids:
            pages = pages_by_checksum.get(file.checksum)
            place = {"part": "file", "part_sequence": 4, "file_name": file.name}
            if pages is False:
                texts.append((None, place))
            texts += [
                (page, place | {"page": number})
                for number, page in enumerate(pages or (), 1)
            ]
        return texts

    def _get_unanswered(self):
        return self.hit_ids.filtered(lambda hit: not (hit.answer or "").strip())

    def _get_unanswered_error(self):
        """Return which hits nobody has answered yet, or False."""
        self.ensure_one()
        hits = self.sudo()._get_unanswered()
        if not hits:
            return False
        return self.env._(
            "Answer these words first, or reword it: %(words)s. They stand on the tab"
            " Words; Search Again brings it up to date.",
            words="; ".join(
                self.env._("'%(word)s' (%(place)s)", word=hit.word, place=hit.place)
                for hit in hits[:10]
            ),
        )
