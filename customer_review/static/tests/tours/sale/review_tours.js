import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const alertWith = (text) => `.o_customer_review_alert:visible:contains("${text}")`;
const headerButton = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;

/** Open the app from the home menu or the apps menu, as a reviewer finds his work. */
function openMyOnlyReview() {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the app",
            trigger: '.o_app[data-menu-xmlid="customer_review.customer_review_menu_root"]',
            run: "click",
        },
        {
            content: "Open what waits for me",
            trigger: '[data-menu-xmlid="customer_review.customer_review_line_menu"]',
            run: "click",
        },
        {
            content: "One opinion waits, and no other",
            trigger: ".o_list_view .o_data_row:only-of-type .o_data_cell[name=partner_id]",
            run: "click",
        },
        {
            content: "The form shows what is reviewed",
            trigger: ".o_customer_review_form .o_customer_review_headline",
        },
    ];
}

registry.category("web_tour.tours").add("review_submit", {
    steps: () => [
        {
            content: "Nothing can be confirmed yet",
            trigger: ".o_form_view:not(:has(button[name=action_confirm]:visible))",
        },
        {
            content: "The bar says what to do",
            trigger: alertWith("To be reviewed"),
        },
        {
            content: "Submit",
            trigger: headerButton("action_submit_review"),
            run: "click",
        },
        {
            content: "It is in review",
            trigger: alertWith("In review"),
        },
    ],
});

registry.category("web_tour.tours").add("review_approve", {
    steps: () => [
        ...openMyOnlyReview(),
        {
            content: "Approve",
            trigger: headerButton("action_approve"),
            run: "click",
        },
        {
            content: "The decision is taken",
            trigger: ".o_form_view:not(:has(button[name=action_approve]:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("review_reject", {
    steps: () => [
        ...openMyOnlyReview(),
        {
            content: "Reject",
            trigger: headerButton("action_reject"),
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit The price is below our list",
        },
        {
            content: "Confirm",
            trigger: '.modal footer button:visible:contains("Reject")',
            run: "click",
        },
        {
            content: "The review is refused",
            trigger: "body:not(:has(.modal)) .o_form_view .alert-danger:visible",
        },
    ],
});

registry.category("web_tour.tours").add("review_confirm_and_print", {
    steps: () => [
        {
            content: "The bar says by whom it was approved",
            trigger: alertWith("Approved"),
        },
        {
            content: "The form can be printed",
            trigger: `${alertWith("Approved")} button[name=action_print_review]`,
        },
        {
            content: "Confirm",
            trigger: headerButton("action_confirm"),
            run: "click",
        },
        {
            content: "The order is confirmed",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Sales Order")',
        },
    ],
});

registry.category("web_tour.tours").add("review_correct_and_resubmit", {
    steps: () => [
        {
            content: "The bar says who refused and why",
            trigger: alertWith("The price is below our list"),
        },
        {
            content: "Correct the customer's reference",
            trigger: ".o_notebook_headers a[name=other_information]",
            run: "click",
        },
        {
            content: "Correct the customer's reference",
            trigger: ".o_field_widget[name=client_order_ref] input",
            run: "edit PO 4711",
        },
        ...stepUtils.saveForm(),
        {
            content: "Submit again",
            trigger: `${alertWith("Refused")} button[name=action_submit_review]`,
            run: "click",
        },
        {
            content: "It is in review again",
            trigger: alertWith("In review"),
        },
    ],
});
