//! A customer who chooses something else is sent to pay what they chose last.

use crate::suite::Step;
use crate::trace::Event;
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::money::{Number, numbers};
use super::own_choice::{Bought, NOT_THE_SAME, bought};
use super::text::clip_reason;

/// What [`followed`] looks for.
pub(super) const EXPECTED: &str = "the total of what the customer has chosen last";

/// The invoice of a customer who was sent to pay one choice, and then chose the other, asks for what the other costs. What
/// that is shows a customer who chose nothing else. A cart may keep both, and then nothing is said.
pub(super) fn followed(journey: &Journey<'_>) -> Judgement {
    let bought = bought(journey);
    let changed = |(index, later): (usize, &'_ Bought<'_>)| {
        let is_former = |one: &&Bought<'_>| one.order.token == later.order.token && one.other != later.other;
        bought[..index].iter().rposition(|one| is_former(&one)).map(|former| (former, index))
    };
    let Some((former, later)) = bought.iter().enumerate().find_map(changed) else {
        let purchases = journey.steps(|step| matches!(step, Step::Buy(_))).count();
        let stopped = journey.own_failure(|step| matches!(step, Step::Buy(_)));
        if let Some(stopped) = stopped.filter(|_| bought.len() + 1 == purchases) {
            let why = clip_reason(stopped.message);
            let reason = format!("nobody can choose something else who was sent to pay already: {why}");
            return Judgement::NotApplicable { reason };
        }
        return journey.unobserved("nobody was sent to pay one choice, and then the other");
    };
    let (former, later) = (&bought[former], &bought[later]);
    let Some(others) = bought.iter().find(|one| one.order.token != later.order.token && one.other == later.other)
    else {
        return journey.unobserved("what the other choice costs was not seen of another customer");
    };
    let cited = [former.called, later.called, others.called, former.order.fired, later.order.fired, others.order.fired];
    if others.total == former.total {
        return Judgement::NotApplicable { reason: "an order by `buy_other` costs what one by `buy` costs".to_owned() };
    }
    if later.total == others.total {
        return Judgement::pass(
            Evidence::of(later.called).and_all(cited),
            format!("{} at first, {} in the end", former.total, later.total),
        );
    }
    if later.total == former.total {
        // A page may keep what was chosen before, and says so.
        let (seen, shown) = shown(journey, later);
        if !shown.iter().any(|number| number.is(others.total)) || shown.iter().any(|number| number.is(former.total)) {
            return Judgement::Review {
                message: format!(
                    "A customer who has gone back and chosen something else is sent to pay {} again, which is what the former choice \
                     costs; another customer pays {} for the other one. See whether the page says that it keeps the first choice.",
                    former.total, others.total
                ),
                evidence: Evidence::of(later.called).and_all(cited).and_all(seen),
            };
        }
        return Judgement::broken(
            "A customer who has gone back and chosen something else is sent to pay their former choice. Where the choice \
             changes, send another invoice, or change the open one by updateInvoice, before the trigger is fired.",
            EXPECTED,
            format!("{} again; the page shows {}, which is what others pay", later.total, others.total),
            cited.into_iter().chain(seen),
        );
    }
    Judgement::NotApplicable { reason: NOT_THE_SAME.to_owned() }
}

/// The numbers that the order page showed last before the customer was sent to pay.
fn shown<'a>(journey: &Journey<'a>, later: &Bought<'a>) -> (Option<&'a Event>, Vec<Number>) {
    let before = journey.order_texts().take_while(|(event, ..)| event.seq < later.order.fired.seq);
    let Some((event, _, text)) = before.filter(|(_, token, _)| *token == later.order.token).last() else {
        return (None, Vec::new());
    };
    (Some(event), numbers(text, ""))
}
