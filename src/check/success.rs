//! Success is shown only for what SEQR reports as paid.

use std::collections::BTreeSet;

use crate::spec::{InvoiceStatus, Page};
use crate::suite::Step;
use crate::trace::{Event, PageOpened, SoapCall, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::{Customer, Journey};
use super::page::{Visit, end_of_visit, text_of};
use super::text::{clip, clip_apart, fold};
use super::trigger::invoice_of;
use super::unpaid;

/// What is wrong, and what was expected, where the order of another customer is shown.
const OTHERS_ORDER: (&str, &str) = (
    "The success page shows a customer the order of another one, whose invoiceReference stands in the fragment behind \
     this customer's TOKEN. References can be guessed: find orders by the TOKEN, and take the reference only to choose \
     among the orders of this TOKEN.",
    "no word of another customer's order",
);

/// The same where it does not matter who has paid.
const PAID_OR_NOT: (&str, &str) = (
    "The success page says the same whether or not SEQR reports PAID: either anyone who opens its address gets what they \
     did not pay for, or whoever has paid is not told so. Have the service's backend ask getPaymentStatus about this \
     customer's invoice, and show success for PAID, and for nothing else.",
    "another text for a customer who has not paid",
);

/// The success page of a customer who paid says something, and of one who did not, something else.
pub(super) fn only_when_paid(journey: &Journey<'_>) -> Judgement {
    let (mut paid, mut unpaid) = (Vec::new(), Vec::new());
    let loaded = |(event, opened): &(&Event, &PageOpened)| opened.problem.is_none() && journey.is_over(event);
    for (opening, opened) in journey.openings(Page::Success).filter(loaded) {
        if is_paid(journey, opening.seq, opened) {
            paid.push(Visit::whole(journey, opening, opened));
        } else {
            unpaid.push(Visit::up_to(end_of_unpaid(journey, opening, opened), opening, opened));
        }
    }
    let words = |visit: &Visit<'_>| words(journey, visit.text(journey));
    let paid = paid.last();
    if let Some(with) = paid
        && with.text(journey).trim().is_empty()
    {
        return Judgement::broken(
            "The success page says nothing after a payment. Tell the customer that they have paid.",
            "a text after a payment that SEQR reports as PAID",
            "an empty page",
            with.events(journey),
        );
    }
    if let Some(with) = paid {
        let same: Vec<_> = unpaid.iter().filter(|without| words(without) == words(with)).collect();
        let others = same.iter().find(|without| is_others(journey, without.opened));
        let (message, expected) = if others.is_some() { OTHERS_ORDER } else { PAID_OR_NOT };
        if let Some(without) = others.or(same.first()) {
            return Judgement::broken(
                message,
                expected,
                format!(
                    "“{}” to a customer who has paid, and to one {}",
                    clip(without.text(journey)),
                    unpaid::how(journey, without.opening, without.opened)
                ),
                // Which words are references, the messages show.
                with.events(journey).chain(without.events(journey)).chain(named_in(journey, [with, without])),
            );
        }
    }
    match (paid, unpaid.first()) {
        (Some(with), Some(without)) => Judgement::pass(
            Evidence::of(with.opening).and_all(unpaid.iter().map(|visit| visit.opening)),
            format!("paid: “{}”; not paid: “{}”", clip(with.text(journey)), clip(without.text(journey))),
        ),
        (None, _) => journey.unobserved("no success page was opened after a payment"),
        (_, None) => journey.unobserved("no success page was opened without a payment"),
    }
}

/// Whether the fragment names the invoice of another customer.
fn is_others(journey: &Journey<'_>, opened: &PageOpened) -> bool {
    let Some((_, reference)) = opened.requested.rsplit_once('_').filter(|_| has_reference(opened)) else {
        return false;
    };
    let mut others = journey.customers().into_iter().filter(|customer| customer.token != opened.token);
    others.any(|other| invoices_of(journey, &other).contains(reference))
}

/// The messages whose references stand in the texts of these visits.
fn named_in<'a>(journey: &Journey<'a>, visits: [&Visit<'a>; 2]) -> Vec<&'a Event> {
    let texts = visits.map(|visit| visit.text(journey));
    let names = |call: &SoapCall| references(call).any(|reference| texts.iter().any(|text| text.contains(reference)));
    journey.soap().filter(|(_, call)| names(call)).map(|(event, _)| event).collect()
}

/// Where a visit that began without a payment ends or gets one.
fn end_of_unpaid(journey: &Journey<'_>, opening: &Event, opened: &PageOpened) -> u64 {
    let end = end_of_visit(journey, opening);
    let payments = journey.events.iter().filter(|event| {
        (opening.seq..end).contains(&event.seq)
            && matches!(&event.what, What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid)
    });
    payments.map(|event| event.seq).find(|seq| is_paid(journey, *seq, opened)).unwrap_or(end)
}

/// The success page of a customer who paid says the same for both forms of its fragment.
pub(super) fn forms_alike(journey: &Journey<'_>) -> Judgement {
    let (fulls, plain): (Vec<_>, Vec<_>) =
        openings_after_payment(journey).partition(|(_, opened)| has_reference(opened));
    let Some(plain) = plain.last().filter(|_| !fulls.is_empty()) else {
        return journey.unobserved("the success page was not opened with both forms of its fragment after a payment");
    };
    let alike = Alike {
        message: "After a payment the success page says something else when its fragment is TOKEN_INVOICEREFERENCE than when it is \
                  the TOKEN alone. The app uses both forms: take what stands before the underscore as the TOKEN, and find the order \
                  by it.",
        expected: FORMS_ALIKE,
        seen: "in both forms",
        names: ["with the reference", "without"],
    };
    alike.judge(journey, &fulls, *plain)
}

/// What [`forms_alike`] looks for.
pub(super) const FORMS_ALIKE: &str = "the same text for both forms of the success page's fragment";

/// What [`told_anywhere`] looks for.
pub(super) const TOLD_ANYWHERE: &str = "the same text on a phone that remembers nothing of the order";

/// The success page of a customer who paid says the same in a web view that was not there when they ordered.
pub(super) fn told_anywhere(journey: &Journey<'_>) -> Judgement {
    let left = journey.steps(|step| matches!(step, Step::Leave(_))).find_map(|step| journey.done(step));
    let Some(left) = left else { return journey.unobserved("the customer did not close the web view") };
    let (before, after): (Vec<_>, Vec<_>) =
        openings_after_payment(journey).partition(|(event, _)| event.seq < left.seq);
    let Some(after) = after.last().filter(|_| !before.is_empty()) else {
        return journey.unobserved("the success page was not opened in two web views after a payment");
    };
    let alike = Alike {
        message: "After a payment the success page says something else in a web view that does not remember the order. Phones end \
                  apps that are not looked at, and cookies of a session are gone then: find the order by the TOKEN in the fragment, \
                  and by nothing else.",
        expected: TOLD_ANYWHERE,
        seen: "in both web views",
        names: ["at first", "in the other web view"],
    };
    alike.judge(journey, &before, *after).citing([left])
}

type Opening<'a> = (&'a Event, &'a PageOpened);

/// The success page after a payment, where it loaded. A page may ask SEQR while it is open; what it says in the end counts.
fn openings_after_payment<'a>(journey: &Journey<'a>) -> impl Iterator<Item = Opening<'a>> {
    journey.openings(Page::Success).filter(|(event, opened)| {
        opened.problem.is_none() && journey.is_over(event) && is_paid(journey, event.seq, opened)
    })
}

