"""What our views put into the views of other modules stands in nobody's way."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

ADDON = "customer_review"
INNER_VIEWS = ("list", "form", "kanban", "graph", "pivot", "calendar", "activity")
NOT_ADDED = ("attributes", "move")


@tagged("standard", "post_install", "-at_install")
class TestInheritedViews(TransactionCase):
    """Other modules anchor on ``name=``, and take the first node that has it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = cls.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
        )
        views = cls.env["ir.ui.view"].browse(ours.mapped("res_id"))
        cls.views = views.filtered(
            lambda view: (
                view.inherit_id
                and view.model
                and ADDON != cls.env[view.model]._original_module
            )
        )

    def iterate_added(self):
        """Yield each element that we add to another module's view, and the view."""
        for view in self.views:
            arch = etree.fromstring(view.arch)
            specifications = arch if arch.tag == "data" else [arch]
            for specification in specifications:
                if specification.get("position") not in NOT_ADDED:
                    for node in specification.iterdescendants(etree.Element):
                        yield view, node

    def test_views_of_other_models_are_walked(self):
        models = set(self.views.mapped("model"))
        self.assertLessEqual({"sale.order", "product.template", "res.partner"}, models)

    def test_fields_are_our_own(self):
        """``origin`` in a list of ours kept CRM from being installed after us."""
        for view, node in self.iterate_added():
            if node.tag == "field":
                field = self.env[view.model]._fields.get(node.get("name"))
                with self.subTest(view=view.xml_id, field=node.get("name")):
                    self.assertTrue(
                        field and set(field._modules) == {ADDON},
                        "another module may anchor on a field of this name",
                    )

    def test_views_inside_come_from_their_own_model(self):
        for view, node in self.iterate_added():
            if node.tag == "field":
                inside = [child.tag for child in node if child.tag in INNER_VIEWS]
                with self.subTest(view=view.xml_id, field=node.get("name")):
                    self.assertFalse(
                        inside,
                        "use mode and list_view_ref: others would find its fields",
                    )

    def test_names_are_not_those_of_the_view_we_extend(self):
        for view, node in self.iterate_added():
            name = node.get("name")
            if not name or node.tag == "attribute":
                continue
            root = view
            while root.inherit_id:
                root = root.inherit_id
            present = etree.fromstring(root.arch).xpath(
                "//*[local-name() = $tag][@name = $name]", tag=node.tag, name=name
            )
            with self.subTest(view=view.xml_id, tag=node.tag, name=name):
                self.assertFalse(present, "this name is taken")

    def test_lists_on_the_quotation_are_those_of_their_models(self):
        views = self.env["sale.order"].get_views([(False, "form")])
        form = etree.fromstring(views["views"]["form"]["arch"])
        for name, column in (("finding_ids", "origin"), ("requirement_ids", "source")):
            columns = form.xpath(f"//field[@name='{name}']/list/field/@name")
            with self.subTest(field=name):
                self.assertIn(column, columns)
                self.assertNotIn("partner_id", columns)
