import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("review_told", {
    steps: () => [
        {
            content: "The inbox says what is to be decided",
            trigger: '.o-mail-Message-body:contains("Sales: review"):contains("Deco Addict")',
        },
        {
            content: "The first click opens the decision",
            trigger: ".o-mail-Message-body a.o_customer_review_notice",
            run: "click",
        },
        {
            content: "The form says whose turn it is",
            trigger: '.o_customer_review_form .o_customer_review_own:contains("Sales")',
        },
        {
            content: "The second click takes it",
            trigger: ".o_statusbar_buttons button[name=action_approve]:enabled",
            run: "click",
        },
        {
            content: "The decision is taken",
            trigger: ".o_form_view:not(:has(button[name=action_approve]:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("review_mark_done", {
    steps: () => [
        {
            content: "Mark the activity done",
            trigger: ".o-mail-Activity .o-mail-Activity-markDone:first",
            run: "click",
        },
        {
            content: "The decision is there, and nothing to feed back",
            trigger: ".o_form_view:not(:has(.o-mail-ActivityMarkAsDone)) button[name=action_approve]",
        },
    ],
});

registry.category("web_tour.tours").add("review_withdraw", {
    steps: () => [
        {
            content: "Take it back",
            trigger: ".o_statusbar_buttons button[name=action_withdraw_review]:enabled",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit The customer has cancelled",
        },
        {
            content: "Confirm",
            trigger: ".modal footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is to be submitted again",
            trigger: 'body:not(:has(.modal)) .o_customer_review_alert:visible:contains("To be reviewed")',
        },
    ],
});
