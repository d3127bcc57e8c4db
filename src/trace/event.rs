//! What a run can observe, one variant per kind of event.
//!
//! Events are written once and never changed. They hold what was seen, not what it means: judging is for `check`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::plan::Plan;
use crate::spec::{InvoiceStatus, Operation, Page};
use crate::suite::{BackendRule, Choice};

use super::artifact::Artifact;
use super::field::Fields;
use super::layout::Layout;
use super::misbehaviour::Misbehaved;
use super::oddity::Oddity;
use super::swept::Swept;
use super::trigger::TriggerFired;

/// One line of `trace.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Position in the run, counted from 1; what `evidence` in reports refers to.
    pub seq: u64,
    /// Milliseconds since the run began, on a monotonic clock.
    pub at_ms: u64,
    /// The case to which it belongs; `None` for what belongs to the whole run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// First event of every trace.
    RunStarted(Box<RunHeader>),
    /// Last event of a run that came to its end, on whatever path.
    RunEnded(RunEnd),
    /// The browser that judged.
    Browser(Browser),
    /// The candidate's own process was started by the harness.
    CandidateStarted {
        command: Vec<String>,
    },
    /// The candidate answered for the first time.
    CandidateReady {
        url: String,
        after_ms: u64,
    },
    /// The candidate's process ended before the harness stopped it.
    CandidateExited {
        status: String,
        output: String,
    },
    /// What the candidate's process printed during a step; where it was much, the beginning and the end. Cases that only look
    /// share the candidate, so that it may be about another one that was under way.
    CandidatePrinted {
        text: String,
    },
    /// What the candidate's process printed, complete.
    CandidateOutput {
        artifact: Artifact,
    },

    CaseStarted,
    /// All steps were gone through, or the case was cut off.
    CaseEnded {
        cut_off: Option<StepFailure>,
    },
    StepStarted {
        index: usize,
        step: String,
    },
    /// `failure` is why the step could not be done.
    StepEnded {
        index: usize,
        failure: Option<StepFailure>,
    },

    /// The app scanned the QR code and the backend gave it a TOKEN.
    Scanned(Scanned),
    /// A page was opened by the app, to the end of its loading.
    PageOpened(Box<PageOpened>),
    /// The customer did one of the profile's steps.
    Tapped(Tapped),
    /// The customer wanted to do the step before once more, while SEQR was being asked for the invoice.
    TappedAgain(TappedAgain),
    /// A SEQR link was fired by the page.
    TriggerFired(TriggerFired),
    /// The page as it stood at a moment: layout, texts, picture.
    View(Box<View>),
    /// A view at every width between the smallest and the largest screen, without loading it anew.
    Swept(Box<Swept>),
    /// A line on the browser's console.
    Console {
        level: String,
        text: String,
        source: Option<String>,
    },
    /// A request of the page that failed or was answered with 400 or more.
    RequestFailed {
        url: String,
        method: String,
        status: Option<u16>,
        error: Option<String>,
    },
    /// The page opened a JavaScript dialog, which the harness dismissed.
    Dialog {
        text: String,
    },

    /// A message of the candidate to SEQR, and the answer.
    Soap(Box<SoapCall>),
    /// The candidate reached the backend, and no connection for messages came of it: the TLS handshake failed, or plain HTTP
    /// met HTTPS.
    ConnectionFailed {
        reason: String,
    },
    /// An invoice changed its status.
    InvoiceChanged(InvoiceChanged),
    /// getPaymentStatus was answered PAID in time, which is the merchant's acknowledgement.
    Acknowledged {
        invoice_reference: String,
        after_ms: u64,
    },
    /// No acknowledgement came in time, and the backend took the payment back.
    Reversed {
        invoice_reference: String,
        after_ms: u64,
    },
    /// The backend told the candidate's notificationUrl that an invoice is paid.
    Notified(Notified),
    /// The customer decided in the app.
    Decided {
        choice: Choice,
        invoice_reference: String,
    },
    /// A case told the backend to answer otherwise than by the protocol's rules.
    BackendRule(BackendRule),
    /// SEQR went wrong on purpose.
    Misbehaved(Misbehaved),

    /// Time was let pass on purpose; the absence of other events in this span is an observation.
    Watched {
        for_ms: u64,
    },
    /// A wait ended: with what it waited for, or without.
    Awaited {
        what: String,
        happened: bool,
        after_ms: u64,
    },
    /// A back office action of the profile.
    Action(ActionDone),
    /// The harness or its surroundings failed.
    Trouble {
        kind: Blame,
        message: String,
    },
}

/// The head of a trace: what is needed to judge it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunHeader {
    /// Version of the trace format.
    pub format: u32,
    /// Version of the harness.
    pub harness: String,
    /// Wall clock, RFC 3339, UTC.
    pub started: String,
    /// Where the simulated backend listened.
    pub endpoint: String,
    /// Ids of the cases that were to run; fewer than planned when a filter was given.
    pub selected: Vec<String>,
    pub plan: Plan,
}

/// How a run came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunEnd {
    Completed,
    /// Ctrl-C or a termination signal.
    Interrupted,
    /// `--fail-fast` after the first case that was not green.
    FailedFast,
}

/// Which browser rendered the pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    pub name: String,
    pub version: String,
    /// Program that was started, or the URL of a driver that runs elsewhere.
    pub driver: String,
    /// Path of the browser's program where it is known.
    pub binary: Option<String>,
}

/// Whose doing a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    /// The service under test did not do what the step needs.
    Candidate,
    /// Browser, driver, network or operating system.
    Environment,
    /// The harness itself.
    Harness,
}

