//! One exchange: from the bytes of a request to the answer, recorded.

use std::borrow::Cow;
use std::time::Duration;

use crate::soap::{
    Answer, Envelope, Leaves, Request, Unreadable, decode, decode_request, decompress, fault, leaves, passwords,
    read_envelope, redact_envelope, redact_text,
};
use crate::spec::{InvoiceStatus, Operation};
use crate::trace::{Artifact, Batch, Fields, Misbehaved, Misdeed, SoapCall, What};

use super::attribution::case_of;
use super::conformity::read_back;
use super::fault::{damage, misname, refusal};
use super::ledger::{Call, Ledger};
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

/// The content type of every message.
pub(super) const XML: &str = "text/xml; charset=utf-8";

/// What goes back.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) body: String,
    pub(super) way: Way,
    /// How long it is held back.
    pub(super) delay: Duration,
}

/// How an answer goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Whole,
    /// Not at all: the connection is closed.
    Cut,
    /// To the middle of its body.
    CutMidway,
    /// Its body in pieces, for so long.
    Trickle(Duration),
}

impl Outgoing {
    pub(super) const fn xml(status: u16, body: String) -> Self {
        Self { status, content_type: XML, body, way: Way::Whole, delay: Duration::ZERO }
    }

    pub(super) const fn text(status: u16, body: String) -> Self {
        let content_type = "text/plain; charset=utf-8";
        Self { status, content_type, body, way: Way::Whole, delay: Duration::ZERO }
    }

    /// Status and text as far as they are sent.
    fn sent(&self) -> (u16, &str) {
        match self.way {
            Way::Whole | Way::Trickle(_) => (self.status, &self.body),
            Way::CutMidway => (self.status, self.body.get(..self.body.len() / 2).unwrap_or_default()),
            Way::Cut => (0, ""),
        }
    }
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

/// Answers a request and records the exchange in a batch: the answer may go out when that is on disk.
pub(super) fn exchange(shared: &Shared, batch: &Batch<'_>, incoming: &Incoming) -> Outgoing {
    let body = match read_body(incoming) {
        Ok(body) => body,
        Err(unreadable) => return refuse(shared, batch, incoming, &readable_part(&incoming.body), unreadable.into()),
    };
    let content_type = incoming.content_type.as_deref();
    let text = match decode(&body, content_type) {
        Ok(text) => text,
        Err(unreadable) => return refuse(shared, batch, incoming, &readable_part(&incoming.body), unreadable.into()),
    };
    match read_operation(&text) {
        Ok((operation, envelope)) => answer(shared, batch, incoming, operation, &envelope),
        Err(unreadable) => refuse(shared, batch, incoming, &text, unreadable.into()),
    }
}

/// Records a request that cannot be answered, and makes the fault for it. `text` is the message as far as it is known.
pub(super) fn refuse(
    shared: &Shared,
    batch: &Batch<'_>,
    incoming: &Incoming,
    text: &str,
    refusal: Refusal,
) -> Outgoing {
    let outgoing = Outgoing::xml(refusal.status, fault(refusal.fault_code, &refusal.message));
    let world = shared.world();
    let call = SoapCall { unreadable: Some(refusal.message), ..head(incoming) };
    let messages = Messages { request: &redact_text(text), response: &redact_text(&outgoing.body) };
    record(shared, batch, incoming, call, world.case.as_deref(), &messages, outgoing.status);
    outgoing
}

fn read_body(incoming: &Incoming) -> Result<Cow<'_, [u8]>, Unreadable> {
    let content_type = incoming.content_type.as_deref();
    if content_type.is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("multipart/")) {
        return Err(Unreadable::Multipart);
    }
    decompress(&incoming.body, incoming.content_encoding.as_deref())
}

fn read_operation(text: &str) -> Result<(Operation, Envelope<'_>), Unreadable> {
    let envelope = read_envelope(text)?;
    let operation = envelope.body.name.parse().map_err(|_| {
        let (line, column) = envelope.place();
        Unreadable::UnknownOperation { line, column, name: envelope.body.name.chars().take(100).collect() }
    })?;
    Ok((operation, envelope))
}

/// Bytes that are no text, as text: enough to look at, and to find passwords in.
fn readable_part(body: &[u8]) -> String {
    String::from_utf8_lossy(body).replace('\0', "")
}

