//! The way back through the views before the payment.

use crate::spec::Page;
use crate::suite::Step;
use crate::trace::{Event, View};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, clip_reason, count};

const EXPECTED: &str = "a visible way back in every view after the first, leading to the first";

/// Every view after the first shows the way back, and going back ends at the first view.
pub(super) fn way_back(journey: &Journey<'_>) -> Judgement {
    let profile = journey.profile;
    if profile.views_before_payment < 2 {
        return Judgement::NotApplicable { reason: "the service has one view before the payment".to_owned() };
    }
    let views: Vec<_> = journey.views(Page::Order).collect();
    let last = views.iter().find(|(_, view)| view.last_before_payment);
    let Some((last_event, _)) = last else {
        return journey.unobserved("the last view before the payment was not reached");
    };
    let Some(back) = &profile.back else {
        return Judgement::broken(
            format!(
                "The service has {} views before the payment and declares no way back through them. iPhones have no \
                 back button: build a control, and name it in the profile's `back:`.",
                profile.views_before_payment
            ),
            EXPECTED,
            "no `back:` in the profile",
            [*last_event],
        );
    };
    let taps: Vec<&Event> = journey.taps("back").map(|(event, _)| event).collect();
    // After as many taps as there are views to go back through, the first should have come.
    let between = |event: &Event| {
        let gone_back = taps.iter().filter(|tap| tap.seq < event.seq).count();
        u32::try_from(gone_back).is_ok_and(|gone_back| gone_back + 1 < profile.views_before_payment)
    };
    if let Some((event, view)) = views.iter().find(|(event, view)| lacks_back(view) && between(event)) {
        return Judgement::broken(
            format!(
                "The way back `{}` is not visible in view {} of the order page ({}). Show it in every view after the first.",
                clip(back),
                view.number,
                clip(&view.moment)
            ),
            EXPECTED,
            format!("`{}` is not visible", clip(back)),
            [*event],
        );
    }
    let after: Vec<&(&Event, &View)> =
        views.iter().filter(|(event, _)| taps.first().is_some_and(|tap| event.seq > tap.seq)).collect();
    if let Some((event, _)) = after.iter().find(|(_, view)| view.first_step_usable == Some(true)) {
        let evidence = Evidence::of(last_event).and_all(taps.iter().copied()).and(event);
        return Judgement::pass(evidence, format!("{} back to the first view", count(taps.len(), "tap")));
    }
    let failure = journey.own_failure(|step| matches!(step, Step::GoBack(_)));
    if let Some(failure) = failure {
        return Judgement::broken(
            format!("Going back from the last view fails: {}", clip_reason(failure.message)),
            EXPECTED,
            clip_reason(failure.message),
            [*last_event, failure.event],
        );
    }
    let gone_back = journey.steps(|step| matches!(step, Step::GoBack(_))).any(|step| journey.done(step).is_some());
    match after.last() {
        Some((event, view)) if gone_back && view.first_step_usable == Some(false) => Judgement::broken(
            format!(
                "`{}` does not lead back to the first view: after {}, the first control of that view cannot be used. Let it \
                 lead to the view before, with the TOKEN and what the customer chose.",
                clip(back),
                count(taps.len(), "tap")
            ),
            EXPECTED,
            format!("after going back the page is at {}", clip(&view.url)),
            [*last_event, *event],
        ),
        _ => journey.unobserved("what going back leads to was not recorded"),
    }
}

/// Whether this is a view after the first without a way back. A view where the first step can be done is the first.
pub(super) fn lacks_back(view: &View) -> bool {
    view.back_visible == Some(false)
        && (view.last_before_payment || view.number > 1)
        && view.first_step_usable != Some(true)
}
