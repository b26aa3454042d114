"""What our views put into the views of other modules stands in nobody's way."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

ADDON = "customer_review"
INNER_VIEWS = ("list", "form", "kanban", "graph", "pivot", "calendar", "activity")
NOT_ADDED = ("attributes", "move")


@tagged("standard", "post_install", "-at_install")
class TestInheritedViews(TransactionCase):
    """Other modules anchor on ``name=``, and take the first node that has it."""

    def get_views(self):
        """Return our views that extend a view of another module's model."""
        ours = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(ours.mapped("res_id"))
        return views.filtered(
            lambda view: (
                view.inherit_id
                and view.model
                and ADDON != self.env[view.model]._original_module
            )
        )

    def iterate_added(self):
        """Yield each element that we add to another module's view, and the view."""
        for view in self.get_views():
            arch = etree.fromstring(view.arch)
            specifications = arch if arch.tag == "data" else [arch]
            for specification in specifications:
                if specification.get("position") not in NOT_ADDED:
                    for node in specification.iterdescendants(etree.Element):
                        yield view, node

    def find_foreign_fields(self):
        """Find the fields that another module may anchor on, being its own."""
        return [
            (view.xml_id, node.get("name"))
            for view, node in self.iterate_added()
            if node.tag == "field"
            and not self.is_own_field(self.env[view.model], node.get("name"))
        ]

    def is_own_field(self, model, name):
        field = model._fields.get(name)
        return field is not None and set(field._modules) == {ADDON}

    def find_inner_views(self):
        """Find the views inside, of which others would find the fields."""
        return [
            (view.xml_id, node.get("name"))
            for view, node in self.iterate_added()
            if node.tag == "field" and any(child.tag in INNER_VIEWS for child in node)
        ]

    def find_taken_names(self):
        """Find the names that the view which we extend has given already."""
        taken = []
        for view, node in self.iterate_added():
            name = node.get("name")
            if not name or node.tag == "attribute":
                continue
            root = view
            while root.inherit_id:
                root = root.inherit_id
            if etree.fromstring(root.arch).xpath(
                "//*[local-name() = $tag][@name = $name]", tag=node.tag, name=name
            ):
                taken.append((view.xml_id, name))
        return taken

    def plant(self, content):
        """Let the addon put ``content`` into the quotation."""
        view = self.env["ir.ui.view"].create(
            {
                "name": "planted",
                "model": "sale.order",
                "inherit_id": self.env.ref("sale.view_order_form").id,
                "arch": f'<sheet position="inside">{content}</sheet>',
            }
        )
        self.env["ir.model.data"].create(
            {
                "module": ADDON,
                "name": "planted",
                "model": view._name,
                "res_id": view.id,
            }
        )

    def test_views_of_other_models_are_walked(self):
        models = set(self.get_views().mapped("model"))
        self.assertLessEqual({"sale.order", "product.template", "res.partner"}, models)

    def test_fields_are_our_own(self):
        """``origin`` in a list of ours kept CRM from being installed after us."""
        self.assertEqual(self.find_foreign_fields(), [])

    def test_views_inside_come_from_their_own_model(self):
        """``mode`` and ``list_view_ref`` name them."""
        self.assertEqual(self.find_inner_views(), [])

    def test_names_are_not_those_of_the_view_we_extend(self):
        self.assertEqual(self.find_taken_names(), [])

    def test_what_it_finds(self):
        self.plant(
            """
            <field name="origin"/>
            <field name="finding_ids"><list><field name="origin"/></list></field>
            <group name="sale_header"/>
            """
        )
        planted = f"{ADDON}.planted"
        self.assertEqual(
            self.find_foreign_fields(), [(planted, "origin"), (planted, "origin")]
        )
        self.assertEqual(self.find_inner_views(), [(planted, "finding_ids")])
        self.assertEqual(
            set(self.find_taken_names()),
            {(planted, "origin"), (planted, "sale_header")},
        )

    def get_columns(self, name):
        views = self.env["sale.order"].get_views([(False, "form")])
        form = etree.fromstring(views["views"]["form"]["arch"])
        return form.xpath(f"//field[@name='{name}']/list/field/@name")

    def test_lists_on_the_quotation_are_those_of_their_models(self):
        for name, column in (("finding_ids", "origin"), ("requirement_ids", "source")):
            with self.subTest(field=name):
                columns = self.get_columns(name)
                self.assertIn(column, columns)
                self.assertNotIn("partner_id", columns)

    def test_a_list_that_is_not_named_is_noticed(self):
        view = self.env.ref(f"{ADDON}.sale_order_view_form")
        view.arch = view.arch.replace("list_view_ref", "form_view_ref")
        self.assertIn("partner_id", self.get_columns("requirement_ids"))
