//! What a customer must find on every screen: the way back, the price, and important information.

use crate::check::journey::Journey;
use crate::check::money::{numbers, plain};
use crate::check::navigation::lacks_back;
use crate::check::price::asked;
use crate::check::receipt::{bare, holds, kept_by_seqr, wanted_after_payment};
use crate::check::text::clip;
use crate::check::trigger::last_payment;
use crate::spec::{NARROWEST_SCREEN, Page};
use crate::trace::{Event, Layout, View};
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, judge};

/// On every screen the way back is visible in each view after the first.
pub(in crate::check) fn back_visible(journey: &Journey<'_>) -> Judgement {
    let profile = journey.profile;
    let Some(back) = profile.back.as_deref().filter(|_| profile.views_before_payment > 1) else {
        return Judgement::NotApplicable {
            reason: "the profile declares no `back:`; where one is needed, navigation.way-back says so".to_owned(),
        };
    };
    let absent = || Fault::of_page(format!("`{}` is not visible", clip(back)));
    judge(
        journey,
        &Rule {
            page: Page::Order,
            screens: |_| true,
            measured: &|_| true,
            faults: &|view, _| if lacks_back(view) { vec![absent()] } else { Vec::new() },
            wrong: "The way back of the order page is not visible",
            mend: "Show it in every view after the first, uncovered, on small screens too.",
            expected: format!("`{}` visible in every view after the first", clip(back)),
        },
    )
}

/// On every screen the success page shows what must not get lost, without a tap. What SEQR's receipt keeps need not be there.
pub(in crate::check) fn receipt_visible(journey: &Journey<'_>) -> Judgement {
    let wanted = match wanted_after_payment(journey) {
        Ok(wanted) => wanted,
        Err(missing) => return journey.unobserved(missing),
    };
    if let Some(kept) = kept_by_seqr(journey, &wanted) {
        return kept;
    }
    let hidden = |view: &View, layout: &Layout| {
        let seen = layout.texts.as_ref().and_then(|texts| texts.seen.as_deref()).unwrap_or_default();
        !(holds(&view.text, &wanted.text) && is_seen(seen, &wanted.text))
    };
    let absent = || Fault::of_page(format!("`{}` is not to be seen", clip(&wanted.text)));
    judge(
        journey,
        &Rule {
            page: Page::Success,
            screens: |_| true,
            measured: &|layout| layout.texts.as_ref().is_some_and(|texts| texts.seen.is_some()),
            faults: &|view, layout| if hidden(view, layout) { vec![absent()] } else { Vec::new() },
            wrong: "The success page does not show what the customer must keep",
            mend: "Show it as text that needs no tap: not folded away, not cut, not transparent.",
            expected: format!("`{}` on the success page", clip(&wanted.text)),
        },
    )
}

/// The last view before the payment shows the total that the invoice asks for without a tap on the narrowest screen, too, where
/// it says it at all.
pub(in crate::check) fn price_visible(journey: &Journey<'_>) -> Judgement {
    let Some((fired, reference)) = last_payment(journey) else {
        return journey.unobserved("no payment trigger was recorded");
    };
    let Some((called, total, currency)) = asked(journey, fired, &reference) else {
        let was_sent = journey.soap().any(|(_, call)| call.invoice_reference.as_deref() == Some(&reference));
        return if was_sent {
            Judgement::NotApplicable { reason: "the invoice has no total that can be read".to_owned() }
        } else {
            journey.unobserved("the invoice to which the customer was sent was not seen")
        };
    };
    let last: Vec<_> = journey.views(Page::Order).filter(|(_, view)| view.last_before_payment).collect();
    let said: Vec<(&Event, String)> = last
        .iter()
        .flat_map(|(event, view)| numbers(&view.text, &currency).into_iter().map(|number| (*event, number)))
        .filter(|(_, number)| number.is(total))
        .map(|(event, number)| (event, digits(&number.written)))
        .collect();
    if said.is_empty() && !last.is_empty() {
        let reason = "the last view before the payment does not say the total; `price-shown` tells whether it has to";
        return Judgement::NotApplicable { reason: reason.to_owned() };
    }
    let hidden = |view: &View, layout: &Layout| {
        let seen = digits(layout.texts.as_ref().and_then(|texts| texts.seen.as_deref()).unwrap_or_default());
        view.last_before_payment && !said.iter().any(|(_, amount)| seen.contains(amount))
    };
    let absent = || Fault::of_page(format!("{total} {} is not to be seen", clip(&currency)));
    judge(
        journey,
        &Rule {
            page: Page::Order,
            screens: |screen| *screen == NARROWEST_SCREEN,
            measured: &|layout| layout.texts.as_ref().is_some_and(|texts| texts.seen.is_some()),
            faults: &|view, layout| if hidden(view, layout) { vec![absent()] } else { Vec::new() },
            wrong: "The last view before the payment does not let the customer read what they will pay",
            mend: "Show the total as text that needs no tap: not folded away, not cut, not transparent.",
            expected: format!("{total} {} before the payment", clip(&currency)),
        },
    )
    .citing([fired, called].into_iter().chain(said.iter().map(|(event, _)| *event)))
}

/// The digits alone: people hear one writing of an amount and see another, and its parts may stand in several elements.
fn digits(text: &str) -> String {
    text.chars().map(plain).filter(char::is_ascii_digit).collect()
}

/// Whether the text is among those that were seen. Elements may divide it, so white space does not count.
fn is_seen(seen: &str, wanted: &str) -> bool {
    bare(seen).to_lowercase().contains(&bare(wanted).to_lowercase())
}