fn answer(
    shared: &Shared,
    batch: &Batch<'_>,
    incoming: &Incoming,
    operation: Operation,
    envelope: &Envelope<'_>,
) -> Outgoing {
    // What needs no ledger comes before it is taken: others wait for it.
    let message = decode_request(operation, &envelope.body);
    let (Leaves { fields: asked, oddities }, request) = (leaves(&envelope.body), redact_envelope(envelope));
    let mut world = shared.world();
    learn_passwords(shared, &mut world, &passwords(&envelope.body));
    let now_ms = shared.advance(&mut world);
    let case = case_of(&message, &world.ledger, world.case.as_deref());
    let mut deed = world.faults.strike(case.as_deref(), operation);
    let (answer, outgoing, effects, honest) = match deed.as_ref().and_then(|deed| refusal(deed, operation)) {
        Some((answer, outgoing)) => (answer, outgoing, Vec::new(), None),
        None => {
            let World { ledger, ids, case: current, .. } = &mut *world;
            let (mut answer, effects) =
                ledger.handle(&Call { message: &message, case: current.as_deref(), now_ms }, ids);
            deed = deed.or_else(|| denial(ledger, &message.request, &answer));
            misname(deed.as_ref(), &mut answer, ids);
            let answer = (shared.flaw)(answer);
            let outgoing = Outgoing::xml(200, answer.envelope());
            // Before anything is damaged on purpose: what is wrong by now is our own fault.
            let honest = read_back(batch, case.as_deref(), &outgoing.body)
                .map(|envelope| (leaves(&envelope.body).fields, redact_envelope(&envelope).into_owned()));
            (Some(answer), outgoing, effects, honest)
        }
    };
    let (outgoing, sent, stored) = match (&deed, honest) {
        (None, Some((sent, stored))) => (outgoing, Some(sent), stored),
        (deed, _) => {
            let damaged = match deed {
                Some(deed) => damage(deed, outgoing),
                None => outgoing,
            };
            let text = damaged.sent().1;
            let sent = read_envelope(text).ok().map(|envelope| leaves(&envelope.body).fields);
            let stored = redact_text(text);
            (damaged, sent, stored)
        }
    };
    // What was damaged beyond reading told the candidate nothing.
    let answer = answer.filter(|_| sent.is_some());
    let call = SoapCall {
        operation: Some(operation),
        oddities,
        result_code: answer.as_ref().map(|answer| answer.code),
        result_description: answer.map(|answer| answer.description),
        ..about(head(incoming), asked, sent.unwrap_or_default())
    };
    let messages = Messages { request: &request, response: &stored };
    let recorded = record(shared, batch, incoming, call, case.as_deref(), &messages, outgoing.sent().0);
    if let Some(deed) = deed {
        let misbehaved = Misbehaved { hit: Some(recorded), deed };
        batch.record(case.as_deref(), What::Misbehaved(misbehaved));
    }
    shared.carry_out_in(batch, &world, effects);
    outgoing
}

/// The misdeed of a session that is denied on purpose, where that is what the answer says.
fn denial(ledger: &Ledger, request: &Request, answer: &Answer) -> Option<Misdeed> {
    let Request::GetClientSessionInfo(request) = request else { return None };
    let fault = ledger.session(request.key.as_deref()?)?.denied?;
    (answer.code == fault.code().code()).then_some(Misdeed::Session(fault))
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
fn about(call: SoapCall, request: Fields, response: Fields) -> SoapCall {
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

fn find(fields: &Fields, path: &str) -> Option<String> {
    fields.value(path).filter(|value| !value.is_empty()).map(str::to_owned)
}

fn status_named(name: &str) -> Option<InvoiceStatus> {
    use InvoiceStatus as S;
    let all = [S::Issued, S::PendingIssuerAcknowledge, S::Reserved, S::PartiallyPaid, S::Paid, S::Canceled, S::Failed];
    all.into_iter().find(|status| status.name() == name)
}

/// Request and answer as far as they went over the wire, without the secrets that their form shows.
struct Messages<'a> {
    request: &'a str,
    response: &'a str,
}

/// Answers the sequence number of the record.
fn record(
    shared: &Shared,
    batch: &Batch<'_>,
    incoming: &Incoming,
    call: SoapCall,
    case: Option<&str>,
    messages: &Messages<'_>,
    http_status: u16,
) -> u64 {
    let name = call.operation.map_or("unreadable", Operation::name);
    let call = SoapCall {
        http_status,
        took_ms: shared.recorder.elapsed_ms().saturating_sub(incoming.began_ms),
        request_body: store(batch, case, &[name, "-request.xml"], messages.request),
        response_body: store(batch, case, &[name, "-response.xml"], messages.response),
        ..call
    };
    let recorded = batch.record(case, What::Soap(Box::new(call)));
    shared.announce();
    recorded
}

fn store(batch: &Batch<'_>, case: Option<&str>, name: &[&str], text: &str) -> Option<Artifact> {
    if text.is_empty() { None } else { batch.message(case, &name.concat(), text) }
}

/// Shorter ones are hidden in their place only: as a secret everywhere they would hide amounts and dates.
const SHORTEST_SECRET: usize = 4;
/// A candidate that makes up ever new passwords does not fill our memory.
const MOST_SECRETS: usize = 100;

/// A wrong password may be the right one somewhere else: from now on it is a secret.
fn learn_passwords(shared: &Shared, world: &mut World, passwords: &[&str]) {
    for &password in passwords {
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
