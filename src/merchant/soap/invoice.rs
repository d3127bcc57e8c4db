//! The invoice of an order, by the field rules of the API reference.

use std::io;

use crate::merchant::Defect;
use crate::merchant::catalogue::{CURRENCY, Cents, Choice, TAX_RATE};

use super::envelope::{Xml, group, leaf};

/// What the invoice of an order says.
#[derive(Clone, Debug)]
pub struct Invoice<'a> {
    pub title: String,
    pub footer: String,
    /// Our order reference.
    pub client_invoice_id: &'a str,
    pub choice: &'a Choice,
    /// Where SEQR tells us that it is paid; a refund has no use for it.
    pub notification_url: Option<&'a str>,
    /// RFC 3339, which is what `xs:dateTime` looks like.
    pub issue_date: String,
    pub defect: Option<Defect>,
}

impl Invoice<'_> {
    /// Writes the `invoice` element, its children in schema order.
    pub fn write(&self, xml: &mut Xml) -> io::Result<()> {
        group(xml, "invoice", |xml| {
            leaf(xml, "paymentMode", "IMMEDIATE_DEBIT")?;
            // We offer no loyalty; without this the app would wait for an acknowledgement for ever.
            if self.defect != Some(Defect::NoAcknowledgmentMode) {
                leaf(xml, "acknowledgmentMode", "NO_ACKNOWLEDGMENT")?;
            }
            leaf(xml, "issueDate", &self.issue_date)?;
            leaf(xml, "title", &self.title)?;
            leaf(xml, "clientInvoiceId", self.client_invoice_id)?;
            group(xml, "invoiceRows", |xml| self.row(xml))?;
            amount(xml, "totalAmount", self.choice.total())?;
            leaf(xml, "cashierId", "Online box office")?;
            leaf(xml, "footer", &self.footer)?;
            self.notification_url.map_or(Ok(()), |url| leaf(xml, "notificationUrl", url))
        })
    }

    fn row(&self, xml: &mut Xml) -> io::Result<()> {
        let show = self.choice.show;
        group(xml, "invoiceRow", |xml| {
            leaf(xml, "itemDescription", &format!("{}, {}", show.title, show.time))?;
            if self.defect != Some(Defect::NoQuantity) {
                leaf(xml, "itemQuantity", &self.choice.tickets.to_string())?;
            }
            leaf(xml, "itemSKU", &format!("SHOW-{}", show.id))?;
            leaf(xml, "itemTaxRate", &TAX_RATE.to_string())?;
            // Defect: the price of one, taken for that of the row.
            let total = if self.defect == Some(Defect::RowsDoNotAddUp) { show.price } else { self.choice.total() };
            amount(xml, "itemTotalAmount", total)?;
            // ISO 20022 for a piece.
            leaf(xml, "itemUnit", "PIEC")?;
            if self.defect == Some(Defect::CommaAmounts) {
                // Defect: written as customers read it.
                return value(xml, "itemUnitPrice", &show.price.to_string().replace('.', ","));
            }
            amount(xml, "itemUnitPrice", show.price)
        })
    }
}

fn amount(xml: &mut Xml, name: &str, cents: Cents) -> io::Result<()> {
    value(xml, name, &cents.to_string())
}

fn value(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    group(xml, name, |xml| {
        leaf(xml, "currency", CURRENCY)?;
        leaf(xml, "value", text)
    })
}
