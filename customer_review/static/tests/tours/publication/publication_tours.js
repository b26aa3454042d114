import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const alertWith = (text) => `.o_customer_review_alert:visible:contains("${text}")`;
const stateIs = (text) => `.o_statusbar_status .o_arrow_button_current:contains("${text}")`;
const claim = (text) => `.o_field_widget[name=claim_ids] .o_data_row:contains("${text}")`;

/** Accept a claim, and see the verdict in its row. */
function acceptClaim(text, verdict) {
    return [
        {
            content: `Accept the claim "${text}"`,
            trigger: `${claim(text)} button[name=action_accept]`,
            run: "click",
        },
        {
            content: "The verdict is shown",
            trigger: `${claim(text)} .o_data_cell[name=${verdict}]:contains("Accepted")`,
        },
    ];
}

/** Judge both claims and accept for the department. */
function acceptFor(verdict) {
    return [
        ...acceptClaim("8,000 hours", verdict),
        ...acceptClaim("2 micrometres", verdict),
        {
            content: "Approve for the department",
            trigger: `${alertWith("In review")} button[name=action_approve_review]`,
            run: "click",
        },
        {
            content: "The opinion is given",
            trigger: ".o_form_view:not(:has(button[name=action_approve_review]:visible))",
        },
    ];
}

registry.category("web_tour.tours").add("publication_submit", {
    steps: () => [
        {
            content: "The first page of the file is shown",
            trigger: ".o_customer_publication_page_large img[src^='data:image']",
        },
        {
            content: "Submit",
            trigger: ".o_statusbar_buttons button[name=action_submit_review]:enabled",
            run: "click",
        },
        { content: "It is in review", trigger: stateIs("In Review") },
    ],
});

registry.category("web_tour.tours").add("publication_reject_claim", {
    steps: () => [
        {
            content: "The department cannot accept before it has judged the claims",
            trigger: `${alertWith("In review")} button[name=action_approve_review]`,
            run: "click",
        },
        {
            content: "It says which claim is missing",
            trigger: '.modal .modal-body:contains("no verdict of Quality yet")',
        },
        {
            content: "Close the message",
            trigger: ".modal footer button:visible",
            run: "click",
        },
        {
            content: "Reject the claim",
            trigger: `body:not(:has(.modal)) ${claim("20,000 hours")} button[name=action_reject]`,
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit Tested for 8,000 hours only",
        },
        {
            content: "Reject it",
            trigger: '.modal footer button:visible:contains("Reject Claim")',
            run: "click",
        },
        {
            content: "The verdict is shown",
            trigger: `${claim("20,000 hours")} .o_data_cell[name=quality_verdict]:contains("Rejected")`,
        },
        {
            content: "Reject the publication",
            trigger: `${alertWith("In review")} button[name=action_reject_review]`,
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit The running time is not proved",
        },
        {
            content: "Reject",
            trigger: '.modal footer button:visible:contains("Reject")',
            run: "click",
        },
        {
            content: "It is refused",
            trigger: `body:not(:has(.modal)) ${alertWith("Refused")}`,
        },
    ],
});

registry.category("web_tour.tours").add("publication_correct_and_resubmit", {
    steps: () => [
        {
            content: "As it was rejected, it is not taken",
            trigger: `${alertWith("Refused")} button[name=action_submit_review]`,
            run: "click",
        },
        {
            content: "It says which claim, and why",
            trigger: '.modal .modal-body:contains("Tested for 8,000 hours only")',
        },
        {
            content: "Close the message",
            trigger: ".modal footer button:visible",
            run: "click",
        },
        {
            content: "Open the claim",
            trigger: `body:not(:has(.modal)) ${claim("20,000 hours")} .o_data_cell[name=text]`,
            run: "click",
        },
        {
            content: "Reword it",
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: "edit Runs 8,000 hours",
        },
        {
            content: "Keep it",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        {
            content: "The list shows it",
            trigger: `body:not(:has(.modal)) ${claim("Runs 8,000 hours")}`,
        },
        ...stepUtils.saveForm(),
        {
            content: "Submit again",
            trigger: ".o_customer_review_alert:visible button[name=action_submit_review]",
            run: "click",
        },
        { content: "It is in review again", trigger: stateIs("In Review") },
    ],
});

registry.category("web_tour.tours").add("publication_accept_quality", {
    steps: () => acceptFor("quality_verdict"),
});

registry.category("web_tour.tours").add("publication_accept_technical", {
    steps: () => acceptFor("technical_verdict"),
});

registry.category("web_tour.tours").add("publication_approve", {
    steps: () => [
        {
            content: "Approve",
            trigger: `${alertWith("In review")} button[name=action_approve_review]`,
            run: "click",
        },
        { content: "It is approved", trigger: stateIs("Approved") },
    ],
});

registry.category("web_tour.tours").add("publication_publish", {
    steps: () => [
        {
            content: "Publish",
            trigger: ".o_statusbar_buttons button[name=action_publish]:enabled",
            run: "click",
        },
        {
            content: "Say where",
            trigger: ".modal .o_field_widget[name=detail] input",
            run: "edit www.example.com/shafts",
        },
        {
            content: "Publish it there",
            trigger: '.modal footer button:visible:contains("Publish")',
            run: "click",
        },
        {
            content: "It is published",
            trigger: `body:not(:has(.modal)) ${stateIs("Published")}`,
        },
        {
            content: "Where it is stands on its tab",
            trigger: ".o_notebook_headers a[name=published]",
            run: "click",
        },
        {
            content: "Where it is stands on its tab",
            trigger: '.o_field_widget[name=placement_ids]:contains("www.example.com/shafts")',
        },
    ],
});

registry.category("web_tour.tours").add("publication_outdated", {
    steps: () => [
        {
            content: "The bar says what changed",
            trigger: alertWith("Outdated"),
        },
        { content: "It is not published any more", trigger: stateIs("Draft") },
        {
            content: "It cannot be published",
            trigger: ".o_form_view:not(:has(button[name=action_publish]:visible))",
        },
    ],
});
