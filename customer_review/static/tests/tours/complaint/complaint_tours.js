import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");
const headerButton = (name) => `.o_statusbar_buttons button[name=${name}]:enabled`;
const inState = (label) => `.o_statusbar_status .o_arrow_button_current:contains("${label}")`;

const openTab = (name) => ({
    content: `Open the tab ${name}`,
    trigger: `.o_notebook_headers a[name=${name}]`,
    run: "click",
});
const press = (name) => ({
    content: `Press ${name}`,
    trigger: headerButton(name),
    run: "click",
});
const write = (name, text) => ({
    content: `Fill in ${name}`,
    trigger: `.o_field_widget[name=${name}] :is(textarea, input)`,
    run: `edit ${text}`,
});
const choose = (name, label) => ({
    content: `Choose ${label}`,
    trigger: `.o_field_widget[name=${name}] .o_radio_item:contains("${label}") input`,
    run: "click",
});
const pick = (name, label) => [
    {
        content: `Look for ${label}`,
        trigger: `.o_field_widget[name=${name}] input`,
        run: `edit ${label}`,
    },
    {
        content: `Take ${label}`,
        trigger: `.o-autocomplete--dropdown-item:contains("${label}"):not(:contains("Create"))`,
        run: "click",
    },
];
const reached = (label) => ({ content: `It is ${label}`, trigger: inState(label) });

tours.add("complaint_portal_new", {
    steps: () => [
        {
            content: "Say in one line what is wrong",
            trigger: "form.o_complaint_new input[name=subject]",
            run: "edit The thread is damaged",
        },
        {
            content: "Tell what happened",
            trigger: "form.o_complaint_new textarea[name=description]",
            run: "edit Ten of a hundred bolts do not take a nut",
        },
        {
            content: "Send it",
            trigger: "form.o_complaint_new button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It was received, and has a number",
            trigger: '.alert-success:contains("CC/")',
        },
        {
            content: "It says where it stands",
            trigger: '.o_complaint_state:contains("We are looking at your message")',
        },
    ],
});

tours.add("complaint_assess", {
    steps: () => [
        openTab("assessment"),
        choose("validity", "Valid"),
        write("assessment_reason", "Seen on the sample"),
        ...pick("lead_department_id", "Quality"),
        ...pick("department_ids", "Technical"),
        ...pick("department_ids", "Production"),
        press("action_assess"),
        reached("Assessed"),
    ],
});

tours.add("complaint_department_answer", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the app",
            trigger: '.o_app[data-menu-xmlid="customer_review.customer_review_menu_root"]',
            run: "click",
        },
        {
            content: "Open the complaints",
            trigger: '[data-menu-xmlid="customer_review.customer_complaint_menu"]',
            run: "click",
        },
        {
            content: "Open what waits for my department",
            trigger: '[data-menu-xmlid="customer_review.customer_complaint_opinion_menu"]',
            run: "click",
        },
        {
            content: "One answer waits, and no other",
            trigger: ".o_list_view .o_data_row:only-of-type .o_data_cell[name=department_id]",
            run: "click",
        },
        write("comment", "We found the cause"),
        press("action_answer"),
        reached("Given"),
    ],
});

tours.add("complaint_decide", {
    steps: () => [
        press("action_decide"),
        {
            content: "Comment",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Agreed, check all stock",
        },
        {
            content: "Record the decision",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The dialog is gone, and it does not wait any more",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_decide]:visible))",
        },
    ],
});

tours.add("complaint_answer", {
    steps: () => [
        openTab("answer"),
        {
            content: "Compose the answer",
            trigger: "button[name=action_compose_answer]",
            run: "click",
        },
        {
            content: "The answer is there",
            trigger: '.o_field_widget[name=answer_body]:contains("The thread is damaged")',
        },
        press("action_answer"),
        reached("Answered"),
    ],
});

tours.add("complaint_portal_settle_and_rate", {
    steps: () => [
        {
            content: "Read the answer",
            trigger: '.o_complaint_answer:contains("what we found")',
        },
        {
            content: "The matter is settled",
            trigger: "form.o_complaint_settled button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Satisfied",
            trigger: "form.o_complaint_rate input[value='5']",
            run: "click",
        },
        {
            content: "Rate",
            trigger: "form.o_complaint_rate button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Thanks",
            trigger: '.alert-success:contains("Thank you for your rating")',
        },
    ],
});

tours.add("complaint_verify_and_close", {
    steps: () => [
        openTab("verification"),
        choose("verification_result", "Effective"),
        write("verification_note", "Three lots without a defect"),
        press("action_verify"),
        reached("Verified"),
        press("action_close"),
        reached("Closed"),
    ],
});

tours.add("complaint_refuse", {
    steps: () => [
        openTab("assessment"),
        choose("validity", "Unfounded"),
        write("assessment_reason", "Within tolerance"),
        write("refusal_reason", "The part meets its drawing"),
        press("action_refuse"),
        {
            content: "Yes, refuse it",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is refused",
            trigger: inState("Refused"),
        },
    ],
});

tours.add("complaint_portal_reopen", {
    steps: () => [
        {
            content: "Say what is still open",
            trigger: "form.o_complaint_reopen textarea",
            run: "edit It broke again",
        },
        {
            content: "It is not settled",
            trigger: "form.o_complaint_reopen button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "They look at it again",
            trigger: '.o_complaint_state:contains("We are looking at it again")',
        },
    ],
});

tours.add("complaint_reassess", {
    steps: () => [reached("Reopened"), press("action_assess"), reached("Assessed")],
});
