//! Whether the customer was shown what they are asked to pay.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::spec::{Operation, currency_decimals};
use crate::suite::Step;
use crate::trace::{Event, SoapCall};
use crate::verdict::{Evidence, Judgement};

use super::field::decimal;
use super::journey::Journey;
use super::money::{Number, numbers};
use super::text::clip;
use super::trigger::last_payment;
use super::typed::{is_misread, typed};

pub(super) const EXPECTED: &str = "the invoice's totalAmount on the order page before the payment";

/// So many of one thing that has a price are taken for an order.
const MOST_OF_ONE: u32 = 20;

/// The order page showed the total of the invoice to which the customer is sent, or the price of one of several, or no
/// amount of money at all.
pub(super) fn shown(journey: &Journey<'_>) -> Judgement {
    let Some((fired, reference)) = last_payment(journey) else {
        return journey.unobserved("no payment trigger was recorded");
    };
    let Some((called, total, currency)) = asked(journey, fired, &reference) else {
        return Judgement::NotApplicable { reason: "the invoice has no total that can be read".to_owned() };
    };
    if let Some(text) = misread(journey, fired, total) {
        return Judgement::broken(
            format!(
                "The customer types {text} on the order page, and the invoice asks for {total} {currency}: the decimals are lost, or \
                 the point before them. Read what people type with a point and with a comma, and refuse what cannot be read."
            ),
            EXPECTED,
            format!("{text} typed, {total} {currency} on the invoice"),
            [fired, called],
        );
    }
    let seen: Vec<Seen<'_>> = journey
        .order_texts()
        .take_while(|(event, ..)| event.seq < fired.seq)
        .map(|(event, _, text)| Seen { event, text, numbers: numbers(text, &currency) })
        .collect();
    let Some(last) = seen.last() else {
        return journey.unobserved("the order page was not seen before the payment");
    };
    let with_total = seen.iter().rev().find(|view| view.numbers.iter().any(|number| number.is(total)));
    let is_replaced = with_total.is_some_and(|view| last.replaces(view));
    if let Some(view) = with_total.filter(|_| !is_replaced) {
        // What is no currency at all, the fields tell.
        let is_code = currency_decimals(&currency.to_ascii_uppercase()).is_some();
        if let Some(number) = view.in_another_currency(total).filter(|_| is_code) {
            return other_currency(number, &format!("{total} {currency}"), [view.event, called]);
        }
        return Judgement::pass(
            Evidence::of(view.event).and(called),
            format!("{total} {currency} stands on the order page"),
        );
    }
    // The views of a purchase follow each other; what was shown last with a price is what the customer decided on.
    let Some(view) = seen.iter().rev().find(|view| view.shows_money()) else {
        return Judgement::NotApplicable { reason: "the order page shows no amount of money".to_owned() };
    };
    let prices: Vec<&Number> = view.numbers.iter().filter(|number| number.is_money).collect();
    let quantities = quantities(journey, called);
    let is_some = |one: &Decimal| is_some_of(total, *one, &quantities);
    if let Some(one) = prices.iter().find_map(|price| price.values().find(is_some)) {
        return Judgement::pass(
            Evidence::of(view.event).and(called),
            format!("{total} {currency} is {} × {one}", total / one),
        );
    }
    let mut shown: Vec<&str> = prices.iter().map(|price| price.written.as_str()).collect();
    shown.dedup();
    Judgement::broken(
        format!(
            "The invoice asks for {total} {currency}, which the order page {}. Show the customer the total with everything in \
             it before they pay, and reckon it in one place for the page and for the invoice.",
            if is_replaced { "shows at first, and does not when the customer pays" } else { "does not show" }
        ),
        EXPECTED,
        format!("the page shows {}, the invoice asks for {total} {currency}", clip(&shown.join(", "))),
        [view.event, last.event, called].into_iter().chain(with_total.map(|view| view.event)),
    )
}