/// How it is told that two openings say the same, or not.
struct Alike {
    message: &'static str,
    expected: &'static str,
    seen: &'static str,
    /// Which of both texts is which.
    names: [&'static str; 2],
}

impl Alike {
    /// Whether the last one of some openings that are alike says what the other one says.
    fn judge(&self, journey: &Journey<'_>, openings: &[Opening<'_>], (other_at, other): Opening<'_>) -> Judgement {
        let Some((last_at, last)) = openings.last() else {
            return journey.unobserved("the success page was not opened");
        };
        let (first, second) = (text_of(journey, last_at, last), text_of(journey, other_at, other));
        let said = words(journey, second);
        let pass = |at: &Event, text: &str| {
            Judgement::pass(Evidence::of(at).and(other_at), format!("“{}” {}", clip(text), self.seen))
        };
        if words(journey, first) == said {
            return pass(last_at, first);
        }
        // The first load may have come before the service knew of the payment.
        if let Some((again_at, again)) = openings.iter().skip(1).rev().nth(1) {
            let former = words(journey, text_of(journey, again_at, again));
            if former == said {
                return pass(again_at, second);
            }
            if former != words(journey, first) && resembles(&said, &former) {
                let reason = "the success page says something else every time that it is opened";
                return Judgement::NotApplicable { reason: reason.to_owned() };
            }
        }
        let ([first, second], [one, another]) = (clip_apart(first, second), self.names);
        Judgement::broken(
            self.message,
            self.expected,
            format!("{one}: “{first}”; {another}: “{second}”"),
            [*last_at, other_at],
        )
    }
}

