"""What the web client asks for when somebody opens a list, a form or a report.

The fields are those of the views as the server gives them to this user, collected as
the client does it (getFieldsSpec in web's relational_model/utils.js).
"""

from typing import NamedTuple

from lxml import etree

from odoo.tools.safe_eval import safe_eval

import flow
import printing

ROWS = 80
FEW_ROWS = 10
REVIEWER = "quality"
LINE_LIMIT = 40
ORDERS = "sale.action_orders"
OPINIONS = "customer.review.line"
COUNT_LIMIT = 10001
OUTDATED_FORM = "quotation form, outdated"
DOCUMENTS_FORM = "quotation form, with documents"


class Probe(NamedTuple):
    """A screen, and by the label of a database who opens it and how."""

    name: str
    acts: dict


def get_probes(databases):
    """Return the screens to measure."""
    probes = {}
    for database in databases:
        for name, role, act in _get_acts(database):
            acts = probes.setdefault(name, {})
            acts[database.label] = (role, act)
    return [Probe(name, acts) for name, acts in probes.items()]


def _get_acts(database):
    """Yield the name of each screen, who opens it and how."""
    with database.superuser() as env:
        orders = env["sale.order"]
        quotation_id = orders.search([("state", "=", "draft")], order="id", limit=1).id
        confirmed_id = orders.search([("state", "=", "sale")], order="id", limit=1).id
    yield from _get_order_acts(database, quotation_id, confirmed_id)
    if database.policy == "all":
        yield from _get_review_acts(database, confirmed_id)


def _get_order_acts(database, quotation_id, confirmed_id):
    orders = _open(database, "seller", open_list, xmlid=ORDERS)
    form = _open(database, "seller", open_form, "sale.order")
    yield "order list", "seller", lambda env: read_list(env, orders)
    yield "quotation form", "seller", lambda env: read_form(env, form, quotation_id)
    yield "order form", "seller", lambda env: read_form(env, form, confirmed_id)
    yield from _get_printing_acts("order", "seller", printing.ORDER, confirmed_id)


def _get_review_acts(database, order_id):
    order_form = _open(database, "seller", open_form, "sale.order")
    for name, make in (
        (OUTDATED_FORM, flow.make_outdated),
        (DOCUMENTS_FORM, flow.make_with_documents),
    ):
        quotation_id = make(database)
        yield (
            name,
            "seller",
            lambda env, id_=quotation_id: read_form(env, order_form, id_),
        )
    with database.superuser() as env:
        review_id = env["sale.order"].browse(order_id).review_id.id
        has_report = bool(env.ref(printing.REVIEW, raise_if_not_found=False))
    lines = _open(database, REVIEWER, open_my_reviews)
    form = _open(database, REVIEWER, open_form, "customer.review")
    yield "My Reviews", REVIEWER, lambda env: read_list(env, lines)
    yield "My Reviews, 10 rows", REVIEWER, lambda env: read_list(env, lines, FEW_ROWS)
    yield "to-do counter", REVIEWER, lambda env: env["res.users"]._get_activity_groups()
    yield "review form", REVIEWER, lambda env: read_form(env, form, review_id)
    if has_report:
        yield from _get_printing_acts("review", REVIEWER, printing.REVIEW, review_id)


def _get_printing_acts(name, role, report, record_id):
    for kind, render in (("HTML", printing.print_html), ("PDF", printing.print_pdf)):
        yield (
            f"print the {name}: {kind}",
            role,
            lambda env, render=render: render(env, report, record_id),
        )


def _open(database, role, opener, *arguments, **options):
    view, _sample = database.request(
        role, lambda env: opener(env, *arguments, **options)
    )
    return view


def open_my_reviews(env):
    """Return the list of the opinions that the user has to give."""
    action = (
        env["ir.actions.act_window"]
        .sudo()
        .search(
            [("res_model", "=", OPINIONS), ("domain", "ilike", "can_decide")], limit=1
        )
    )
    if action:
        return open_list(env, xmlid=action.get_external_id()[action.id])
    return open_list(env, model=OPINIONS, domain=[("can_decide", "=", True)])


def open_list(env, xmlid=None, model=None, domain=()):
    """Return the list view of an action, as ``(model, domain, fields)``."""
    views = {}
    if xmlid:
        action = env["ir.actions.actions"]._for_xml_id(xmlid)
        model = action["res_model"]
        views = {kind: view_id for view_id, kind in action["views"]}
        domain = safe_eval(action["domain"] or "[]", {"uid": env.uid})
    arch = _get_arch(env, model, "list", views.get("list"))
    return model, list(domain), _get_fields(env, model, arch)


def read_list(env, view, rows=ROWS):
    """Read a page of a list."""
    model, domain, fields = view
    return env[model].web_search_read(
        domain, fields, offset=0, limit=rows, count_limit=COUNT_LIMIT
    )


def open_form(env, model):
    """Return the form view of a model, as ``(model, fields)``."""
    return model, _get_fields(env, model, _get_arch(env, model, "form"))


def read_form(env, view, record_id):
    """Read a record for its form."""
    model, fields = view
    return env[model].browse(record_id).web_read(fields)


def _get_arch(env, model, kind, view_id=False):
    views = env[model].get_views([(view_id, kind), (False, "search")])
    return etree.fromstring(views["views"][kind]["arch"])


def _get_fields(env, model, arch):
    fields = {}
    for node in _iter_field_nodes(arch):
        name = node.get("name")
        spec = _get_field(env, env[model]._fields[name], node)
        # The same field twice: the one that shows more counts.
        if len(str(spec)) >= len(str(fields.get(name, ""))):
            fields[name] = spec
    return fields


def _iter_field_nodes(arch):
    """Yield the fields of a view without those of the views inside it."""
    for node in arch.iterchildren(etree.Element):
        if node.tag == "field":
            yield node
        elif node.tag not in ("groupby", "searchpanel"):
            yield from _iter_field_nodes(node)


def _get_field(env, field, node):
    hidden = bool({node.get("invisible"), node.get("column_invisible")} & {"1", "True"})
    if field.type in ("many2one", "reference"):
        return {"fields": {} if hidden else {"display_name": {}}}
    if field.type not in ("one2many", "many2many") or hidden:
        return {}
    views = {view.tag: view for view in node.iterchildren("list", "kanban", "form")}
    if (node.get("widget") or "").startswith("many2many_"):
        fields = {"display_name": {}}
        if "color_field" in node.get("options", ""):
            fields["color"] = {}
        return {"fields": fields}
    shown = views.get("list", views.get("kanban"))
    if shown is None:
        shown = _get_arch(env, field.comodel_name, "list")
    fields = _get_fields(env, field.comodel_name, shown)
    if "form" in views:
        fields = _get_fields(env, field.comodel_name, views["form"]) | fields
    return {"fields": fields, "limit": int(shown.get("limit") or LINE_LIMIT)}
