//! Nothing is asked of SEQR before the customer has chosen.

use crate::spec::{Operation, Page};
use crate::trace::{Event, SoapCall, Tapped};
use crate::verdict::{Evidence, Judgement};

use super::call::{at, outcome};
use super::journey::{Customer, Journey, began};

/// No call of the operation before the customer has completed the order. That is the last step of the purchase; where
/// this step only follows a link that needs the call's answer, it is the step before. In between, where the page does
/// not say which it is, a person has to look.
pub(super) fn not_before(journey: &Journey<'_>, operation: Operation) -> Judgement {
    let mut evidence: Option<Evidence> = None;
    let mut review = None;
    for customer in journey.customers() {
        let last = journey.taps("buy").find(|(event, tapped)| tapped.last && customer.saw(event));
        let calls = || journey.calls(operation).filter(|(event, _)| customer.saw(event));
        for (event, call) in calls() {
            match when(journey, &customer, last, event, call) {
                When::Early => return early(operation, event, call, last.map(|(tap, _)| tap)),
                When::Unclear => {
                    review = review.or(Some(Evidence::of(event).and_all(last.map(|(tap, _)| tap))));
                }
                When::Chosen => {}
            }
        }
        if let Some((opened, window)) = window(journey, &customer, last.map(|(tap, _)| tap)) {
            evidence = Some(evidence.unwrap_or(Evidence::of(opened)).and(opened).and(window));
        }
    }
    match (review, evidence) {
        (Some(evidence), _) => Judgement::Review {
            message: format!(
                "{operation} is called before the last step of the purchase. That is right if the customer has completed \
                 the order by then; look at the views of this journey."
            ),
            evidence,
        },
        (None, Some(evidence)) => Judgement::pass(evidence, format!("no {operation} before the choice")),
        (None, None) => journey.unobserved("the order page was not watched up to the customer's choice"),
    }
}

/// When a call was made, seen from the customer's choice.
enum When {
    Early,
    Unclear,
    Chosen,
}

fn when(
    journey: &Journey<'_>,
    customer: &Customer<'_>,
    last: Option<(&Event, &Tapped)>,
    event: &Event,
    call: &SoapCall,
) -> When {
    let after = |tap: &Event| began(event, call) >= tap.at_ms;
    let Some((last, _)) = last else {
        // A purchase that stops on its way does not tell what its last step would have been.
        let under_way = journey.taps("buy").any(|(tap, _)| customer.saw(tap) && after(tap));
        return if under_way { When::Chosen } else { When::Early };
    };
    if after(last) {
        return When::Chosen;
    }
    let step = |event: &Event| journey.step_at(event.seq).map(|(step, _)| step);
    let steps = || {
        let earlier = journey.taps("buy").filter(|(tap, _)| customer.saw(tap) && tap.seq < last.seq);
        earlier.filter(|(tap, _)| step(tap) == step(last))
    };
    let typed_later = steps().any(|(tap, tapped)| tapped.action.starts_with("fill") && tap.seq > event.seq);
    let previous = steps().filter(|(_, tapped)| !tapped.action.starts_with("fill")).last();
    if typed_later || !previous.is_some_and(|(tap, _)| after(tap)) {
        return When::Early;
    }
    let by_link = journey
        .triggers()
        .find(|(fired, _)| fired.seq > last.seq)
        .is_some_and(|(_, fired)| fired.by.as_deref() == Some("link"));
    if by_link { When::Chosen } else { When::Unclear }
}

/// The load of the order page, and what shows that it stood open for a while or to the customer's choice.
fn window<'a>(
    journey: &Journey<'a>,
    customer: &Customer<'a>,
    choice: Option<&'a Event>,
) -> Option<(&'a Event, &'a Event)> {
    let (opened, _) =
        journey.openings(Page::Order).find(|(event, opened)| customer.saw(event) && opened.problem.is_none())?;
    let watched =
        || journey.watched().map(|(event, _)| event).find(|event| customer.saw(event) && opened.seq < event.seq);
    Some((opened, choice.or_else(watched)?))
}

fn early(operation: Operation, event: &Event, call: &SoapCall, choice: Option<&Event>) -> Judgement {
    Judgement::broken(
        format!(
            "{operation} is called before the customer has chosen. Call it when the customer completes the order, not when \
             the page is opened."
        ),
        format!("no {operation} before the last `buy` step"),
        format!("{operation} at {}, {}", at(event), outcome(call)),
        std::iter::once(event).chain(choice),
    )
}
