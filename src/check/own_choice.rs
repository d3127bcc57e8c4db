//! What a customer pays is what this customer chose, whatever others choose meanwhile.

use rust_decimal::Decimal;

use crate::suite::Step;
use crate::trace::Event;
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::own_order::{Order, orders};
use super::price::asked;
use super::text::{clip, clip_reason};
use super::typed::typed;

/// What [`charged`] looks for.
pub(super) const EXPECTED: &str = "the same total for the same choice, whatever others choose";

/// Why nothing can be said of a choice.
pub(super) const NOT_THE_SAME: &str = "the same choice does not cost the same every time; where the page keeps what was chosen \
                                       before, begin `buy` with a `tap_if_there:` that empties it";

/// What is wrong with an invoice, and how it is mended.
const OTHERS_CHOICE: &str = "A customer is sent to pay what another one chose, who chose it while this one was thinking it over. \
                             Keep what is chosen with the TOKEN of the customer, or have the page send it along, and nowhere else.";
const OTHERS_WORDS: &str = "A customer's invoice says what another one typed: somebody pays for what is another's. Keep what is \
                            typed with the TOKEN of the customer, or have the page send it along, and nowhere else.";
const ADDED_UP: &str = "A customer is sent to pay what another one chose, on top of their own choice: there is one cart for \
                        everybody. Keep a cart for each TOKEN.";

/// An order with its total, and by which list of the profile it was chosen.
pub(super) struct Bought<'a> {
    pub(super) order: Order<'a>,
    /// The call that said last what is to be paid, before its customer was sent there.
    pub(super) called: &'a Event,
    pub(super) total: Decimal,
    pub(super) other: bool,
}

/// The first customer of each choice shows what it costs; whoever chooses the same later is not charged what somebody else
/// chose, nor for both. Prices may change for other reasons, and then nothing is said.
pub(super) fn charged(journey: &Journey<'_>) -> Judgement {
    let bought = bought(journey);
    let mut evidence: Option<Evidence> = None;
    let mut observed = String::new();
    for (index, later) in bought.iter().enumerate() {
        let earlier = &bought[..index];
        if let Some((other, typed, field)) = words_of_another(journey, earlier, later) {
            return Judgement::broken(
                OTHERS_WORDS,
                "nothing on an invoice that only another customer has typed",
                format!("`{}` in {field}, which the customer of another invoice has typed", clip(typed)),
                [other.order.sent, other.order.fired, later.called, later.order.fired],
            );
        }
        let Some(first) = earlier.iter().find(|first| first.other == later.other && is_another(first, later)) else {
            continue;
        };
        let others: Vec<&Bought<'_>> = earlier.iter().filter(|one| is_another(one, later)).collect();
        let wrong = if later.total == first.total {
            None
        } else if let Some(other) = others.iter().find(|one| one.other != later.other && one.total == later.total) {
            Some((OTHERS_CHOICE, *other))
        } else {
            others.iter().find(|one| one.total + first.total == later.total).map(|one| (ADDED_UP, *one))
        };
        if let Some((message, other)) = wrong {
            return Judgement::broken(
                message,
                EXPECTED,
                format!(
                    "{} for what costs {}; another customer's invoice asks for {}",
                    later.total, first.total, other.total
                ),
                [first.called, other.called, later.called, first.order.fired, other.order.fired, later.order.fired],
            );
        }
        if later.total == first.total {
            observed = format!("{} both times", clip(&later.total.to_string()));
            let these = Evidence::of(first.called).and_all([later.called, first.order.fired, later.order.fired]);
            evidence = Some(evidence.map_or(these.clone(), |evidence| evidence.with(these)));
        }
    }
    let (others, own): (Vec<_>, Vec<_>) = bought.iter().partition(|one| one.other);
    if others.first().zip(own.first()).is_some_and(|(other, own)| other.total == own.total) {
        return Judgement::inconclusive(
            "an order by `buy_other` costs what one by `buy` costs: either it chooses nothing of another price, or the service \
             charges everybody for what the first one chose",
            bought.iter().map(|one| one.called),
        );
    }
    if let Some(doubt) = cannot_go_on(journey) {
        return doubt;
    }
    let purchases = journey.steps(|step| matches!(step, Step::Buy(buying) if !buying.breaks_off())).count();
    match evidence {
        Some(evidence) if bought.len() >= purchases => Judgement::pass(evidence, observed),
        None if journey.own_failure(|step| matches!(step, Step::Buy(_))).is_none()
            && journey.complete().is_some()
            && bought.len() > 1 =>
        {
            Judgement::NotApplicable { reason: NOT_THE_SAME.to_owned() }
        }
        _ => journey.unobserved("no two customers were sent to pay an invoice with a total for the same choice"),
    }
}

