import { Activity } from "@mail/core/web/activity";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";
import { patch } from "@web/core/utils/patch";

/** *Mark Done* takes no decision: it opens the one that an activity asks for. */
const openDecision = () => ({
    async onClickMarkAsDone(ev) {
        const { id, res_model } = this.props.activity;
        if (res_model !== "customer.review") {
            return super.onClickMarkAsDone(ev);
        }
        // An event forgets where it is once we have waited.
        const place = { currentTarget: ev?.currentTarget };
        const { action, orm } = this.env.services;
        const decision = await orm.call("mail.activity", "action_open_decision", [id]);
        if (decision) {
            return action.doAction(decision);
        }
        return super.onClickMarkAsDone(place);
    },
});

patch(Activity.prototype, openDecision());
patch(ActivityListPopoverItem.prototype, openDecision());