/// What the customer of this trigger typed, where the total is a misreading of it.
fn misread<'a>(journey: &Journey<'a>, fired: &Event, total: Decimal) -> Option<&'a str> {
    let (step, _) = journey.step_at(fired.seq)?;
    let Step::Buy(buying) = journey.case.steps.get(step)? else { return None };
    typed(journey.profile, buying.other).find(|text| is_misread(text, total))
}

fn other_currency(number: &Number, asked: &str, events: [&Event; 2]) -> Judgement {
    let shown = format!("{} with “{}”", clip(&number.written), clip(number.foreign.as_deref().unwrap_or_default()));
    Judgement::broken(
        format!(
            "The invoice asks for {asked}, and the order page shows the same number in another currency: {shown}. Invoice what the \
             customer has agreed to pay, in the currency of the page."
        ),
        EXPECTED,
        format!("{shown} on the page, {asked} on the invoice"),
        events,
    )
}

/// A view of the order page before the payment, or the page as it was opened.
struct Seen<'a> {
    event: &'a Event,
    text: &'a str,
    numbers: Vec<Number>,
}

impl Seen<'_> {
    fn shows_money(&self) -> bool {
        self.numbers.iter().any(|number| number.is_money)
    }

    /// The total with the mark of another currency, where it nowhere has one that fits.
    fn in_another_currency(&self, total: Decimal) -> Option<&Number> {
        let mut marked =
            self.numbers.iter().filter(|number| number.is(total) && (number.is_money || number.foreign.is_some()));
        let first = marked.next().filter(|number| number.foreign.is_some())?;
        marked.all(|number| number.foreign.is_some()).then_some(first)
    }

    /// Whether it shows other amounts in what is otherwise the same view as an earlier one.
    fn replaces(&self, earlier: &Self) -> bool {
        let (own, others) = (words(self.text), words(earlier.text));
        let same = own.intersection(&others).count();
        same > 0
            && earlier.event.seq < self.event.seq
            && self.shows_money()
            && same * 5 >= own.len().max(others.len()) * 4
    }
}

/// The words without a digit in them.
fn words(text: &str) -> BTreeSet<&str> {
    text.split_whitespace().filter(|word| !word.contains(|letter: char| letter.is_numeric())).collect()
}

/// How many of its things the invoice says there are, row by row and in all; none where it does not say.
fn quantities(journey: &Journey<'_>, called: &Event) -> Vec<Decimal> {
    let call = journey.soap().find(|(event, _)| event.seq == called.seq).map(|(_, call)| call);
    let fields = call.into_iter().flat_map(|call| call.request.iter());
    let rows: Vec<Decimal> = fields
        .filter(|field| field.path.ends_with("/itemQuantity"))
        .filter_map(|field| field.value.and_then(decimal))
        .collect();
    rows.iter().copied().chain((rows.len() > 1).then(|| rows.iter().sum())).collect()
}

/// What the invoice asked for when the customer was sent to pay it: the call that said so last, total and currency.
pub(super) fn asked<'a>(journey: &Journey<'a>, fired: &Event, reference: &str) -> Option<(&'a Event, Decimal, String)> {
    let says = |(event, call): (&'a Event, &'a SoapCall)| {
        let about = call.invoice_reference.as_deref() == Some(reference) && call.result_code == Some(0);
        let is_invoice = matches!(call.operation, Some(Operation::SendInvoice | Operation::UpdateInvoice));
        if !about || !is_invoice || event.seq > fired.seq {
            return None;
        }
        let total = call.request.value("invoice/totalAmount/value").and_then(decimal)?;
        Some((event, total, call.request.value("invoice/totalAmount/currency")?.to_owned()))
    };
    journey.soap().filter_map(says).last()
}

/// Whether the total is what so many of one thing cost. Where the invoice does not say how many there are, any number will do.
fn is_some_of(total: Decimal, one: Decimal, quantities: &[Decimal]) -> bool {
    !one.is_zero()
        && total.checked_rem(one).is_some_and(|rest| rest.is_zero())
        && total.checked_div(one).is_some_and(|times| {
            times <= Decimal::from(MOST_OF_ONE) && (quantities.is_empty() || quantities.contains(&times))
        })
}
