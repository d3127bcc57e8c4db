//! `context`: who sends the message (protocol facts, section 6, context; section 7, step 0).

use crate::suite::FieldRule::{Context, Identity};

use super::finding::Findings;
use super::message::Message;

const LONGEST_CHANNEL: usize = 40;
const LONGEST_COMMENT: usize = 80;
const LONGEST_REFERENCE: usize = 32;

pub(super) fn check(message: &Message<'_>, findings: &mut Findings) {
    let nothing = Message::default();
    let context = message.child("context").unwrap_or(&nothing);
    let says = |name: &str| context.child(name).is_some_and(Message::says_something);
    for (name, mend) in [
        ("clientId", "Send the company's name; the certification procedure asks for it in every message."),
        (
            "clientReference",
            "Send the system's name and version; the certification procedure asks for them in every message.",
        ),
    ] {
        if !says(name) {
            findings.place(Identity, &at(name), "is missing", mend);
        }
    }
    if !says("password") {
        findings.place(Context, &at("password"), "is missing", "Send the password of the terminal or reseller.");
    }
    channel(context, says("channel"), findings);
    timeout(context, says("clientRequestTimeout"), findings);
    for (name, longest) in
        [("channel", LONGEST_CHANNEL), ("clientComment", LONGEST_COMMENT), ("clientReference", LONGEST_REFERENCE)]
    {
        let text = context.child(name).and_then(Message::known).unwrap_or_default();
        let length = text.chars().count();
        if length > longest {
            let wrong = format!("has {length} characters, {} more than the reference allows", length - longest);
            findings.value(Context, &at(name), text, &wrong, &format!("Send at most {longest} characters."));
        }
    }
}

fn channel(context: &Message<'_>, given: bool, findings: &mut Findings) {
    const MEND: &str = "Send `ClientWS`, or `WS`.";
    match context.child("channel").and_then(Message::known) {
        None if !given => findings.place(Context, &at("channel"), "is missing", MEND),
        Some(text) if !["ClientWS", "WS"].contains(&text) => {
            findings.value(Context, &at("channel"), text, "is neither `ClientWS` nor `WS`", MEND);
        }
        _ => {}
    }
}

fn timeout(context: &Message<'_>, given: bool, findings: &mut Findings) {
    const MEND: &str = "Send 0, which is the only value that the reference allows.";
    match context.child("clientRequestTimeout").and_then(Message::known) {
        None if !given => findings.place(Context, &at("clientRequestTimeout"), "is missing", MEND),
        Some(text) if text.parse::<i64>().is_ok_and(|value| value != 0) => {
            findings.value(Context, &at("clientRequestTimeout"), text, "is not 0", MEND);
        }
        _ => {}
    }
}

/// The place of a child, whether there is a context or not.
fn at(name: &str) -> String {
    format!("context/{name}")
}
