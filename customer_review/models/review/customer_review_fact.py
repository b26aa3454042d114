from collections import defaultdict
from contextlib import contextmanager
from datetime import date, datetime

from odoo import api, fields, models

# The key under which a transaction keeps what a submission has measured already. A
# key that only this module has.
REMEMBERED = object()


class CustomerReviewFact(models.AbstractModel):
    """Facts beside the decision, measured by one provider per app.

    A provider is an abstract model that inherits this one, names the documents that
    it knows something about in ``_fact_model``, says in :meth:`_describe_facts` what
    its facts are, and measures them in :meth:`_get_facts`. Where its app, or one of
    the fields that it reads, is not there, it returns nothing: it asks for them at
    the moment of use. What is not known is left out, never shown as zero.

    Serves ISO 9001:2015 clause 8.2.3.1: decided with the ability to meet it at hand.
    """

    _name = "customer.review.fact"
    _description = "Facts beside a Decision"

    # Name of the model of the documents; that of no document for what all share.
    _fact_model = None
    # Where these facts stand among those of other providers.
    _fact_sequence = 100

    @api.model
    def _describe_facts(self):
        """Return what these facts are called, in the user's language.

        :return: dict of code to a dict of ``label``; ``kind`` (quantity, number,
            days, percent, money, date or text, which is the default); ``departments``,
            the codes of those whose fact it is; ``confidential``, where it is shown
            only to those who may see such figures on the document; ``help``
        """
        return {}

    @api.model
    def _get_facts(self, documents):
        """Measure these facts on documents of one company, as superuser and in bulk.

        :return: dict of a record, a document's line or the document itself for what
            is about the whole, to ``{code: fact}``; a fact is a dict of ``value`` in
            the units of its kind; ``of``, what it is to be compared with; ``unit``
            (name) or ``currency_id``; ``note``; ``level`` (fine, doubtful,
            impossible); ``link``, a model that one has to read and a path below /odoo
        """
        return {}

    @api.model
    def _get_providers(self, model):
        """Return the providers of facts about the documents of ``model``."""
        base = self.env.registry["customer.review.fact"]
        names = [
            name
            for name, provider in self.env.registry.items()
            if issubclass(provider, base) and provider._fact_model == model
        ]
        names.sort(key=lambda name: (self.env[name]._fact_sequence, name))
        return [self.env[name] for name in names]

    @api.model
    def _describe(self, model):
        """Return what all facts about the documents of ``model`` are called."""
        about = {}
        for provider in self._get_providers(model):
            about |= provider._describe_facts()
        return about

    @api.model
    def _measure(self, documents):
        """Measure all that is known beside the reviewed content of ``documents``.

        :return: dict of document id to the facts as plain JSON, with their time
        """
        measured = {}
        now = fields.Datetime.to_string(fields.Datetime.now())
        about = self._describe(documents._name)
        for company, own in documents.sudo().grouped("company_id").items():
            own = own.with_company(company)
            by_record = defaultdict(dict)
            with self._remembering():
                for provider in self._get_providers(documents._name):
                    for record, facts in provider._get_facts(own).items():
                        by_record[record].update(facts)
            for document in own:
                measured[document.id] = self._pack(document, by_record, about, now)
        return measured

    @api.model
    def _pack(self, document, by_record, about, now):
        """Return the facts of one document as plain JSON."""
        lines = [
            {
                "id": line.id,
                "heading": _to_json(document._get_fact_heading(line)),
                "facts": _sort(by_record[line], about),
            }
            for line in document._get_fact_lines()
            if line in by_record
        ]
        general = _sort(by_record.get(document, {}), about)
        used = {*general, *(code for line in lines for code in line["facts"])}
        return {
            "measured": now,
            "about": {code: about[code] for code in about if code in used},
            "general": general,
            "lines": lines,
        }

    @api.model
    @contextmanager
    def _remembering(self):
        """Measure nothing twice while the block runs."""
        cache = self.env.cr.cache
        if REMEMBERED in cache:
            yield
            return
        cache[REMEMBERED] = defaultdict(dict)
        try:
            yield
        finally:
            del cache[REMEMBERED]

    @api.model
    def _recall(self, documents, name, measure):
        """Return what ``measure`` says of ``documents``, asked once in a submission.

        What criteria and facts have in common is measured through here.

        :param measure: takes documents, returns a dict of id to plain values
        """
        memory = self.env.cr.cache.get(REMEMBERED, defaultdict(dict))
        known = memory[documents._name, name]
        unknown = documents.filtered(lambda document: document.id not in known)
        if unknown:
            known.update({**dict.fromkeys(unknown.ids, {}), **measure(unknown)})
        return {document.id: known[document.id] for document in documents}


def _sort(facts, about):
    """Return facts one after another as they are described."""
    return {code: _to_json(facts[code]) for code in about if code in facts}


def _to_json(fact):
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in fact.items()
        if value is not None
    }
