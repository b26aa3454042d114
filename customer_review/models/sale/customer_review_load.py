from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class CustomerReviewLoad(models.AbstractModel):
    """How full the work centres are in the weeks in which quotations are due."""

    _name = "customer.review.load"
    _description = "Load of Work Centres"

    @api.model
    def _get_loads(self, orders):
        """Return the load of the work centres that make each line, measured once.

        :return: dict of order id to ``{line id: [(work centre's id, its name, per
            cent of its working hours, the Monday of the week)]}``, the fullest first
        """
        return self.env["customer.review.fact"]._recall(
            orders, "load", self._measure_loads
        )

    @api.model
    def _measure_loads(self, orders):
        if "mrp.workorder" not in self.env:
            return {}
        weeks = {}
        for order_id, lines in self.env["customer.review.supply"]._plan(orders).items():
            for line_id, supply in lines.items():
                line = orders.env["sale.order.line"].browse(line_id)
                due = line.order_id._get_due_date(line)
                boms = supply.made_bom_ids or {supply.bom_id} - {None}
                if boms:
                    monday = due - timedelta(days=due.weekday())
                    weeks[order_id, line_id] = (boms, monday)
        loads = self._fetch_loads(
            {bom for boms, _monday in weeks.values() for bom in boms},
            {monday for _boms, monday in weeks.values()},
        )
        by_order = defaultdict(dict)
        for (order_id, line_id), (boms, monday) in weeks.items():
            own = {load for bom in boms for load in loads.get((bom, monday), ())}
            if own:
                by_order[order_id][line_id] = sorted(
                    own, key=lambda load: load[2], reverse=True
                )
        return dict(by_order)

    @api.model
    def _fetch_loads(self, bom_ids, mondays):
        """Return the load of the work centres of bills of materials, by week.

        What is still to do of the open work orders; those without a start of their
        own begin with their manufacturing order. A work centre without working
        hours has no load.
        """
        loads = defaultdict(set)
        if not (bom_ids and mondays):
            return loads
        for name in ("mrp.workorder", "mrp.production", "mrp.workcenter"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH used AS (
                    SELECT DISTINCT operation.bom_id, center.id AS center_id,
                           resource.name, calendar.hours_per_week AS hours
                      FROM mrp_routing_workcenter operation
                      JOIN mrp_workcenter center
                        ON center.id = operation.workcenter_id
                      JOIN resource_resource resource
                        ON resource.id = center.resource_id
                      JOIN resource_calendar calendar
                        ON calendar.id = resource.calendar_id
                     WHERE operation.bom_id IN %(boms)s
                       AND operation.active
                       AND calendar.hours_per_week > 0
                ), planned AS (
                    SELECT work.workcenter_id AS center_id,
                           date_trunc('week', COALESCE(
                               work.date_start, production.date_start
                           ))::date AS monday,
                           SUM(GREATEST(
                               work.duration_expected - COALESCE(work.duration, 0), 0
                           )) / 60 AS hours
                      FROM mrp_workorder work
                      JOIN mrp_production production
                        ON production.id = work.production_id
                     WHERE work.state IN ('blocked', 'ready', 'progress')
                       AND work.workcenter_id IN (SELECT center_id FROM used)
                       AND production.state NOT IN ('draft', 'cancel', 'done')
                  GROUP BY 1, 2
                )
                SELECT used.bom_id, week.monday, used.center_id, used.name,
                       (100 * COALESCE(planned.hours, 0) / used.hours)::float
                  FROM used
            CROSS JOIN unnest(%(mondays)s) AS week(monday)
             LEFT JOIN planned ON planned.center_id = used.center_id
                              AND planned.monday = week.monday
                """,
                boms=tuple(bom_ids),
                mondays=list(mondays),
            )
        )
        for bom_id, monday, center_id, name, percent in rows:
            loads[bom_id, monday].add((center_id, name, percent, monday))
        return loads
