//! `invoice` and its rows.

use rust_decimal::Decimal;

use super::super::Element;
use super::Amount;
use super::amount::decimal;
use super::decode::{Reader, text};

/// `invoice` (protocol facts, section 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invoice {
    pub payment_mode: Option<String>,
    pub acknowledgment_mode: Option<String>,
    pub issue_date: Option<String>,
    pub title: Option<String>,
    pub client_invoice_id: Option<String>,
    pub rows: Vec<InvoiceRow>,
    pub total_amount: Option<Amount>,
    pub cashier_id: Option<String>,
    pub footer: Option<String>,
    pub back_url: Option<String>,
    pub notification_url: Option<String>,
    /// Seconds.
    pub commit_reservation_timeout: Option<i64>,
}

/// `paymentInvoiceRow`, as far as the backend acts on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceRow {
    pub item_description: Option<String>,
    pub item_discount: Option<Amount>,
    pub item_quantity: Option<Decimal>,
    pub item_total_amount: Option<Amount>,
    pub item_unit_price: Option<Amount>,
}

impl Invoice {
    pub(super) fn read(invoice: &Element<'_>, reader: &mut Reader) -> Self {
        let rows = invoice.child("invoiceRows").map(|rows| read_rows(rows, reader)).unwrap_or_default();
        Self {
            payment_mode: text(invoice, "paymentMode"),
            acknowledgment_mode: text(invoice, "acknowledgmentMode"),
            issue_date: text(invoice, "issueDate"),
            title: text(invoice, "title"),
            client_invoice_id: text(invoice, "clientInvoiceId"),
            rows,
            total_amount: Amount::child(invoice, "invoice", "totalAmount", reader),
            cashier_id: text(invoice, "cashierId"),
            footer: text(invoice, "footer"),
            back_url: text(invoice, "backURL"),
            notification_url: text(invoice, "notificationUrl"),
            commit_reservation_timeout: reader.parse(
                invoice,
                "invoice",
                "commitReservationTimeout",
                "a long",
                |text| text.parse().ok(),
            ),
        }
    }
}

fn read_rows(rows: &Element<'_>, reader: &mut Reader) -> Vec<InvoiceRow> {
    let rows: Vec<_> = rows.all("invoiceRow").filter(|row| !row.nil).collect();
    let several = rows.len() > 1;
    let read = |(index, row): (usize, &&Element<'_>)| {
        let number = if several { format!("[{}]", index + 1) } else { String::new() };
        let path = format!("invoice/invoiceRows/invoiceRow{number}");
        InvoiceRow {
            item_description: text(row, "itemDescription"),
            item_discount: Amount::child(row, &path, "itemDiscount", reader),
            item_quantity: decimal(reader, row, &path, "itemQuantity"),
            item_total_amount: Amount::child(row, &path, "itemTotalAmount", reader),
            item_unit_price: Amount::child(row, &path, "itemUnitPrice", reader),
        }
    };
    rows.iter().enumerate().map(read).collect()
}
