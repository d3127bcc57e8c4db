//! One exchange: from the bytes of a request to the answer, recorded.

use crate::soap::{
    Answer, Envelope, Unreadable, decode, decode_request, decompress, fault, leaves, passwords, read_envelope,
    redact_text,
};
use crate::spec::{InvoiceStatus, Operation};
use crate::trace::{Field, SoapCall, What};

use super::attribution::case_of;
use super::conformity::read_back;
use super::ledger::Call;
use super::shared::{Shared, World};

/// A request as it came off the wire.
#[derive(Debug, Default)]
pub(super) struct Incoming {
    /// Path and query.
    pub(super) path: String,
    pub(super) content_type: Option<String>,
    pub(super) content_encoding: Option<String>,
    pub(super) soap_action: Option<String>,
    pub(super) body: Vec<u8>,
    /// Milliseconds since the run began, when its head was there.
    pub(super) began_ms: u64,
}

/// What goes back: XML with this HTTP status.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) status: u16,
    pub(super) body: String,
}

/// Why a request gets a fault: HTTP status, fault code, and words for the candidate's developer.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) fault_code: &'static str,
    pub(super) message: String,
}

impl From<Unreadable> for Refusal {
    fn from(unreadable: Unreadable) -> Self {
        let status = match unreadable {
            Unreadable::TooLarge => 413,
            Unreadable::ContentEncoding(_) => 415,
            _ => 500,
        };
        let fault_code =
            if matches!(unreadable, Unreadable::EnvelopeVersion { .. }) { "VersionMismatch" } else { "Client" };
        Self { status, fault_code, message: unreadable.to_string() }
    }
}

/// Answers a request and records the exchange.
pub(super) fn exchange(shared: &Shared, incoming: &Incoming) -> Outgoing {
    let text = read_text(incoming);
    let read = text.as_ref().map_err(Clone::clone).and_then(|text| read_operation(text));
    let text = text.unwrap_or_else(|_| readable_part(&incoming.body));
    match read {
        Ok((operation, envelope)) => answer(shared, incoming, &text, operation, &envelope),
        Err(unreadable) => refuse(shared, incoming, &text, unreadable.into()),
    }
}

/// Records a request that cannot be answered, and makes the fault for it. `text` is the message as far as it is known.
pub(super) fn refuse(shared: &Shared, incoming: &Incoming, text: &str, refusal: Refusal) -> Outgoing {
    let outgoing = Outgoing { status: refusal.status, body: fault(refusal.fault_code, &refusal.message) };
    let world = shared.world();
    let call = SoapCall { unreadable: Some(refusal.message), ..head(incoming) };
    record(shared, incoming, call, world.case.as_deref(), text, &outgoing);
    outgoing
}

fn read_text(incoming: &Incoming) -> Result<String, Unreadable> {
    let content_type = incoming.content_type.as_deref();
    if content_type.is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("multipart/")) {
        return Err(Unreadable::Multipart);
    }
    let body = decompress(&incoming.body, incoming.content_encoding.as_deref())?;
    decode(&body, content_type)
}

fn read_operation(text: &str) -> Result<(Operation, Envelope), Unreadable> {
    let envelope = read_envelope(text)?;
    let operation = envelope.body.name.parse().map_err(|_| Unreadable::UnknownOperation {
        line: envelope.line,
        column: envelope.column,
        name: envelope.body.name.chars().take(100).collect(),
    })?;
    Ok((operation, envelope))
}

/// Bytes that are no text, as text: enough to look at, and to find passwords in.
fn readable_part(body: &[u8]) -> String {
    String::from_utf8_lossy(body).replace('\0', "")
}

fn answer(shared: &Shared, incoming: &Incoming, text: &str, operation: Operation, envelope: &Envelope) -> Outgoing {
    let message = decode_request(operation, &envelope.body);
    let mut world = shared.world();
    learn_passwords(shared, &mut world, &passwords(&envelope.body));
    let now_ms = shared.advance(&mut world);
    let case = case_of(&message, &world.ledger, world.case.as_deref());
    let (answer, effects) = match rule(&world, case.as_deref(), operation) {
        Some(code) => (Answer::of_code(operation, code), Vec::new()),
        None => {
            let World { ledger, ids, case: current, .. } = &mut *world;
            ledger.handle(&Call { message: &message, case: current.as_deref(), now_ms }, ids)
        }
    };
    let answer = (shared.flaw)(answer);
    let outgoing = Outgoing { status: 200, body: answer.envelope() };
    let response = read_back(shared, case.as_deref(), &outgoing.body);
    let call = SoapCall {
        operation: Some(operation),
        result_code: Some(answer.code),
        result_description: Some(answer.description),
        ..about(head(incoming), leaves(&envelope.body), response)
    };
    record(shared, incoming, call, case.as_deref(), text, &outgoing);
    shared.carry_out(&world, effects);
    outgoing
}

