//! Every value has the type that the WSDL gives it.

use crate::diagnostic::did_you_mean;
use crate::spec::Operation;
use crate::suite::FieldRule::Types;
use crate::trace::{Oddity, Oddly};

use super::finding::Findings;
use super::lexical::{is_base64, is_date_time, is_decimal, is_integer};
use super::message::Message;
use super::schema::{Children, Kind, kind_at, request};

pub(super) fn check(operation: Operation, message: &Message<'_>, oddities: &[Oddity], findings: &mut Findings) {
    children(message, request(operation), findings);
    for oddity in oddities {
        let Oddly::Coded(code) = &oddity.oddly else { continue };
        if let Some(child) = message.at(&oddity.path)
            && matches!(kind_at(request(operation), &oddity.path), Some(Kind::Text | Kind::Word(_)))
        {
            coded(child, code, findings);
        }
    }
}

/// A library that is given bytes, or letters that it does not know, codes them and says so; SEQR takes the text as it stands.
fn coded(child: &Message<'_>, code: &str, findings: &mut Findings) {
    let wrong = format!("is sent as {code}, where the WSDL has a string");
    let mend = "Tell your SOAP library that it is a string (text, not bytes): SEQR shows and compares what is sent, undecoded.";
    match child.text() {
        Some(text) => findings.value(Types, child.path, text, &wrong, mend),
        None => findings.place(Types, child.path, &wrong, mend),
    }
}

fn children(parent: &Message<'_>, types: Children, findings: &mut Findings) {
    for child in &parent.children {
        let Some((_, kind)) = types.iter().find(|(name, _)| *name == child.name()) else { continue };
        match kind {
            Kind::Group(types) => children(child, types, findings),
            kind => {
                if let Some(text) = child.known() {
                    value(*kind, child.path, text, findings);
                }
            }
        }
    }
}

fn value(kind: Kind, path: &str, text: &str, findings: &mut Findings) {
    let mut wrong = |wrong: &str, mend: &str| findings.value(Types, path, text, wrong, mend);
    match kind {
        Kind::Integer if !is_integer(text) => wrong("is not a whole number", "Write digits only."),
        Kind::Decimal if !is_decimal(text) => wrong(
            "is not a decimal number",
            "Write digits and a point, like `12.50`, without group separators, exponent or currency.",
        ),
        Kind::DateTime if !is_date_time(text) => wrong(
            "is not a date and time of XML Schema",
            "Write it like `2026-11-24T09:30:00+01:00`, with the T and the seconds.",
        ),
        Kind::Base64 if !is_base64(text) => wrong(
            "is not base64",
            "Encode the document's bytes once, with the standard alphabet and its padding; leave no markup unencoded.",
        ),
        Kind::Word(words) if !words.contains(&text) => {
            let near = did_you_mean(text, words.iter().copied());
            let near = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
            let all: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            wrong("is none of the words that SEQR knows", &format!("Write one of {}.{near}", all.join(", ")));
        }
        _ => {}
    }
}
