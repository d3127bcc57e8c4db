//! Whether the customer was shown what they are asked to pay.

use rust_decimal::Decimal;

use crate::spec::{Operation, Page};
use crate::trace::{Event, SoapCall, What};
use crate::verdict::{Evidence, Judgement};

use super::field::decimal;
use super::journey::Journey;
use super::money::{Number, numbers};
use super::text::clip;
use super::trigger::last_payment;

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
    let seen: Vec<(&Event, Vec<Number>)> = journey
        .events
        .iter()
        .filter(|event| event.seq < fired.seq)
        .filter_map(|event| match &event.what {
            What::PageOpened(opened) if opened.page == Page::Order => Some((*event, &opened.text)),
            What::View(view) if view.page == Page::Order => Some((*event, &view.text)),
            _ => None,
        })
        .map(|(event, text)| (event, numbers(text, &currency)))
        .collect();
    let Some((last, _)) = seen.last() else {
        return journey.unobserved("the order page was not seen before the payment");
    };
    if let Some((view, _)) = seen.iter().rev().find(|(_, numbers)| numbers.iter().any(|number| number.is(total))) {
        return Judgement::pass(Evidence::of(view).and(called), format!("{total} {currency} stands on the order page"));
    }
    // The views of a purchase follow each other; what was shown last with a price is what the customer decided on.
    let Some((view, prices)) = seen.iter().rev().find(|(_, numbers)| numbers.iter().any(|number| number.is_money))
    else {
        return Judgement::NotApplicable { reason: "the order page shows no amount of money".to_owned() };
    };
    let prices: Vec<&Number> = prices.iter().filter(|number| number.is_money).collect();
    if let Some(one) = prices.iter().find_map(|price| price.values().find(|one| is_some_of(total, *one))) {
        return Judgement::pass(
            Evidence::of(view).and(called),
            format!("{total} {currency} is {} × {one}", total / one),
        );
    }
    let mut shown: Vec<&str> = prices.iter().map(|price| price.written.as_str()).collect();
    shown.dedup();
    Judgement::broken(
        format!(
            "The invoice asks for {total} {currency}, which the order page does not show. Show the customer the total with \
             everything in it before they pay, and reckon it in one place for the page and for the invoice."
        ),
        EXPECTED,
        format!("the page shows {}, the invoice asks for {total} {currency}", clip(&shown.join(", "))),
        [*view, *last, called],
    )
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

fn is_some_of(total: Decimal, one: Decimal) -> bool {
    !one.is_zero()
        && total.checked_rem(one).is_some_and(|rest| rest.is_zero())
        && total.checked_div(one).is_some_and(|times| times <= Decimal::from(MOST_OF_ONE))
}
