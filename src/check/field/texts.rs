//! What people read of an invoice: the customer in the app and on the receipt, the shop in its reports (protocol facts, section
//! 6, invoice and invoiceRow).

use crate::suite::FieldRule::Texts;

use super::super::readable::{broken, escaped, unfilled};
use super::finding::Findings;
use super::message::Message;
use super::rows::rows;

/// Texts of the invoice itself.
const OF_INVOICE: [&str; 4] = ["title", "clientInvoiceId", "cashierId", "footer"];

/// Texts of each of its rows.
const OF_ROW: [&str; 2] = ["itemDescription", "itemSKU"];

/// What languages write in place of a value that is not there, and sentences may say as well; a whole text does not.
const NO_VALUE: [&str; 3] = ["null", "None", "nil"];

pub(super) fn check(message: &Message<'_>, findings: &mut Findings) {
    let Some(invoice) = message.child("invoice") else { return };
    texts(invoice, &OF_INVOICE, findings);
    for row in rows(invoice) {
        texts(row, &OF_ROW, findings);
    }
}

fn texts(of: &Message<'_>, names: &[&str], findings: &mut Findings) {
    for element in of.children.iter().filter(|child| names.contains(&child.name())) {
        let Some(text) = element.known() else { continue };
        if broken(text).is_some() {
            let mend =
                "Hand your SOAP library texts, not bytes, and declare the encoding in which they are sent, best UTF-8.";
            findings.value(Texts, element.path, text, "has broken letters", mend);
        } else if NO_VALUE.contains(&text.trim()) || unfilled(text).is_some() {
            let mend = "Check that you have it before the invoice is sent, or leave the text out.";
            findings.value(Texts, element.path, text, "names a value that is not there", mend);
        } else if escaped(text).is_some() {
            let mend = "Hand your SOAP library texts as people write them; it escapes them by itself.";
            findings.value(Texts, element.path, text, "was escaped more than once", mend);
        }
    }
}
