import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const alertWith = (text) => `.o_customer_review_alert:visible:contains("${text}")`;
const headerButton = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;
const inState = (label) =>
    `.o_statusbar_status .o_arrow_button_current:contains("${label}")`;

registry.category("web_tour.tours").add("change_request", {
    steps: () => [
        {
            content: "Ask for a change of the confirmed order",
            trigger: headerButton("action_request_change"),
            run: "click",
        },
        {
            content: "Say who asked",
            trigger: ".o_field_widget[name=contact_name] input",
            run: "edit J. Meyer",
        },
        {
            content: "Say why",
            trigger: ".o_field_widget[name=reason] textarea",
            run: "edit More pumps are built",
        },
        {
            content: "Pick a line of the order",
            trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Pick a line of the order",
            trigger: ".o_selected_row [name=order_line_id] input",
            run: "edit Desk",
        },
        {
            content: "Pick a line of the order",
            trigger: ".o-autocomplete--dropdown-item:not(:contains(Search)):contains(Desk)",
            run: "click",
        },
        {
            content: "What the order has comes along",
            trigger: ".o_selected_row [name=product_uom_qty] input:value(3.00)",
        },
        {
            content: "Type the new quantity",
            trigger: ".o_selected_row [name=product_uom_qty] input",
            run: "edit 5 && press Tab",
        },
        ...stepUtils.saveForm(),
        {
            content: "Before and after stand side by side",
            trigger: ".o_customer_review_changes:visible:contains(Quantity):contains(5)",
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

registry.category("web_tour.tours").add("change_approve", {
    steps: () => [
        {
            content: "What changes is seen at once",
            trigger: ".o_customer_review_changes:visible:contains(Quantity)",
        },
        {
            content: "Approve",
            trigger: ".o_customer_review_alert button[name=action_approve_review]:visible",
            run: "click",
        },
        {
            content: "The decision is taken",
            trigger: ".o_form_view:not(:has(button[name=action_approve_review]:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("change_acknowledge", {
    steps: () => [
        {
            content: "It is applied",
            trigger: inState("Applied"),
        },
        {
            content: "Take notice of it",
            trigger: headerButton("action_acknowledge"),
            run: "click",
        },
        {
            content: "It is taken notice of",
            trigger: ".o_form_view:not(:has(.o_statusbar_buttons button[name=action_acknowledge]:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("change_print", {
    steps: () => [
        {
            content: "The notice can be printed",
            trigger: headerButton("action_print_notice"),
        },
        {
            content: "Who has taken notice is shown",
            trigger: ".o_notebook_headers a[name=acknowledgements]",
            run: "click",
        },
        {
            content: "One of three has",
            trigger: ".o_field_widget[name=acknowledgement_text]:contains(1/3)",
        },
    ],
});

registry.category("web_tour.tours").add("change_offered", {
    steps: () => [
        {
            content: "What was reviewed of the header is read only",
            trigger: ".o_form_view:not(:has([name=payment_term_id] input))",
        },
        {
            content: "Type a quantity",
            trigger: ".o_field_widget[name=order_line] .o_data_cell[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "Type a quantity",
            trigger: ".o_selected_row [name=product_uom_qty] input",
            run: "edit 7 && press Tab",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "The change is offered",
            trigger: '.modal button:contains("Request Change")',
            run: "click",
        },
        {
            content: "It contains what was typed",
            trigger: ".o_field_widget[name=line_ids] .o_data_cell[name=product_uom_qty]:contains(7)",
        },
        {
            content: "Say who asked",
            trigger: ".o_field_widget[name=contact_name] input",
            run: "edit J. Meyer",
        },
        {
            content: "Say why",
            trigger: ".o_field_widget[name=reason] textarea",
            run: "edit More pumps are built",
        },
        ...stepUtils.saveForm(),
    ],
});

registry.category("web_tour.tours").add("change_portal_confirm", {
    steps: () => [
        {
            content: "Open the change",
            trigger: ".o_portal_my_doc_table a, table a[href*='/my/order-changes/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Confirm it",
            trigger: ".o_order_change_confirm button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is confirmed",
            trigger: '.o_order_change_state:contains("You have confirmed it")',
        },
    ],
});
