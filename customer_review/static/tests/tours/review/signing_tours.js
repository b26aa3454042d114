import { registry } from "@web/core/registry";

const headerButton = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;

/** The dialog says what is signed, refuses a wrong password, and takes the right one. */
function sign(meaning) {
    const password = ".modal .o_field_widget[name=password] input";
    return [
        {
            content: "The dialog says what is signed",
            trigger: `.modal .alert-info:contains("${meaning}")`,
        },
        {
            content: "A wrong password",
            trigger: password,
            run: "edit not my password",
        },
        {
            content: "Confirm it",
            trigger: ".modal footer button[name=run_check]",
            run: "click",
        },
        {
            content: "It is refused",
            trigger: '.modal .modal-body:contains("Incorrect Password")',
        },
        {
            content: "Close the message",
            trigger: '.modal:contains("Incorrect Password") footer button',
            run: "click",
        },
        {
            content: "The right password",
            trigger: `.modal:not(:contains("Incorrect Password")) ${password.slice(7)}`,
            run: "edit rw_password",
        },
        {
            content: "Confirm it",
            trigger: ".modal footer button[name=run_check]",
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("review_sign", {
    steps: () => [
        {
            content: "Approve",
            trigger: headerButton("action_approve"),
            run: "click",
        },
        ...sign("accepted for Sales"),
        {
            content: "The decision is taken",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_approve]:visible))",
        },
    ],
});

registry.category("web_tour.tours").add("review_sign_rejection", {
    steps: () => [
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
        ...sign("not accepted for Sales"),
        {
            content: "The review is refused",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_approve]:visible))",
        },
    ],
});
