import { registry } from "@web/core/registry";

const alertWith = (text) => `.o_customer_review_alert:visible:contains("${text}")`;

/** A document of an addon that has no line of its own about reviews. */
registry.category("web_tour.tours").add("review_document", {
    steps: () => [
        {
            content: "The bar says what to do",
            trigger: alertWith("To be reviewed"),
        },
        {
            content: "Measure what makes it special",
            trigger: "button[name=action_measure_criteria]",
            run: "click",
        },
        {
            content: "The criterion of its own is met",
            trigger: ".o_field_widget[name=finding_ids] .o_data_row:contains(Superlative)",
        },
        {
            content: "Submit",
            trigger: ".o_statusbar_buttons button[name=action_submit_review]:enabled",
            run: "click",
        },
        {
            content: "It is in review",
            trigger: alertWith("Quality to answer"),
        },
        {
            content: "The smart button counts the opinions",
            trigger: "button[name=action_view_reviews]:contains(0/2)",
        },
        {
            content: "Back to all of them",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "The card has the badge",
            trigger: ".o_kanban_record:contains(Summer offer) .badge:contains(In Review)",
        },
    ],
});
