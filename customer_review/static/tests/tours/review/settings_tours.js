import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("review_settings", {
    steps: () => [
        {
            content: "Open the configuration",
            trigger:
                "button[data-menu-xmlid='customer_review.customer_review_menu_configuration']",
            run: "click",
        },
        {
            content: "Open the settings",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='customer_review.customer_review_menu_settings']",
            run: "click",
        },
        {
            content: "Sign every decision",
            trigger:
                ".o_field_widget[name=review_signing] .o_radio_item:contains('every decision') input",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger:
                "body:not(:has(.o_dirty_warning)) .o_field_widget[name=review_signing] .o_radio_item:contains('every decision') input:checked",
        },
    ],
});