/// The result code that a case asks for. 0 asks for what the protocol says.
fn rule(world: &World, case: Option<&str>, operation: Operation) -> Option<i32> {
    let code = world.rules.get(&(case?.to_owned(), operation))?;
    (*code != 0).then_some(*code)
}

fn head(incoming: &Incoming) -> SoapCall {
    SoapCall {
        path: incoming.path.clone(),
        content_type: incoming.content_type.clone(),
        soap_action: incoming.soap_action.clone(),
        ..SoapCall::default()
    }
}

/// Fills in what the call is about, from the leaves of request and answer.
fn about(call: SoapCall, request: Vec<Field>, response: Vec<Field>) -> SoapCall {
    let asked = |path: &str| find(&request, path);
    let answered = |path: &str| find(&response, path);
    SoapCall {
        token: asked("key"),
        invoice_reference: asked("invoiceReference").or_else(|| answered("return/invoiceReference")),
        client_invoice_id: asked("invoice/clientInvoiceId").or_else(|| answered("return/receipt/clientInvoiceId")),
        ers_reference: asked("ersReference").or_else(|| answered("return/ersReference")),
        asked_version: asked("invoiceVersion").and_then(|version| version.parse().ok()),
        status: answered("return/status").and_then(|name| status_named(&name)),
        version: answered("return/version").and_then(|version| version.parse().ok()),
        request,
        response,
        ..call
    }
}

fn find(fields: &[Field], path: &str) -> Option<String> {
    let field = fields.iter().find(|field| field.path == path)?;
    field.value.clone().filter(|value| !value.is_empty())
}

fn status_named(name: &str) -> Option<InvoiceStatus> {
    use InvoiceStatus as S;
    let all = [S::Issued, S::PendingIssuerAcknowledge, S::Reserved, S::PartiallyPaid, S::Paid, S::Canceled, S::Failed];
    all.into_iter().find(|status| status.name() == name)
}

fn record(shared: &Shared, incoming: &Incoming, call: SoapCall, case: Option<&str>, text: &str, outgoing: &Outgoing) {
    let name = call.operation.map_or("unreadable", Operation::name);
    let store = |kind: &str, text: &str| {
        if text.is_empty() {
            return None;
        }
        shared.recorder.message(case, &format!("{name}-{kind}.xml"), &redact_text(text))
    };
    let call = SoapCall {
        http_status: outgoing.status,
        took_ms: shared.recorder.elapsed_ms().saturating_sub(incoming.began_ms),
        request_body: store("request", text),
        response_body: store("response", &outgoing.body),
        ..call
    };
    shared.recorder.record(case, What::Soap(Box::new(call)));
    shared.announce();
}

/// Shorter ones are hidden in their place only: as a secret everywhere they would hide amounts and dates.
const SHORTEST_SECRET: usize = 4;
/// A candidate that makes up ever new passwords does not fill our memory.
const MOST_SECRETS: usize = 100;

/// A wrong password may be the right one somewhere else: from now on it is a secret.
fn learn_passwords(shared: &Shared, world: &mut World, passwords: &[String]) {
    for password in passwords {
        let length = password.chars().count();
        if (SHORTEST_SECRET..=200).contains(&length)
            && world.foreign_passwords < MOST_SECRETS
            && !is_word_of_the_trace(password)
            && !shared.recorder.redactor().touches(password)
        {
            shared.recorder.redactor().add("password sent", password);
            world.foreign_passwords += 1;
        }
    }
}

/// Words that the record itself is written in; somebody who sends one as a password must not make it unreadable.
fn is_word_of_the_trace(password: &str) -> bool {
    const WORDS: [&str; 15] = [
        "order",
        "success",
        "failure",
        "cancel",
        "approve",
        "decline",
        "candidate",
        "environment",
        "harness",
        "completed",
        "interrupted",
        "failed-fast",
        "case-started",
        "redacted",
        "http",
    ];
    WORDS.contains(&password) || status_named(password).is_some() || password.parse::<Operation>().is_ok()
}