/// Whether more than half of the words of one text stand in the other.
fn resembles(one: &str, other: &str) -> bool {
    let known: BTreeSet<&str> = other.split_whitespace().collect();
    let (same, differing): (Vec<&str>, Vec<&str>) = one.split_whitespace().partition(|word| known.contains(word));
    same.len() > differing.len()
}

fn has_reference(opened: &PageOpened) -> bool {
    opened.requested.split_once('#').is_some_and(|(_, fragment)| fragment.contains('_'))
}

/// Everything by which a message names an order.
fn references(call: &SoapCall) -> impl Iterator<Item = &str> {
    let references = [&call.client_invoice_id, &call.invoice_reference, &call.ers_reference, &call.token];
    references.into_iter().flatten().map(String::as_str).filter(|reference| !reference.trim().is_empty())
}

/// Whether the customer whose app opened this page had paid by `seq`, and SEQR had not taken the payment back.
pub(super) fn is_paid(journey: &Journey<'_>, seq: u64, opened: &PageOpened) -> bool {
    let Some(customer) = journey.customers().into_iter().find(|customer| customer.token == opened.token) else {
        return false;
    };
    let invoices = invoices_of(journey, &customer);
    let (mut paid, mut reversed, mut acknowledged) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for earlier in journey.events.iter().take_while(|earlier| earlier.seq <= seq) {
        match &earlier.what {
            What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid => {
                paid.insert(change.invoice_reference.as_str());
            }
            // Who was told PAID need not ask again.
            What::Acknowledged { invoice_reference, .. } => {
                acknowledged.insert(invoice_reference.as_str());
            }
            What::Reversed { invoice_reference, .. } if !acknowledged.contains(invoice_reference.as_str()) => {
                reversed.insert(invoice_reference.as_str());
            }
            _ => {}
        }
    }
    paid.difference(&reversed).any(|reference| invoices.contains(*reference))
}

/// References of the invoices that this customer's journey brought about.
pub(super) fn invoices_of(journey: &Journey<'_>, customer: &Customer<'_>) -> BTreeSet<String> {
    let of_others = journey.triggers().filter(|(_, fired)| fired.token != customer.token);
    let others: BTreeSet<String> = of_others.filter_map(|(_, fired)| invoice_of(fired)).collect();
    let mut found = BTreeSet::new();
    for event in journey.events {
        match &event.what {
            What::InvoiceChanged(change) if change.from.is_none() && customer.saw(event) => {
                found.insert(change.invoice_reference.clone());
            }
            // Another customer may pay meanwhile.
            What::Decided { invoice_reference, .. } if customer.saw(event) && !others.contains(invoice_reference) => {
                found.insert(invoice_reference.clone());
            }
            What::TriggerFired(fired) if fired.token == customer.token => {
                found.extend(invoice_of(fired));
            }
            _ => {}
        }
    }
    found
}

/// What scripts write where they have no value.
const NO_VALUE: [&str; 3] = ["undefined", "null", "NaN"];

/// What a text says apart from what differs from order to order: words with digits in them, references, and what stands in
/// their place where a script has none.
pub(super) fn words(journey: &Journey<'_>, text: &str) -> String {
    let mut text = text.to_owned();
    for (_, call) in journey.soap() {
        for reference in references(call) {
            text = text.replace(reference, " ");
        }
    }
    let differs = |word: &str| {
        word.contains(|c: char| c.is_numeric()) || NO_VALUE.contains(&word.trim_matches(|c: char| !c.is_alphabetic()))
    };
    let words: Vec<&str> = text.split_whitespace().filter(|word| !differs(word)).collect();
    fold(&words.join(" ")).to_lowercase()
}