/// Whether a customer who was interrupted by another one cannot do what somebody could whom nobody interrupted.
fn cannot_go_on(journey: &Journey<'_>) -> Option<Judgement> {
    let stopped = journey.own_failure(|step| matches!(step, Step::Buy(buying) if buying.go_on))?;
    let Some(Step::Buy(interrupted)) = stopped.step.and_then(|step| journey.case.steps.get(step)) else { return None };
    let is_same = |step: &Step| matches!(step, Step::Buy(buying) if buying.other == interrupted.other && !buying.go_on && !buying.breaks_off());
    let done = journey.steps(is_same).find_map(|step| journey.done(step))?;
    let why = clip_reason(stopped.message);
    Some(Judgement::inconclusive(
        format!(
            "a customer who was thinking it over while another one chose cannot go on, as somebody could whom nobody interrupted: {}. Either \
             what is chosen is not kept with the TOKEN, or both want the last of one thing, and should choose others in candidate.yaml",
            why.trim_end_matches('.')
        ),
        [done, stopped.event],
    ))
}

fn is_another(one: &Bought<'_>, later: &Bought<'_>) -> bool {
    one.order.token != later.order.token && one.order.invoice != later.order.invoice
}

/// The orders with their totals, where SEQR could read one.
pub(super) fn bought<'a>(journey: &Journey<'a>) -> Vec<Bought<'a>> {
    let chosen = |order: Order<'a>| {
        let (called, total, _) = asked(journey, order.fired, order.invoice)?;
        let (step, _) = journey.step_at(order.fired.seq)?;
        match journey.case.steps.get(step)? {
            Step::Buy(buying) => Some(Bought { other: buying.other, order, called, total }),
            _ => None,
        }
    };
    orders(journey).filter_map(chosen).collect()
}

/// What `buy` or `buy_other` of the profile types that could be known again.
fn known_again<'a>(journey: &Journey<'a>, other: bool) -> impl Iterator<Item = &'a str> {
    const SHORT: usize = 4;
    typed(journey.profile, other).filter(|text| {
        text.chars().count() >= SHORT && !text.contains('$') && text.contains(|letter: char| letter.is_alphabetic())
    })
}

/// A customer before this one who chose otherwise, something that only they have typed, and where it stands in this one's
/// invoice.
fn words_of_another<'b, 'a>(
    journey: &Journey<'a>,
    earlier: &'b [Bought<'a>],
    later: &Bought<'a>,
) -> Option<(&'b Bought<'a>, &'a str, &'a str)> {
    let other = earlier.iter().find(|one| is_another(one, later) && one.other != later.other)?;
    // What stands on invoices in any case shows whoever chose the same first.
    let first = earlier.iter().find(|one| one.other == later.other)?;
    let invoice_of = |bought: &Bought<'a>| {
        let (_, call) = journey.soap().find(|(event, _)| event.seq == bought.called.seq)?;
        Some(call.request.iter().filter(|field| field.path.starts_with("invoice/")))
    };
    let usual: Vec<&str> = invoice_of(first)?.filter_map(|field| field.value).collect();
    let own: Vec<&str> = known_again(journey, later.other).collect();
    let foreign: Vec<&str> = known_again(journey, other.other)
        .filter(|text| !own.iter().chain(&usual).any(|known| known.contains(text)))
        .collect();
    invoice_of(later)?.find_map(|field| {
        let value = field.value?;
        let found = foreign.iter().find(|text| value.contains(*text))?;
        Some((other, *found, field.path))
    })
}
