//! Steps that let SEQR go wrong.

use std::time::Duration;

use crate::spec::Operation;
use crate::suite::{BackendRule, Fault, NotificationFault, PaymentFault, SessionFault};
use crate::trace::{Blame, Event, Misbehaved, Misdeed, StepFailure, What, milliseconds};

use super::journey::Journey;
use super::world::World;

/// How long a notification that is sent at once may take until it is recorded; its sender gives up earlier.
const NOTIFIED: Duration = Duration::from_secs(15);

/// How long the end of a delay is waited for at most.
const LONGEST: Duration = Duration::from_secs(60);

/// How long what should not come is waited for, as long as SEQR may not have been asked yet.
const UNWANTED: Duration = Duration::from_secs(2);

/// How long it is waited for once SEQR was asked in vain, or knows no customer.
const UNWANTED_AFTER: Duration = Duration::from_secs(1);

/// Waits until nothing of what SEQR delays in this case is under way any more: a service that waits for it as long as it
/// takes may do nothing else meanwhile, which is not the next case's business.
pub(super) async fn outlast(world: &World, case: &str) {
    let last =
        world.recorder.case_events(case).iter().filter_map(|event| end_of_delay(event, None)).max().unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(last.saturating_sub(world.recorder.elapsed_ms())).min(LONGEST)).await;
}

/// Waits until something is so that only the backend can bring about.
pub(super) async fn until(world: &World, is_so: impl Fn() -> bool) {
    loop {
        // Listening begins before the look, so that no change falls between the two.
        let changed = world.backend.changed();
        if is_so() {
            break;
        }
        changed.await;
    }
}

/// When SEQR lets go of an answer that it holds back, in milliseconds of the run; of one operation, or of any.
pub(super) fn end_of_delay(event: &Event, of: Option<Operation>) -> Option<u64> {
    let What::Misbehaved(Misbehaved { deed: Misdeed::Answer(rule), .. }) = &event.what else { return None };
    let late = milliseconds(rule.lateness());
    of.is_none_or(|operation| rule.on == operation).then(|| event.at_ms.saturating_add(late))
}

/// What the case has told the backend to do wrong, as far as it changes what the customer can do.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    rules: Vec<BackendRule>,
    session: bool,
    /// Whether the customer came with a code that a stranger has printed, by which nothing need be sold.
    strange: bool,
}

impl Troubles {
    /// Another customer scans: a session of their own, the same rules.
    pub(super) fn next_customer(&mut self) -> Self {
        Self { rules: std::mem::take(&mut self.rules), ..Self::default() }
    }

    /// The customer came with a code that a stranger has printed.
    pub(super) const fn note_strange_code(&mut self) {
        self.strange = true;
    }

    /// How long the page may take for the next step. Where the candidate can get no invoice, what leads to the payment
    /// should not come at all, and is waited for only shortly. What SEQR delays takes so much longer.
    pub(super) fn patience(&self, limit: Duration) -> Duration {
        if self.session {
            return limit.min(UNWANTED_AFTER);
        }
        if self.strange || self.withhold_invoices() {
            return limit.min(UNWANTED);
        }
        let late: Duration = self.rules.iter().map(BackendRule::lateness).sum();
        limit.saturating_add(late)
    }

    /// Whether SEQR lets nobody have an invoice.
    pub(super) fn withhold_invoices(&self) -> bool {
        let on_invoice = self.rules.iter().find(|rule| rule.on == Operation::SendInvoice);
        on_invoice.is_some_and(|rule| rule.times.is_none() && rule.withholds())
    }

    /// Whether the candidate is told an invoiceReference that nobody can pay.
    pub(super) fn misnames_invoices(&self) -> bool {
        self.rules.iter().any(|rule| rule.fault == Some(Fault::WrongReference))
    }
}

/// How long the payment trigger may take. Where SEQR lets nobody have an invoice, the candidate first gets the time to ask
/// for one.
pub(super) async fn patience_for_trigger(journey: &Journey<'_>) -> Duration {
    let world = journey.world;
    if !journey.troubles.withhold_invoices() {
        return journey.patience();
    }
    let asked = until(world, || {
        let events = world.recorder.case_events(&journey.case.id);
        let is_invoice =
            |what: &What| matches!(what, What::Soap(call) if call.operation == Some(Operation::SendInvoice));
        events.iter().any(|event| is_invoice(&event.what))
    });
    let limit = world.profile.limits.page.duration();
    match tokio::time::timeout(limit, asked).await {
        Ok(()) => limit.min(UNWANTED_AFTER),
        Err(_) => Duration::ZERO,
    }
}

