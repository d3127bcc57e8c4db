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
        product(row, findings);
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

/// A row's total is what its items cost together: with or without the discount, of the row or of each item, and with or without
/// the tax. Each price may have been rounded.
fn product(row: &Message<'_>, findings: &mut Findings) {
    let amount = |name: &str| row.child(name)?.child("value")?.known().and_then(decimal);
    let number = |name: &str| row.child(name)?.known().and_then(decimal);
    let (Some(quantity), Some(price), Some(total)) =
        (number("itemQuantity"), amount("itemUnitPrice"), amount("itemTotalAmount"))
    else {
        return;
    };
    // That so few are sold is told already.
    if quantity < Decimal::ONE {
        return;
    }
    let discount = amount("itemDiscount").unwrap_or_default();
    let tax = number("itemTaxRate").unwrap_or_default().checked_div(Decimal::ONE_HUNDRED).unwrap_or_default();
    let taxed = |value: Decimal| Some([value, value.checked_mul(Decimal::ONE + tax)?]);
    let each_less = |less: Decimal| price.checked_sub(less)?.checked_mul(quantity);
    let (Some(full), Some(less)) = (each_less(Decimal::ZERO), each_less(discount)) else { return };
    let Some(less_once) = full.checked_sub(discount) else { return };
    let readings = [full, less_once, less].into_iter().filter_map(taxed).flatten();
    let cent = Decimal::new(1, 2);
    let Some(rounding) = quantity.abs().checked_mul(cent).map(|each| each + cent) else { return };
    if readings.clone().count() == 6 && readings.into_iter().all(|sum| (sum - total).abs() > rounding) {
        let Some(element) = row.child("itemTotalAmount").and_then(|amount| amount.child("value")) else { return };
        let wrong = format!("is not what {} × {} come to", quantity.normalize(), price);
        let mend = "Let itemTotalAmount be itemQuantity times itemUnitPrice, less the discount if there is one.";
        findings.value(Values, element.path, &total.to_string(), &wrong, mend);
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
