import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

const OPEN = ["review_state", "in", ["in_review", "to_approve"]];

/** The user's own three figures, above the cards of the departments. */
export class CustomerReviewFigures extends Component {
    static template = "customer_review.Figures";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        const toDecide = [["can_decide", "=", true], OPEN];
        const [toReview, late, conditions] = await Promise.all([
            this.orm.searchCount("customer.review.line", toDecide),
            this.orm.searchCount("customer.review.line", [...toDecide, ["is_late", "=", true]]),
            this.orm.searchCount("customer.review.condition", this.conditionDomain),
        ]);
        Object.assign(this, { toReview, late, conditions });
    }

    get conditionDomain() {
        return [
            ["user_id", "=", user.userId],
            ["is_pending", "=", true],
        ];
    }

    openReviews(filters) {
        this.action.doAction("customer_review.customer_review_line_action", {
            additionalContext: filters,
        });
    }

    openConditions() {
        this.action.doAction("customer_review.customer_review_condition_action", {
            additionalContext: { search_default_mine: 1 },
        });
    }
}

export class CustomerReviewOverviewRenderer extends KanbanRenderer {
    static template = "customer_review.OverviewRenderer";
    static components = { ...KanbanRenderer.components, CustomerReviewFigures };
}

registry.category("views").add("customer_review_overview", {
    ...kanbanView,
    Renderer: CustomerReviewOverviewRenderer,
});
