//! Important information must not get lost when the connection does.

use crate::candidate::{Variables, substitute};
use crate::spec::{InvoiceStatus, Operation, Page};
use crate::trace::{Event, SoapCall, What};
use crate::verdict::{Evidence, Judgement};

use super::field::uncoded;
use super::journey::Journey;
use super::page::text_of;
use super::text::{clip, fold};

/// The reference of a paid order is visible on the success page or was sent for SEQR's receipt: in the invoice or in a
/// receipt document (protocol facts, section 8).
pub(super) fn shows_reference(journey: &Journey<'_>) -> Judgement {
    let Wanted { payment, invoice, text: wanted } = match wanted_after_payment(journey) {
        Ok(wanted) => wanted,
        Err(missing) => return journey.unobserved(missing),
    };
    let mut looked_at = Vec::new();
    for place in places(journey, payment, invoice) {
        if holds(&place.text, &wanted) {
            let evidence = Evidence::of(place.event).and(payment);
            return Judgement::pass(evidence, format!("`{}` stands {}", clip(&wanted), place.name));
        }
        looked_at.push(place);
    }
    if !looked_at.iter().any(|place| place.success) {
        return journey.unobserved("the success page was not opened after the payment");
    }
    Judgement::broken(
        format!(
            "The customer never gets to see `{}`. Show it on the success page, or put it into the invoice's title, rows or \
             footer, which SEQR keeps in the receipt.",
            clip(&wanted)
        ),
        format!("`{}` on the success page, in the invoice or in a receipt document", clip(&wanted)),
        looked_at
            .iter()
            .find(|place| place.success)
            .map_or_else(String::new, |place| format!("success page: “{}”", clip(&place.text))),
        std::iter::once(payment).chain(looked_at.iter().map(|place| place.event)),
    )
}

/// What a customer who has paid must get to see.
pub(super) struct Wanted<'a> {
    pub(super) payment: &'a Event,
    pub(super) invoice: &'a str,
    pub(super) text: String,
}

/// What must be visible after the first payment of the journey, or why that cannot be told.
pub(super) fn wanted_after_payment<'a>(journey: &Journey<'a>) -> Result<Wanted<'a>, String> {
    let paid = journey.each(|what| match what {
        What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid => Some(change.invoice_reference.as_str()),
        _ => None,
    });
    let (payment, invoice) = paid.into_iter().next().ok_or("no invoice was paid")?;
    Ok(Wanted { payment, invoice, text: wanted(journey, payment, invoice)? })
}

/// A pass where the invoice or a receipt document holds it, so that SEQR keeps it.
pub(super) fn kept_by_seqr(journey: &Journey<'_>, wanted: &Wanted<'_>) -> Option<Judgement> {
    let places = places(journey, wanted.payment, wanted.invoice);
    let place = places.into_iter().find(|place| !place.success && holds(&place.text, &wanted.text))?;
    let evidence = Evidence::of(place.event).and(wanted.payment);
    Some(Judgement::pass(evidence, format!("`{}` stands {}", clip(&wanted.text), place.name)))
}

/// The text to look for: what the profile names, with its variables filled in, or else the clientInvoiceId.
fn wanted(journey: &Journey<'_>, payment: &Event, invoice: &str) -> Result<String, String> {
    let calls =
        || journey.soap().map(|(_, call)| call).filter(|call| call.invoice_reference.as_deref() == Some(invoice));
    let customer = journey.customers().into_iter().find(|customer| customer.saw(payment));
    let known = Variables {
        order_reference: calls()
            .filter(|call| call.operation == Some(Operation::SendInvoice))
            .find_map(|call| call.client_invoice_id.clone())
            .filter(|reference| !reference.trim().is_empty()),
        ers_reference: calls().find_map(|call| call.ers_reference.clone()),
        token: customer.map(|customer| customer.token.to_owned()),
    };
    match &journey.profile.receipt {
        Some(receipt) => substitute(&receipt.contains, &known).map_err(|missing| missing.to_string()),
        None => known.order_reference.ok_or_else(|| {
            "sendInvoice carried no clientInvoiceId, and the profile does not say what must be visible; add \
             `receipt: { contains: … }`"
                .to_owned()
        }),
    }
}

/// A text that reaches the customer.
struct Place<'a> {
    event: &'a Event,
    name: &'static str,
    text: String,
    success: bool,
}

fn places<'a>(journey: &Journey<'a>, payment: &Event, invoice: &str) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for (event, call) in journey.soap() {
        if call.result_code != Some(0) {
            continue;
        }
        let of_this = call.invoice_reference.as_deref() == Some(invoice);
        match call.operation {
            Some(Operation::SendInvoice | Operation::UpdateInvoice) if of_this => {
                places.extend(call.request.iter().filter(|field| on_receipt(field.path)).map(|field| Place {
                    event,
                    name: "in the invoice",
                    text: field.value.unwrap_or_default().to_owned(),
                    success: false,
                }));
            }
            Some(Operation::SubmitPaymentReceipt) => {
                let text = document(call).unwrap_or_default();
                places.push(Place { event, name: "in the receipt document", text, success: false });
            }
            _ => {}
        }
    }
    for (event, opened) in journey.openings(Page::Success) {
        if event.seq > payment.seq && opened.problem.is_none() {
            let text = text_of(journey, event, opened).to_owned();
            places.push(Place { event, name: "on the success page", text, success: true });
        }
    }
    places
}

/// Fields of an invoice that the customer reads.
fn on_receipt(path: &str) -> bool {
    ["title", "footer", "itemDescription"].contains(&leaf(path))
}

fn leaf(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.split('[').next().unwrap_or_default()
}

/// The text of the receipt document that a call sends; empty where it is none.
pub(super) fn document(call: &SoapCall) -> Option<String> {
    let data = call.request.iter().find(|field| leaf(field.path) == "receiptData");
    data.and_then(|field| field.value).map(decoded)
}

fn decoded(data: &str) -> String {
    uncoded(data).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// Whether the text holds what is wanted, in any case and with any white space. What is short must stand alone: order 7
/// is not in row 17. What is long may stand in groups, as `P-76 9637`.
pub(super) fn holds(text: &str, wanted: &str) -> bool {
    const SHORT: usize = 4;
    const LONG: usize = 6;
    let (text, wanted) = (fold(text).to_lowercase(), fold(wanted).to_lowercase());
    if wanted.is_empty() {
        return false;
    }
    text.match_indices(&wanted).any(|(at, found)| {
        let stands_alone = !text[..at].ends_with(char::is_alphanumeric)
            && !text[at + found.len()..].starts_with(char::is_alphanumeric);
        stands_alone || wanted.chars().count() >= SHORT
    }) || bare(&wanted).chars().count() >= LONG && bare(&text).contains(&bare(&wanted))
}

/// Without white space.
pub(super) fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}
