//! What the back office was told to do with one order it does with that order.

use crate::candidate::{Action, ActionName};
use crate::spec::Operation;
use crate::suite::{Await, Step};
use crate::trace::{ActionDone, Event, SoapCall, TriggerFired, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::own_order::{SHORTEST, names, orders};
use super::receipt::document;
use super::text::clip;
use super::trigger::invoice_of;

/// Of several orders the operation is called about the one that the action was told.
pub(super) fn names_order(journey: &Journey<'_>, operation: Operation) -> Judgement {
    let Some(name) = ActionName::ALL.into_iter().find(|name| name.operation() == Some(operation)) else {
        return journey.unobserved(format!("no action leads to {operation}"));
    };
    if !journey.profile.actions.get(name).is_some_and(Action::names_order) {
        let reason =
            format!("`actions.{}` does not say which order it is about; let it hold $order_reference", name.name());
        return Judgement::NotApplicable { reason };
    }
    let asked = asked(journey, name);
    if asked.is_empty() {
        return journey.unobserved("the back office was not told of an order");
    }
    let calls: Vec<_> = journey.calls(operation).collect();
    let about = |reference: &str, call: &SoapCall| invoice_named(journey, call).is_some_and(|named| named == reference);
    let mut evidence: Option<Evidence> = None;
    let mut observed = Vec::new();
    for (asked, told, invoice) in &asked {
        if let Some((event, call)) = calls.iter().find(|(_, call)| about(invoice, call)) {
            evidence = Some(evidence.map_or(Evidence::of(asked), |evidence| evidence.and(asked)).and(event));
            observed.push(named(journey, call));
            continue;
        }
        let others_call = calls.iter().find_map(|(event, call)| {
            let is_other =
                |(_, fired): &(&Event, &TriggerFired)| invoice_of(fired).is_some_and(|other| about(&other, call));
            journey.triggers().find(is_other).map(|(fired, _)| (*event, *call, fired))
        });
        if let Some((event, call, fired)) = others_call.filter(|_| journey.complete().is_some()) {
            return Judgement::broken(
                format!(
                    "The back office is told of one order, and {operation} is called about another one: that customer's order or money \
                     goes, and the one who was meant waits for ever. Take the invoice and the payment from the order that was named, \
                     never from the first or the latest one."
                ),
                expected(operation),
                format!(
                    "told {}, which is invoice {}; called about {}",
                    clip(told),
                    clip(invoice),
                    named(journey, call)
                ),
                [*asked, event, fired].into_iter().chain(payment_told(journey, call).map(|(told, _)| told)),
            );
        }
    }
    if let Some(broken) = crossed(journey, operation, &asked, &calls) {
        return broken;
    }
    if let Some(broken) = calls.iter().find_map(|(event, call)| others_receipt(journey, event, call)) {
        return broken;
    }
    if let Some(evidence) = evidence.filter(|_| observed.len() == asked.len()) {
        return Judgement::pass(evidence, observed.join("; "));
    }
    // Whether the call is made, and right, is another check's business.
    let waited = |step: &Step| matches!(step, Step::Await(Await::Call(awaited)) if *awaited == operation);
    if journey.complete().is_some() || journey.own_failure(waited).is_some() {
        let answer = calls
            .iter()
            .find_map(|(_, call)| call.result_description.as_deref().filter(|_| call.result_code != Some(0)));
        let refused = answer.map(|words| format!(" (SEQR says: “{}”)", clip(words))).unwrap_or_default();
        let reason = format!("the service calls {operation} about no order of this journey{refused}");
        return Judgement::NotApplicable { reason };
    }
    journey.unobserved(format!("{operation} was not called about an order of this journey"))
}

/// Whether each of two orders is called about when the back office was told of the other one. What is called about by itself, and
/// late, can look so for one of them.
fn crossed<'a>(
    journey: &Journey<'a>,
    operation: Operation,
    asked: &[(&'a Event, &'a str, &'a str)],
    calls: &[(&'a Event, &'a SoapCall)],
) -> Option<Judgement> {
    // The call may be made before the back office has answered.
    let begun: Vec<&Event> = asked.iter().filter_map(|(told, ..)| Some(journey.step_at(told.seq)?.1)).collect();
    let answer_to = |at: usize| {
        let until = begun.get(at + 1).map_or(u64::MAX, |next| next.seq);
        let from = begun[at].seq;
        let during = calls.iter().filter(move |(call, _)| from < call.seq && call.seq < until);
        let mut named = during.filter_map(|(event, call)| Some((*event, *call, invoice_named(journey, call)?)));
        named.next()
    };
    if begun.len() != asked.len() || asked.len() < 2 {
        return None;
    }
    let answers: Vec<_> = (0..asked.len()).filter_map(answer_to).collect();
    let is_mixed_up = answers.len() == asked.len()
        && asked.iter().zip(&answers).all(|((.., meant), (.., named))| meant != named)
        && asked.iter().all(|(.., meant)| answers.iter().any(|(.., named)| meant == named));
    is_mixed_up.then(|| {
        let each = asked.iter().zip(&answers).map(|((_, told, meant), (_, call, _))| {
            format!("told {}, which is invoice {}; called about {}", clip(told), clip(meant), named(journey, call))
        });
        let tells = answers.iter().filter_map(|(_, call, _)| Some(payment_told(journey, call)?.0));
        Judgement::broken(
            format!(
                "The back office is told of one order, and {operation} is called about the other one, both times. Take the invoice and \
                 the payment from the order that was named, never from the first or the latest one."
            ),
            expected(operation),
            each.collect::<Vec<_>>().join("; "),
            asked.iter().map(|(told, ..)| *told).chain(begun.iter().copied()).chain(answers.iter().map(|(call, ..)| *call)).chain(tells),
        )
    })
}

/// Whether the document of a receipt names another order, and not the one whose payment it is sent with.
fn others_receipt<'a>(journey: &Journey<'a>, event: &'a Event, call: &'a SoapCall) -> Option<Judgement> {
    let text = document(call)?;
    let invoice = invoice_named(journey, call)?;
    let own = orders(journey).find(|order| order.invoice == invoice)?;
    let number = own.number?;
    let other = orders(journey).find(|order| {
        order.number.is_some_and(|other| other != number && other.len() > SHORTEST && names(&text, other))
    })?;
    let others = clip(other.number.unwrap_or_default());
    (!names(&text, number)).then(|| {
        Judgement::broken(
            format!(
                "The document of a receipt is another order's: `{others}` stands in what is sent with the payment of `{}`. One customer \
                 gets to read what another one bought, and has no receipt of their own. Make the document of the order that was named.",
                clip(number)
            ),
            "no other order in the document of a receipt",
            format!("`{others}` in the document for invoice {}", clip(invoice)),
            [event, own.sent, own.fired, other.sent, other.fired].into_iter().chain(payment_told(journey, call).map(|(told, _)| told)),
        )
    })
}

/// What [`names_order`] looks for.
pub(super) fn expected(operation: Operation) -> String {
    format!("{operation} about the order that was named")
}

/// Every time that the back office was asked for this, what it was told, and the invoice of the order.
fn asked<'a>(journey: &Journey<'a>, name: ActionName) -> Vec<(&'a Event, &'a str, &'a str)> {
    let of_it = |what: &'a What| match what {
        What::Action(ActionDone { name: done, what, invoice_reference: Some(invoice), .. }) if done == name.name() => {
            Some((what.as_str(), invoice.as_str()))
        }
        _ => None,
    };
    journey.each(of_it).map(|(event, (what, invoice))| (event, what, invoice)).collect()
}

/// The invoice that a call is about: named by its own reference, or by that of its payment.
fn invoice_named<'a>(journey: &Journey<'a>, call: &'a SoapCall) -> Option<&'a str> {
    call.invoice_reference.as_deref().or_else(|| payment_told(journey, call).map(|(_, invoice)| invoice))
}

/// Where the service learnt of the payment that a call names, and its invoice.
fn payment_told<'a>(journey: &Journey<'a>, call: &SoapCall) -> Option<(&'a Event, &'a str)> {
    let payment = call.ers_reference.as_deref()?;
    let mut told = journey.calls(Operation::GetPaymentStatus);
    told.find_map(|(event, told)| {
        let is_it = told.ers_reference.as_deref() == Some(payment);
        Some((event, told.invoice_reference.as_deref().filter(|_| is_it)?))
    })
}

fn named(journey: &Journey<'_>, call: &SoapCall) -> String {
    let invoice = invoice_named(journey, call).map_or_else(String::new, |invoice| format!("invoice {}", clip(invoice)));
    match &call.ers_reference {
        Some(payment) => format!("payment {}, {invoice}", clip(payment)),
        None => invoice,
    }
}
