//! Amounts and numbers (protocol facts, section 6, invoice and invoiceRow).

use rust_decimal::Decimal;

use crate::spec::{Operation, currency_decimals};
use crate::suite::FieldRule::{Currency, Values};

use super::super::text::clip;
use super::finding::Findings;
use super::lexical::decimal;
use super::message::Message;
use super::rows::rows;

pub(super) fn check(operation: Operation, message: &Message<'_>, findings: &mut Findings) {
    if let Some(amount) = message.child("amount").filter(|_| operation == Operation::CommitReservation) {
        complete(amount, "SEQR refuses the reservation's end otherwise (11).", findings);
        currency(amount, None, findings);
        decimals(amount, findings);
    }
    let Some(invoice) = message.child("invoice").filter(|invoice| invoice.says_something()) else { return };
    total(operation, invoice, findings);
    let one = invoice.child("totalAmount").and_then(currency_of);
    let mut first = one;
    if let Some(amount) = invoice.child("totalAmount") {
        currency(amount, None, findings);
        decimals(amount, findings);
    }
    for row in rows(invoice) {
        for name in ["itemDiscount", "itemTotalAmount", "itemUnitPrice"] {
            if let Some(amount) = row.child(name) {
                currency(amount, first, findings);
                decimals(amount, findings);
                first = first.or_else(|| currency_of(amount));
            }
        }
        numbers(row, findings);
    }
}

/// SEQR takes no invoice without a total and its currency (49).
fn total(operation: Operation, invoice: &Message<'_>, findings: &mut Findings) {
    let total = invoice.child("totalAmount").filter(|total| total.says_something());
    let at = invoice.path_of("totalAmount");
    match total {
        Some(total) => complete(total, "SEQR refuses the invoice otherwise (49).", findings),
        None if operation == Operation::UpdateInvoice => {}
        None => findings.place(
            Currency,
            &at,
            "is missing",
            "Send what is to be paid, with currency and value; SEQR refuses the invoice otherwise (49).",
        ),
    }
}

/// An amount has both of its parts.
fn complete(amount: &Message<'_>, otherwise: &str, findings: &mut Findings) {
    for (name, mend) in [("currency", "Send its code of ISO 4217, like EUR"), ("value", "Send the number")] {
        if !amount.child(name).is_some_and(Message::says_something) {
            findings.place(Currency, &amount.path_of(name), "is missing", &format!("{mend}; {otherwise}"));
        }
    }
}

fn currency_of<'a>(amount: &Message<'a>) -> Option<&'a str> {
    amount.child("currency").and_then(Message::known)
}

fn currency(amount: &Message<'_>, one: Option<&str>, findings: &mut Findings) {
    let Some(element) = amount.child("currency") else { return };
    let Some(code) = element.known() else { return };
    if currency_decimals(code).is_none() {
        let mend = "Write a code of ISO 4217 in upper case, like EUR or SEK; SEQR refuses the invoice otherwise (49).";
        findings.value(Currency, element.path, code, "is no currency of ISO 4217", mend);
    } else if let Some(other) = one.filter(|other| *other != code) {
        let wrong = format!("is another currency than `{}` before it", clip(other));
        findings.value(Currency, element.path, code, &wrong, "Use one currency in the whole invoice.");
    }
}

/// The pattern `#.##`: at most two decimals, or as many as the currency has. Zeros at the end are none.
fn decimals(amount: &Message<'_>, findings: &mut Findings) {
    let Some((element, text)) = amount.child("value").and_then(|value| Some((value, value.known()?))) else { return };
    let Some(value) = decimal(text) else { return };
    let allowed = currency_of(amount).and_then(currency_decimals).unwrap_or(2).max(2);
    if value.normalize().scale() > allowed {
        let wrong = format!("has more than {allowed} decimals");
        let mend = "Round amounts to what can be paid before you send them; reckon in decimals or in cents, not in floating point.";
        findings.value(Values, element.path, text, &wrong, mend);
    }
}

fn numbers(row: &Message<'_>, findings: &mut Findings) {
    let number = |name: &str| {
        let element = row.child(name)?;
        let text = element.known()?;
        Some((element.path, text, decimal(text)?))
    };
    if let Some((path, text, quantity)) = number("itemQuantity")
        && quantity < Decimal::ONE
    {
        findings.value(Values, path, text, "is less than 1", "Send how many of the item are sold, 1 or more.");
    }
    if let Some((path, text, rate)) = number("itemTaxRate")
        && (!rate.fract().is_zero() || !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&rate))
    {
        let mend = "Send whole per cent, like 25 for a quarter; the reference has no other tax rates.";
        findings.value(Values, path, text, "is no whole per cent", mend);
    }
}
