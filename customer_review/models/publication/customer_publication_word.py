import re
import unicodedata

from odoo import api, fields, models

# Scripts that put spaces between words, so that a word is searched for whole.
SPACED = {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN"}
# A letter or digit of such a script. Not \w: in "我们best" the word stands alone.
LETTER = "[0-9_A-Za-z\u00aa\u00ba\u00c0-\u02af\u0370-\u058f\u10a0-\u10ff\u1e00-\u1fff]"
BREAK = r"[\s\u00ad\u2010-\u2015-]+"
AROUND = 40


class CustomerPublicationWord(models.Model):
    """A word that advertising law forbids in publications of a language."""

    _name = "customer.publication.word"
    _description = "Forbidden Word"
    _order = "lang_id, name, id"

    name = fields.Char(string="Word", required=True)
    active = fields.Boolean(default=True)
    lang_id = fields.Many2one(
        comodel_name="res.lang",
        string="Language",
        context={"active_test": False},
        help="Leave empty to search for it in every language. Words in characters"
        " that need no spaces are always searched for.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", help="Leave empty for every company."
    )
    note = fields.Char(
        string="Why", translate=True, help="Shown to whoever has to answer for it."
    )

    _name_unique = models.UniqueIndex(
        "(name, COALESCE(lang_id, 0), COALESCE(company_id, 0))",
        "This word is on the list of this language already.",
    )

    @api.model
    def _get_applicable(self, company, languages):
        """Return the words that are forbidden to ``company`` in ``languages``.

        :param languages: of the publication; none: every language
        """
        codes = {language.code.split("_")[0] for language in languages}
        words = self.sudo().search([("company_id", "in", (False, company.id))])
        return words.filtered(
            lambda word: (
                not codes
                or not word.lang_id
                or not word._is_spaced()
                or word.lang_id.code.split("_")[0] in codes
            )
        )

    def _find_in(self, text):
        """Return each of these words that ``text`` has, with what stands around it.

        :return: list of (word, excerpt), each excerpt once
        """
        text = unicodedata.normalize("NFKC", text or "")
        found = {}
        for word in self:
            for match in re.finditer(word._get_pattern(), text, re.IGNORECASE):
                start, end = match.span()
                excerpt = " ".join(text[max(start - AROUND, 0) : end + AROUND].split())
                found[word, excerpt] = None
        return list(found)

    def _is_spaced(self):
        """Return whether the word's script puts spaces between words."""
        self.ensure_one()
        letters = [letter for letter in self.name if letter.isalpha()]
        return bool(letters) and all(
            unicodedata.name(letter, "").partition(" ")[0] in SPACED
            for letter in letters
        )

    def _get_pattern(self):
        """Return the expression by which the word is found."""
        self.ensure_one()
        name = unicodedata.normalize("NFKC", self.name)
        if not self._is_spaced():
            # A line may break anywhere.
            return r"\s*".join(map(re.escape, "".join(name.split())))
        parts = [re.escape(part) for part in re.split(BREAK, name) if part]
        return f"(?<!{LETTER}){BREAK.join(parts)}(?!{LETTER})"
