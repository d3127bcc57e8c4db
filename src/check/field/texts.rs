//! What people read of an invoice: the customer in the app and on the receipt, the shop in its reports (protocol facts, section
//! 6, invoice and invoiceRow).

use crate::suite::FieldRule::Texts;

use super::super::readable::{broken, escaped, unfilled};
use super::finding::Findings;
use super::lexical::uncoded;
use super::message::Message;
use super::rows::rows;

/// Texts of the invoice itself.
const OF_INVOICE: [&str; 4] = ["title", "clientInvoiceId", "cashierId", "footer"];

/// Texts of each of its rows.
const OF_ROW: [&str; 2] = ["itemDescription", "itemSKU"];

/// What languages write in place of a value that is not there, and sentences may say as well; a whole text does not.
const NO_VALUE: [&str; 3] = ["null", "None", "nil"];

pub(super) fn check(message: &Message<'_>, findings: &mut Findings) {
    if let Some(document) = message.child("receiptDocument") {
        receipt(document, findings);
    }
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

/// The document of a receipt, where it is a text. What its words say is the shop's business; how it is written is not.
fn receipt(document: &Message<'_>, findings: &mut Findings) {
    let says = |name: &str| document.child(name).and_then(Message::known);
    let (Some(kind), Some(data)) = (says("mimeType"), says("receiptData")) else { return };
    let kind = kind.to_ascii_lowercase();
    if !kind.starts_with("text/") && !kind.contains("xml") && !kind.contains("json") {
        return;
    }
    // What is no base64 is told elsewhere.
    let Some(bytes) = uncoded(data) else { return };
    let text = String::from_utf8_lossy(&bytes);
    let is_utf_8 = std::str::from_utf8(&bytes).is_ok();
    let says_utf_8 = kind.contains("utf-8") || text.to_ascii_lowercase().contains("utf-8");
    let begin = text.trim_start();
    let (wrong, mend) = if !is_utf_8 && says_utf_8 {
        ("says that it is UTF-8, and is not", "Write the document in the encoding that it names.")
    } else if ["b'", "b\""].iter().any(|mark| begin.starts_with(mark)) {
        ("is a program's way to write bytes down", "Decode the bytes of the document before you put them into a text.")
    } else if kind.contains("html") && begin.starts_with("&lt;") {
        ("is HTML whose tags were escaped", "Hand the document over as it is; its base64 needs no other escaping.")
    } else if is_utf_8 && broken(&words(&text)).is_some() {
        ("has broken letters", "Write the document as UTF-8, and look at what comes out of your template.")
    } else {
        return;
    };
    let quote: String = begin.chars().take(60).collect();
    findings.value(Texts, &document.path_of("receiptData"), &quote, wrong, mend);
}

/// The text without its tags.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for piece in text.split('<') {
        words.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
        words.push(' ');
    }
    words
}