/// Why a step could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFailure {
    pub blame: Blame,
    /// What was seen, and what to do about it.
    pub message: String,
}

/// A session as the app got it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    pub token: String,
    pub qr_text: String,
    /// What a QR reader made of a code drawn from `qr_text`.
    pub qr_read_back: Option<String>,
    /// Parameters of the QR code.
    pub parameters: BTreeMap<String, String>,
}

/// A page load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageOpened {
    pub page: Page,
    /// TOKEN of the customer whose app opened it.
    pub token: String,
    /// Name of the screen.
    pub screen: String,
    /// With the fragment.
    pub requested: String,
    pub final_url: String,
    /// Status of the document's last response; `None` when there was none.
    pub status: Option<u16>,
    /// Headers of that response, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What was passed on the way: (URL, status, Location).
    pub redirects: Vec<Redirect>,
    /// Status of the page itself, where it loaded and its script then went on to another document, the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_on_from: Option<u16>,
    /// How long the browser waited for the page before it was asked once more, where others got it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_ms: Option<u64>,
    pub load_ms: u64,
    /// Whether the page came to rest before its text and layout were taken.
    pub settled: bool,
    /// Whether nothing was due in it, so that it needed no watching.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nothing_due: bool,
    pub title: String,
    /// Visible text, cut at 20,000 characters.
    pub text: String,
    pub dom: Option<Artifact>,
    pub screenshot: Option<Artifact>,
    /// Why the page did not load, in words for its owner.
    pub problem: Option<String>,
}

/// One redirect on the way to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    pub url: String,
    pub status: u16,
    pub location: Option<String>,
}

/// A step of the profile that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tapped {
    /// Which list of the profile: `buy`, `cancel` or `back`.
    pub list: String,
    /// Counted from 0.
    pub index: usize,
    /// `tap #pay`, `fill #email`.
    pub action: String,
    /// Whether it is the last of its list.
    pub last: bool,
}

/// A second tap of an impatient customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TappedAgain {
    /// As in [`Tapped::action`].
    pub action: String,
    /// Why there was nothing to tap any more; `None` when it was tapped.
    pub prevented: Option<String>,
}

/// The page at a moment, as it would be seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub page: Page,
    pub token: String,
    /// Counted from 1 on every load: the first is the page as opened, each further one follows a step.
    pub number: usize,
    /// What had been done: `opened`, `after tap #two-tickets`, `before the last step`, `after back`.
    pub moment: String,
    /// Whether the phone was set to dark colours: the same view again, of which only the contrast is looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dark: bool,
    pub url: String,
    pub screen: String,
    /// Whether the step that is first in `buy` can be done in this view.
    pub first_step_usable: Option<bool>,
    /// Whether the profile's `back` is visible, where one is declared.
    pub back_visible: Option<bool>,
    /// Whether this is the last view before the payment starts.
    pub last_before_payment: bool,
    pub text: String,
    /// Elements that came out of markup which the harness had put into the fragment or the QR code; `None` in traces that
    /// were recorded before this was looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injected: Option<Vec<String>>,
    /// Layout; only `survey` steps measure it.
    pub layout: Option<Layout>,
    /// What is on the screen.
    pub screenshot: Option<Artifact>,
    /// The page from its top to its end, where the layout was measured and something may be wrong with it below the screen.
    /// What is fixed to the screen stands elsewhere in it than on `screenshot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Artifact>,
}

/// A SOAP exchange that the candidate began.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SoapCall {
    /// Path and query of the request.
    pub path: String,
    pub content_type: Option<String>,
    pub soap_action: Option<String>,
    /// `None` when the message names no operation of the protocol.
    pub operation: Option<Operation>,
    /// Leaves of the message in document order, redacted.
    pub request: Fields,
    pub response: Fields,
    /// What the request says beside names and texts that the schema does not; not kept by earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub oddities: Vec<Oddity>,
    /// 0 where the connection was cut before a status was sent.
    pub http_status: u16,
    /// `None` when the answer was a SOAP fault or no SOAP at all, or was not sent whole.
    pub result_code: Option<i32>,
    pub result_description: Option<String>,
    /// Why the message could not be read, in words for the candidate's developer.
    pub unreadable: Option<String>,
    pub took_ms: u64,
    /// What the call is about, where the message or the answer says it.
    pub token: Option<String>,
    pub invoice_reference: Option<String>,
    pub client_invoice_id: Option<String>,
    pub ers_reference: Option<String>,
    /// Version that the call carried, and the answer's status and version (getPaymentStatus).
    pub asked_version: Option<i64>,
    pub status: Option<InvoiceStatus>,
    pub version: Option<i64>,
    /// The messages as they went over the wire, redacted.
    pub request_body: Option<Artifact>,
    pub response_body: Option<Artifact>,
}

/// An invoice's way from one status to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceChanged {
    pub invoice_reference: String,
    /// `None` when it was issued just now.
    pub from: Option<InvoiceStatus>,
    pub to: InvoiceStatus,
    pub version: i64,
}

/// A notification POST and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    pub invoice_reference: String,
    pub url: String,
    /// Status of the answer; `None` when there was none.
    pub status: Option<u16>,
    pub error: Option<String>,
    pub took_ms: u64,
}

/// A back office action and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionDone {
    pub name: String,
    /// What was done: `POST http://…`, or the command.
    pub what: String,
    pub succeeded: bool,
    /// HTTP status or exit status, and the beginning of what it said.
    pub outcome: String,
    /// What it said, where it was asked for something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The invoice that it was about, where the customer has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice_reference: Option<String>,
}