pub(super) fn backend(journey: &mut Journey<'_>, rule: BackendRule) {
    journey.world.backend.set_rule(&journey.case.id, rule);
    journey.troubles.rules.retain(|former| former.on != rule.on);
    journey.troubles.rules.push(rule);
}

pub(super) fn session(journey: &mut Journey<'_>, fault: SessionFault) -> Result<(), StepFailure> {
    journey
        .world
        .backend
        .deny_session(journey.token(), Some(fault))
        .map_err(|error| StepFailure { blame: Blame::Harness, message: error.to_string() })?;
    journey.troubles.session = true;
    Ok(())
}

pub(super) fn payment(journey: &Journey<'_>, fault: PaymentFault) -> Result<(), StepFailure> {
    journey
        .world
        .backend
        .spoil_payment(&journey.case.id, fault, journey.invoice.as_deref())
        .map_err(|error| StepFailure { blame: Blame::Harness, message: error.to_string() })
}

/// One that is sent now is waited for, so that what follows comes after it.
pub(super) async fn notification(journey: &Journey<'_>, fault: NotificationFault) -> Result<(), StepFailure> {
    let world = journey.world;
    let sent = || {
        let events = world.recorder.case_events(&journey.case.id);
        let ours = |what: &What| matches!(what, What::Misbehaved(seen) if matches!(&seen.deed, Misdeed::Notification { fault: was, .. } if *was == fault));
        events.iter().filter(|event| ours(&event.what)).count()
    };
    let before = sent();
    if !world.backend.spoil_notifications(&journey.case.id, fault, journey.invoice.as_deref()) {
        return Ok(());
    }
    let recorded = until(world, || sent() > before);
    tokio::time::timeout(NOTIFIED, recorded).await.map_err(|_| StepFailure {
        blame: Blame::Harness,
        message: format!("the notification was not recorded within {} s", NOTIFIED.as_secs()),
    })
}

pub(super) fn describe_rule(rule: &BackendRule) -> String {
    let on = rule.on;
    let mut told = match (rule.answer, rule.fault) {
        (Some(0), _) => return format!("SEQR answers {on} as it should again"),
        (Some(code), _) => format!("SEQR answers {on} with {code}"),
        (None, Some(fault)) => format!("SEQR answers {on} {}", describe_fault(fault)),
        (None, None) => format!("SEQR answers {on}"),
    };
    if let Some(delay) = rule.delay {
        told.push_str(&format!(" {delay} late"));
    }
    match rule.times {
        Some(1) => told.push_str(" once"),
        Some(times) => told.push_str(&format!(" for {times} calls")),
        None => told.push_str(" from now on"),
    }
    told
}

fn describe_fault(fault: Fault) -> String {
    match fault {
        Fault::Http(status) => format!("with HTTP status {status}"),
        Fault::SoapFault => "with a SOAP fault".to_owned(),
        Fault::EmptyBody => "with an empty body".to_owned(),
        Fault::Cut => "by cutting the connection".to_owned(),
        Fault::CutMidway => "by half, then cuts the connection".to_owned(),
        Fault::Trickle(over) => format!("in small pieces over {over}"),
        Fault::WrongType => "with a wrong content type".to_owned(),
        Fault::Malformed => "with malformed XML".to_owned(),
        Fault::WrongReference => "with a wrong invoiceReference".to_owned(),
    }
}

pub(super) fn describe_notification(fault: NotificationFault) -> String {
    match fault {
        NotificationFault::Never => "SEQR notifies nobody from now on".to_owned(),
        NotificationFault::Lost => "SEQR notifies a URL that answers 500 from now on".to_owned(),
        NotificationFault::Twice => "SEQR notifies twice from now on".to_owned(),
        NotificationFault::Late(by) => format!("SEQR notifies {by} late from now on"),
        NotificationFault::Early => "SEQR notifies of an invoice that is not paid".to_owned(),
        NotificationFault::Forged => "a stranger notifies of an invoice that does not exist".to_owned(),
    }
}

pub(super) fn describe_session(fault: SessionFault) -> String {
    format!("SEQR answers getClientSessionInfo with {} for this customer", fault.code())
}

pub(super) fn describe_payment(fault: PaymentFault) -> String {
    match fault {
        PaymentFault::StatusAfter(span) => format!("payments take {span} from now on"),
        PaymentFault::Stuck => "payments change nothing from now on".to_owned(),
        PaymentFault::Reversed => "SEQR takes the payment back".to_owned(),
    }
}
