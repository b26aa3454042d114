"""The translations are current, complete and keep what must not be translated."""

import ast
import re
from collections import Counter
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

MODULE = "customer_review"
# the terms that procedure.md prescribes, and that the addon uses
PRESCRIBED = {
    "Accepted": "同意",
    "Accepted with Conditions": "有条件同意",
    "Approved": "已批准",
    "Circulation": "会签评审",
    "Containment": "临时措施",
    "Contract (Order) Review Form": "合同(订单)评审表",
    "Customer Complaint Handling Form": "顾客投诉处理单",
    "Exceeds production capacity": "超出生产能力",
    "Exceeds technical requirements": "超出技术要求",
    "Foreign exchange risk": "外汇风险",
    "Form Number": "表单编号",
    "General Manager": "总经理",
    "General order": "一般订单",
    "In Review": "评审中",
    "Low margin": "低利润",
    "Meeting": "会议评审",
    "New product development": "新产品开发",
    "Non-general order": "非一般订单",
    "Not Accepted": "不同意",
    "Oral order": "口头订单",
    "Payment Terms": "付款方式",
    "Procurement": "采购部",
    "Production": "生产部",
    "Quality": "质量部",
    "Refused": "已驳回",
    "Regular contract": "常规合同",
    "Resolution": "解决措施",
    "Review Method": "评审方式",
    "Review Number": "评审编号",
    "Revision": "版次",
    "Root Cause": "根本原因",
    "Sales": "销售部",
    "Severity": "严重程度",
    "Signature": "签名",
    "Special contract": "特殊合同",
    "Statutory or regulatory": "法律法规要求",
    "Superseded": "已替代",
    "Technical": "技术部",
    "To Approve": "待批准",
    "Unit Price": "单价",
}
# what Python, QWeb and HTML make of a term: each must be there as often as before
KEPT = re.compile(
    r"%\(\w+\)[.\d]*[a-z]|%[.\d]*[sdgf%]|\{\{.*?\}\}|</?[a-zA-Z][^<>]*>|&\w+;",
    re.DOTALL,
)
# attributes whose text is read by people
TEXTS = re.compile(r'\b(title|placeholder|string|aria-label|alt)="[^"]*"')
# what a mail says instead of an empty value
FALLBACK = re.compile(r" or '[^']*'")


def get_kept(text):
    found = (FALLBACK.sub("", TEXTS.sub(r"\1", part)) for part in KEPT.findall(text))
    return Counter(" ".join(part.split()) for part in found)


@tagged("standard", "post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = Path(get_module_path(MODULE))
        cls.template = polib.pofile(str(cls.path / "i18n" / f"{MODULE}.pot"))
        cls.chinese = polib.pofile(str(cls.path / "i18n/zh_CN.po"))

    def test_template_holds_the_terms_of_the_addon(self):
        reader = TranslationModuleReader(self.env.cr, modules=[MODULE])
        exported = {source for _module, _type, _name, _id, source, *_ in reader}
        self.assertEqual(
            exported, {term.msgid for term in self.template}, "run bin/i18n"
        )

    def test_every_text_of_the_code_is_among_the_terms(self):
        """A text that is put together before it is translated is not exported."""
        known = {t.msgid for t in self.template if "odoo-python" in t.comment}
        missed = [
            f"{file.relative_to(self.path)}:{call.lineno}"
            for file in self.path.rglob("*.py")
            for call in ast.walk(ast.parse(file.read_text()))
            if isinstance(call, ast.Call)
            and getattr(call.func, "attr", None) == "_"
            and getattr(call.args[0], "value", None) not in known
        ]
        self.assertFalse(missed)

    def test_chinese_has_the_terms_of_the_template(self):
        self.assertEqual(
            [(term.msgid, term.occurrences) for term in self.chinese],
            [(term.msgid, term.occurrences) for term in self.template],
            "run bin/i18n",
        )

    def test_chinese_is_complete(self):
        flawed = [
            *self.chinese.untranslated_entries(),
            *self.chinese.fuzzy_entries(),
            *self.chinese.obsolete_entries(),
        ]
        self.assertFalse([term.msgid for term in flawed])

    def test_chinese_keeps_placeholders_and_markup(self):
        for term in self.chinese:
            with self.subTest(term.msgid):
                self.assertEqual(get_kept(term.msgstr), get_kept(term.msgid))

    def test_chinese_uses_the_terms_of_the_procedure(self):
        chinese = {term.msgid: term.msgstr for term in self.chinese}
        self.assertEqual({term: chinese.get(term) for term in PRESCRIBED}, PRESCRIBED)

    def test_chinese_is_loaded(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._get(MODULE)._update_translations(["zh_CN"])
        review = self.env["customer.review"].with_context(lang="zh_CN")
        states = dict(review._fields["state"]._description_selection(review.env))
        self.assertEqual(states["approved"], "已批准")
        low_margin = self.env.ref("customer_review.criterion_low_margin")
        department = self.env.ref("customer_review.department_quality")
        self.assertEqual(department.with_context(lang="zh_CN").name, "质量部")
        self.assertEqual(review._get_neutral_evidence(low_margin.id), "低于公司下限")
