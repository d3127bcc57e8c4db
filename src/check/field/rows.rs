//! The rows of an invoice (protocol facts, section 6, invoiceRow; section 7, step 1; section 8 for discounts).

use rust_decimal::Decimal;

use crate::spec::Operation;
use crate::suite::FieldRule::{Rows, Sum, Values};

use super::finding::Findings;
use super::lexical::decimal;
use super::message::Message;

const LONGEST_UNIT: usize = 4;

pub(super) fn check(operation: Operation, message: &Message<'_>, findings: &mut Findings) {
    let Some(invoice) = message.child("invoice").filter(|invoice| invoice.says_something()) else { return };
    let rows = rows(invoice);
    if rows.is_empty() && operation == Operation::SendInvoice {
        let mend = "Send a row for everything that is sold; the certification procedure looks for them.";
        findings.place(Rows, &invoice.path_of("invoiceRows"), "has no invoiceRow", mend);
    }
    for row in &rows {
        complete(row, findings);
        unit(row, findings);
    }
    // A refund gives back a part, whatever the rows say.
    if operation != Operation::RefundPayment {
        sum(invoice, &rows, findings);
    }
}

/// The rows of an invoice.
pub(super) fn rows<'m, 'a>(invoice: &'m Message<'a>) -> Vec<&'m Message<'a>> {
    let all = invoice.all("invoiceRows").flat_map(|rows| rows.all("invoiceRow"));
    all.filter(|row| row.says_something()).collect()
}

fn complete(row: &Message<'_>, findings: &mut Findings) {
    for (name, mend) in [
        ("itemQuantity", "Send how many of the item are sold, 1 or more."),
        ("itemTotalAmount", "Send what the row costs altogether, with currency and value."),
    ] {
        if !row.child(name).is_some_and(Message::says_something) {
            findings.place(Rows, &row.path_of(name), "is missing", mend);
        }
    }
}

/// Codes of ISO 20022 have up to four capital letters or digits; which there are is a list that grows.
fn unit(row: &Message<'_>, findings: &mut Findings) {
    let Some(element) = row.child("itemUnit") else { return };
    let Some(code) = element.known() else { return };
    if code.len() > LONGEST_UNIT || !code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        let mend = "Send a code of ISO 20022, like PIEC, KILO or LITR, or leave the element out.";
        findings.value(Values, element.path, code, "is no unit of ISO 20022", mend);
    }
}

/// The sum comes out with the discounts taken off, or without: a row's total may stand before or after its discount.
fn sum(invoice: &Message<'_>, rows: &[&Message<'_>], findings: &mut Findings) {
    let value = |parent: &Message<'_>, name: &str| parent.child(name)?.child("value")?.known().and_then(decimal);
    let Some(total) = value(invoice, "totalAmount").filter(|_| !rows.is_empty()) else { return };
    let Some(totals) = rows.iter().map(|row| value(row, "itemTotalAmount")).collect::<Option<Vec<Decimal>>>() else {
        return;
    };
    let mut discounts = Vec::new();
    for row in rows {
        match row.child("itemDiscount").filter(|discount| discount.says_something()) {
            None => {}
            Some(_) => match value(row, "itemDiscount") {
                Some(discount) => discounts.push(discount),
                None => return,
            },
        }
    }
    let (Some(gross), Some(discount)) = (added(&totals), added(&discounts)) else { return };
    let Some(net) = gross.checked_sub(discount) else { return };
    if total == gross || total == net {
        return;
    }
    let sums = if discount.is_zero() {
        format!("the rows add up to {gross}")
    } else {
        format!("the rows add up to {gross}, or to {net} less their discounts")
    };
    let at = invoice.path_of("totalAmount/value");
    let shown = total.to_string();
    findings.value(
        Sum,
        &at,
        &shown,
        &format!("is not the sum of the rows: {sums}"),
        "Let the rows add up to totalAmount.",
    );
}

fn added(values: &[Decimal]) -> Option<Decimal> {
    values.iter().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value))
}
