import { Component, useEffect, useRef, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Writes to the title of each tab of a form how much it holds, and marks the tabs where
 * something is missing for the next step. The value is `{tab: {count, missing}}`.
 */
export class ComplaintTabs extends Component {
    static template = xml`<span class="d-none" t-ref="root"/>`;
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        useEffect(() => this.markTabs());
    }

    get marks() {
        return this.props.record.data[this.props.name] || {};
    }

    markTabs() {
        const form = this.root.el.closest(".o_form_view");
        for (const [name, { count, missing }] of Object.entries(this.marks)) {
            const tab = form?.querySelector(`.o_notebook_headers a[name=${name}]`);
            if (!tab) {
                continue;
            }
            tab.dataset.complaintCount = count || "";
            tab.classList.toggle("o_complaint_tab_missing", missing);
            tab.title = missing ? _t("Something is missing here for the next step") : "";
        }
    }
}

registry.category("fields").add("customer_complaint_tabs", {
    component: ComplaintTabs,
    supportedTypes: ["json"],
});
