"""Printed forms: the HTML that Odoo makes, and the PDF that wkhtmltopdf makes of it."""

import contextlib
import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from odoo import http
from odoo.tools import config

REVIEW, ORDER = "customer_review.report_review", "sale.action_report_saleorder"


class QuietHandler(WSGIRequestHandler):
    def log(self, type, message, *args):
        """Say nothing: style sheets are asked for at every print."""


@contextlib.contextmanager
def web_server(databases):
    """Serve the style sheets that the PDF engine asks for."""
    server = make_server(
        "127.0.0.1", 0, http.root, threaded=True, request_handler=QuietHandler
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for database in databases:
        with database.superuser() as env:
            env["ir.config_parameter"].set_param(
                "report.url", f"http://127.0.0.1:{server.server_port}"
            )
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def print_html(env, report, record_id):
    """Return the HTML of a report about one record."""
    return env["ir.actions.report"]._render_qweb_html(report, [record_id])[0]


def print_pdf(env, report, record_id):
    """Return the PDF of a report about one record."""
    config["db_name"] = [env.cr.dbname]  # whose style sheets the server serves
    return env["ir.actions.report"]._render_qweb_pdf(report, [record_id])[0]
