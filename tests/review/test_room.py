"""The room of the engine names no document, no document's field and no other room."""

import re
from pathlib import Path
from unittest import TestCase

ADDON = Path(__file__).parents[2] / "customer_review"
SUFFIXES = {".py", ".xml", ".csv", ".js", ".scss"}
# Documents, what belongs to them, and the other rooms, as words of any name or text.
NAMES = (
    "sale|sales|order|orders|quotation|quotations|contract|contracts|agreement"
    "|complaint|complaints|inquiry|inquiries|requirement|requirements|publication"
    "|publications|contingency|property|properties|crm|team|margin|oral|purchase"
    "|invoice|invoices|invoicing|product|products|pricelist|loyalty"
)
# A word ends where a name goes on with _, a digit or a capital letter.
WORD = re.compile(rf"(?<![A-Za-z])({NAMES})(?![a-z])", re.IGNORECASE)
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What the same words mean besides, each told apart exactly.
INNOCENT = (
    # the department
    r"\b(department|group|privilege|partner|user)_sales(?![A-Za-z])",
    r"\bitem_sales_(price|delivery)\b",
    r"<field name=\"(code|login|password)\">sales</field>",
    r"<field name=\"(name|function)\">Sales( Review)?</field>",
    r"\b(Sally|Decides for|accepted for) Sales\b",
    r"\bsales@example\.com\b",
    # one after another
    r"\b_order = \"",
    r"\bdefault_order=\"",
    r"\border=(\"|order\b|None\b)",
    r"\boffset, limit, order\b",
    r"\bORDER BY\b",
    r"\bin (their|alphabetical|the same|which) order\b",
    r"\bare joined in order\b",
    # Python, style sheets and paper formats
    r"@property\b",
    r"\bmargin(-(top|bottom|left|right))?: ",
    r"\b(name=\"|data_report_)margin_(top|bottom|left|right)\b",
    # a department's own words
    r"\bitem_technical_requirements\b",
    r">Technical requirements<",
    r">(Feasibility|Delivery schedule) of purchases<",
    # the parts of a content, as items look at them
    r"\bpart_requirements\b",
    r"<field name=\"(name|code)\">[Rr]equirements<",
    r">Products and specifications<",
)
ALL_INNOCENT = re.compile("|".join(INNOCENT))


def get_files(room):
    """Return the files of a room on every storey."""
    return sorted(
        path
        for folder in ADDON.glob(f"**/{room}")
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
    )


def find_names(text):
    """Return ``(line number, word)`` of what names a document or another room."""
    return [
        (number, match.group())
        for number, line in enumerate(text.splitlines(), start=1)
        for match in WORD.finditer(CAPITAL.sub("_", ALL_INNOCENT.sub("", line)))
    ]


class TestRoom(TestCase):
    def test_engine_names_no_document(self):
        files = get_files("review")
        storeys = {path.relative_to(ADDON).parts[0] for path in files}
        self.assertEqual(
            storeys,
            {
                "models",
                "controllers",
                "views",
                "report",
                "wizard",
                "security",
                "data",
                "demo",
                "static",
            },
        )
        named = [
            f"{path.relative_to(ADDON)}:{number}: {word}"
            for path in files
            for number, word in find_names(path.read_text())
        ]
        self.assertFalse(named, "\n".join(named))

    def test_no_exception_is_idle(self):
        text = "\n".join(path.read_text() for path in get_files("review"))
        for pattern in INNOCENT:
            with self.subTest(pattern=pattern):
                self.assertRegex(text, pattern)

    def test_what_it_looks_for(self):
        for text in (
            "order_id = fields.Many2one()",
            'comodel_name="sale.order"',
            "self.env['crm.team']",
            "criterion_low_margin",
            "if review.order_channel:",
            "class SaleOrder(models.Model):",
            "<p>Only a quotation is submitted.</p>",
            'ref="base.module_category_sales"',
            "customer.complaint",
            "the order that was confirmed",
            "contract compliance",
            "sales_team.group_sale_salesman",
            "const saleOrder = 1;",
            "oral_content",
        ):
            with self.subTest(text=text):
                self.assertTrue(find_names(text))

    def test_what_it_passes(self):
        for text in (
            'ref="group_sales"',
            '_order = "sequence, id"',
            "ORDER BY review.id DESC",
            "@property",
            "margin-top: 1em;",
            "salesperson_id",
            "border: 1px",
            "reordering the departments",
        ):
            with self.subTest(text=text):
                self.assertFalse(find_names(text))
