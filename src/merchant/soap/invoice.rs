//! The invoice of an order, by the field rules of the API reference.

use std::io;

use crate::merchant::catalogue::{Cents, Choice, Currency, TAX_RATE};

use super::envelope::{Xml, group, leaf};

/// How long a reservation holds.
const COMMIT_WITHIN_SECONDS: &str = "600";

/// What the invoice of an order says.
#[derive(Clone, Debug)]
pub struct Invoice<'a> {
    pub title: String,
    pub footer: String,
    /// Our order reference.
    pub client_invoice_id: &'a str,
    pub choice: &'a Choice,
    pub currency: Currency,
    /// Where SEQR tells us that it is paid; a refund has no use for it.
    pub notification_url: Option<&'a str>,
    /// Whether the money is reserved first and taken with commitReservation.
    pub reserves: bool,
    /// RFC 3339, which is what `xs:dateTime` looks like.
    pub issue_date: String,
}

impl Invoice<'_> {
    /// Writes the `invoice` element, its children in schema order.
    pub fn write(&self, xml: &mut Xml) -> io::Result<()> {
        group(xml, "invoice", |xml| {
            leaf(xml, "paymentMode", if self.reserves { "RESERVATION_REQUIRED" } else { "IMMEDIATE_DEBIT" })?;
            // We offer no loyalty; without this the app would wait for an acknowledgement for ever.
            leaf(xml, "acknowledgmentMode", "NO_ACKNOWLEDGMENT")?;
            leaf(xml, "issueDate", &self.issue_date)?;
            leaf(xml, "title", &self.title)?;
            leaf(xml, "clientInvoiceId", self.client_invoice_id)?;
            group(xml, "invoiceRows", |xml| self.row(xml))?;
            self.amount(xml, "totalAmount", self.choice.total())?;
            leaf(xml, "cashierId", "Online box office")?;
            leaf(xml, "footer", &self.footer)?;
            self.notification_url.map_or(Ok(()), |url| leaf(xml, "notificationUrl", url))?;
            if self.reserves { leaf(xml, "commitReservationTimeout", COMMIT_WITHIN_SECONDS) } else { Ok(()) }
        })
    }

    fn row(&self, xml: &mut Xml) -> io::Result<()> {
        let show = self.choice.show;
        group(xml, "invoiceRow", |xml| {
            leaf(xml, "itemDescription", &format!("{}, {}", show.title, show.time))?;
            leaf(xml, "itemQuantity", &self.choice.tickets.to_string())?;
            leaf(xml, "itemSKU", &format!("SHOW-{}", show.id))?;
            leaf(xml, "itemTaxRate", &TAX_RATE.to_string())?;
            self.amount(xml, "itemTotalAmount", self.choice.total())?;
            // ISO 20022 for a piece.
            leaf(xml, "itemUnit", "PIEC")?;
            self.amount(xml, "itemUnitPrice", show.price)
        })
    }

    fn amount(&self, xml: &mut Xml, name: &str, amount: Cents) -> io::Result<()> {
        group(xml, name, |xml| {
            leaf(xml, "currency", self.currency.code())?;
            leaf(xml, "value", &self.currency.written(amount))
        })
    }
}
