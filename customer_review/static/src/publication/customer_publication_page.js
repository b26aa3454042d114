import { Component, onWillStart, onWillUpdateProps, useState, xml } from "@odoo/owl";
import { generatePdfThumbnail } from "@mail/utils/common/pdf_thumbnail";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { url } from "@web/core/utils/urls";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// A page that was drawn once is not drawn again while the browser stays open.
const drawn = new Map();

/** The first page of a publication's file, or its picture; a click opens the file. */
export class PublicationPage extends Component {
    static template = xml`
        <a
            t-if="file"
            class="o_customer_publication_page"
            t-att-class="{o_customer_publication_page_large: props.large}"
            t-att-href="address"
            t-att-title="file.display_name"
            target="_blank"
            t-on-click.stop=""
        >
            <img t-if="state.source" t-att-src="state.source" t-att-alt="file.display_name"/>
            <i t-else="" class="fa fa-file-text-o fa-3x text-muted" t-att-title="file.display_name"/>
        </a>
        <span t-else="" class="o_customer_publication_page">
            <i class="fa fa-file-o fa-3x text-muted" t-att-title="nothing"/>
        </span>`;
    static props = { ...standardFieldProps, large: { type: Boolean, optional: true } };

    setup() {
        this.state = useState({ source: false });
        this.nothing = _t("No picture or PDF yet");
        onWillStart(() => this.show(this.props));
        onWillUpdateProps((props) => this.show(props));
    }

    get file() {
        return this.props.record.data[this.props.name];
    }

    get address() {
        return url(`/web/content/${this.file.id}`);
    }

    show(props) {
        const file = props.record.data[props.name];
        if (this.shown === file?.id) {
            return;
        }
        this.shown = file?.id;
        this.state.source = false;
        if (file) {
            // The page comes when it is drawn; nothing waits for it.
            this.draw(file.id, props.large ? 480 : 96);
        }
    }

    async draw(id, width) {
        const key = `${id},${width}`;
        if (!drawn.has(key)) {
            drawn.set(key, this.load(id, width));
        }
        const source = await drawn.get(key);
        if (this.shown === id) {
            this.state.source = source;
        }
    }

    async load(id, width) {
        const height = Math.round(width * 1.42);
        const picture = url(`/web/image/${id}/${width}x${height}`);
        const response = await fetch(url(`/web/content/${id}`), { method: "HEAD" });
        if (response.headers.get("Content-Type")?.startsWith("image/")) {
            return picture;
        }
        const { thumbnail } = await generatePdfThumbnail(url(`/web/content/${id}`), {
            width,
            height,
        });
        return thumbnail ? `data:image/jpeg;base64,${thumbnail}` : false;
    }
}

registry.category("fields").add("customer_publication_page", {
    component: PublicationPage,
    supportedTypes: ["many2one"],
    extractProps: ({ options }) => ({ large: Boolean(options.large) }),
});
