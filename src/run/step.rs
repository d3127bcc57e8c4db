//! The steps of a case, one function each.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::app::Depth;
use crate::candidate::Span;
use crate::spec::{ACKNOWLEDGE_WITHIN_SECONDS, Page, hostile_parameter};
use crate::suite::{Await, AwaitedAnswer, Buying, Choice, Step};
use crate::trace::{ActionDone, Blame, SoapCall, StepFailure, What, milliseconds};

use super::journey::{Closely, Journey, failure};
use super::purchase::{List, begin, buy, buy_in_vain, cancel, go_back, go_on, hesitate};
use super::{action, impatience, survey, trouble};

/// How much longer than SEQR's own limit an acknowledgement is waited for, so that the reversal is seen as well.
const BEYOND_REVERSAL: Duration = Duration::from_secs(3);

/// How long a service may take to note what SEQR has answered, before somebody acts upon it.
const TAKING_IN: Duration = Duration::from_secs(1);

/// How often a back office that has fulfilled nothing yet is asked again.
const ASKED_AGAIN: Duration = Duration::from_millis(500);

/// Does one step. What it saw is in the trace; the answer says only whether it could be done.
pub(super) async fn perform(journey: &mut Journey<'_>, step: &Step) -> Result<(), StepFailure> {
    match step {
        Step::Scan(_) => next_customer(journey, |_| {}),
        Step::ScanHostile(_) => {
            next_customer(journey, |all| all.values_mut().for_each(|value| *value = hostile_parameter()))?;
            journey.troubles.note_strange_code();
            Ok(())
        }
        Step::ScanPlain(_) => next_customer(journey, BTreeMap::clear),
        Step::ScanAgain(_) => scan_again(journey),
        Step::Join(_) => join(journey),
        Step::Switch(_) => switch(journey),
        Step::Open(page) => journey.open(*page, Closely::AtAGlance).await,
        Step::OpenPlain(page) => journey.open_plain(*page).await,
        Step::OpenMixed(page) => journey.open_mixed(*page).await,
        Step::OpenHostile(page) => journey.open_hostile(*page).await,
        Step::Leave(_) => {
            journey.close();
            journey.page = None;
            Ok(())
        }
        Step::Buy(Buying { in_vain: true, .. }) => buy_in_vain(journey, List::of(journey, false)).await,
        Step::Buy(Buying { impatient: true, .. }) => impatience::buy(journey).await,
        Step::Buy(Buying { begin: true, other, .. }) => begin(journey, List::of(journey, *other)).await,
        Step::Buy(Buying { hesitate: true, other, .. }) => hesitate(journey, List::of(journey, *other)).await,
        Step::Buy(Buying { go_on: true, other, .. }) => go_on(journey, List::of(journey, *other)).await,
        Step::Buy(Buying { other, closely, .. }) => buy(journey, List::of(journey, *other).looking(*closely)).await,
        Step::Cancel(_) => cancel(journey).await,
        Step::GoBack(_) => go_back(journey).await,
        Step::Pay(choice) => pay(journey, *choice),
        Step::Await(what) => wait(journey, *what).await,
        Step::Watch(span) => watch(journey, *span).await,
        Step::Survey(page) => survey::survey(journey, *page).await,
        Step::Sweep(page) => survey::sweep(journey, *page).await,
        Step::Action(name) => {
            taken_in(journey).await;
            let done = action::act(journey.world, *name, &journey.variables()).await?;
            tell(journey, done);
            Ok(())
        }
        Step::AskFulfilments(_) => {
            taken_in(journey).await;
            ask_fulfilments(journey).await
        }
        Step::Backend(rule) => {
            trouble::backend(journey, *rule);
            Ok(())
        }
        Step::Notification(fault) => trouble::notification(journey, *fault).await,
        Step::Session(fault) => trouble::session(journey, *fault),
        Step::Payment(fault) => trouble::payment(journey, *fault),
    }
}

/// A service that knows of a payment has as long as a call may take to fulfil the order: goods may leave by a queue of their own.
async fn ask_fulfilments(journey: &Journey<'_>) -> Result<(), StepFailure> {
    let began = Instant::now();
    loop {
        let is_last = began.elapsed() >= journey.world.profile.limits.call.duration();
        let Some(done) = action::ask_fulfilments(journey.world, &journey.variables()).await? else { return Ok(()) };
        let is_none = done.answer.as_deref().is_some_and(|answer| answer.trim() == "0");
        tell(journey, done);
        if !is_none || is_last || !journey.knows_of_payment() {
            return Ok(());
        }
        tokio::time::sleep(ASKED_AGAIN).await;
    }
}

fn tell(journey: &Journey<'_>, done: ActionDone) {
    let done = ActionDone { invoice_reference: journey.invoice.clone(), ..done };
    journey.world.recorder.record(Some(&journey.case.id), What::Action(done));
}

/// How a step reads in traces and messages.
#[must_use]
pub fn describe(step: &Step) -> String {
    match step {
        Step::Scan(_) => "another customer scans the QR code".to_owned(),
        Step::ScanHostile(_) => "a customer scans a code that a stranger has printed".to_owned(),
        Step::ScanPlain(_) => "a customer scans a code without parameters".to_owned(),
        Step::ScanAgain(_) => "the customer scans the QR code again".to_owned(),
        Step::Join(_) => "another customer joins".to_owned(),
        Step::Switch(_) => "turn to the other customer".to_owned(),
        Step::Open(page) => format!("open the {page} page"),
        Step::OpenPlain(page) => format!("open the {page} page with the TOKEN alone"),
        Step::OpenMixed(page) => format!("open the {page} page with the other customer's invoiceReference"),
        Step::OpenHostile(page) => format!("open the {page} page with a fragment of a stranger's"),
        Step::Leave(_) => "the customer closes the web view".to_owned(),
        Step::Buy(Buying { in_vain: true, .. }) => "buy in vain".to_owned(),
        Step::Buy(Buying { impatient: true, .. }) => "buy, and tap again while SEQR is asked".to_owned(),
        Step::Buy(Buying { begin: true, .. }) => "do the first step of a purchase".to_owned(),
        Step::Buy(Buying { hesitate: true, .. }) => "begin to buy, and think it over".to_owned(),
        Step::Buy(Buying { go_on: true, .. }) => "go on and buy".to_owned(),
        Step::Buy(Buying { other: true, .. }) => "buy something else".to_owned(),
        Step::Buy(_) => "buy".to_owned(),
        Step::Cancel(_) => "leave before paying".to_owned(),
        Step::GoBack(_) => "go to the last view and back to the first".to_owned(),
        Step::Pay(Choice::Approve) => "the customer pays".to_owned(),
        Step::Pay(Choice::Decline) => "the payment fails".to_owned(),
        Step::Pay(Choice::Cancel) => "the customer cancels the payment".to_owned(),
        Step::Await(what) => format!("wait for {}", awaited(*what)),
        Step::Watch(span) => format!("watch for {span}"),
        Step::Survey(page) => format!("look at the {page} page on every screen"),
        Step::Sweep(page) => format!("look at the {page} page at every width"),
        Step::Action(name) => format!("back office: {}", name.name()),
        Step::AskFulfilments(_) => "back office: fulfilments".to_owned(),
        Step::Backend(rule) => trouble::describe_rule(rule),
        Step::Notification(fault) => trouble::describe_notification(*fault),
        Step::Session(fault) => trouble::describe_session(*fault),
        Step::Payment(fault) => trouble::describe_payment(*fault),
    }
}

/// The next customer comes with a code like that of the profile, with other parameters.
fn next_customer(
    journey: &mut Journey<'_>,
    parameters: impl FnOnce(&mut BTreeMap<String, String>),
) -> Result<(), StepFailure> {
    journey.close();
    let mut qr = journey.world.profile.qr();
    parameters(&mut qr.parameters);
    let mut next = Journey::scan_code(journey.world, journey.case, journey.screen, &qr)?;
    next.troubles = journey.troubles.next_customer();
    *journey = next;
    Ok(())
}

/// The same customer, as their phone is.
fn scan_again(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    let mut next = Journey::scan(journey.world, journey.case, journey.screen)?;
    next.troubles = journey.troubles.next_customer();
    next.take_phone_of(journey);
    *journey = next;
    Ok(())
}

fn join(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    let mut next = Journey::scan(journey.world, journey.case, journey.screen)?;
    next.troubles = journey.troubles.next_customer();
    let waiting = std::mem::replace(journey, next);
    journey.other = Some(Box::new(waiting));
    Ok(())
}

fn switch(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    let Some(mut other) = journey.other.take() else {
        let message = "there is no other customer; the case must let one `join` before this step".to_owned();
        return Err(StepFailure { blame: Blame::Harness, message });
    };
    std::mem::swap(journey, &mut *other);
    journey.other = Some(other);
    Ok(())
}

/// What was found when a view was looked at.
pub(super) struct Seen {
    pub(super) first_step_usable: bool,
    pub(super) back_visible: bool,
}

pub(super) async fn look(
    journey: &mut Journey<'_>,
    page: Page,
    moment: &str,
    last_before_payment: bool,
    depth: Depth,
) -> Result<Seen, StepFailure> {
    let look = journey.next_look(page, moment, last_before_payment, depth);
    let view = journey.open_session()?.look(look).await.map_err(failure)?;
    Ok(Seen { first_step_usable: view.first_step_usable == Some(true), back_visible: view.back_visible == Some(true) })
}

fn pay(journey: &mut Journey<'_>, choice: Choice) -> Result<(), StepFailure> {
    let Some(reference) = journey.invoice.clone() else {
        return Err(StepFailure {
            blame: Blame::Candidate,
            message: "there is nothing to pay: no trigger named an invoice".to_owned(),
        });
    };
    journey.world.backend.decide(&reference, choice).map_err(|error| StepFailure {
        blame: if journey.troubles.misnames_invoices() { Blame::Harness } else { Blame::Candidate },
        message: format!("the app cannot show the invoice that the trigger named: {error}"),
    })?;
    journey.paid = choice == Choice::Approve;
    Ok(())
}

fn awaited(what: Await) -> String {
    match what {
        Await::Acknowledgement => "getPaymentStatus to be answered PAID".to_owned(),
        Await::Call(operation) => format!("a call of {operation}"),
        Await::Answer(AwaitedAnswer { operation, code }) => format!("{operation} to be answered {code}"),
    }
}

async fn wait(journey: &mut Journey<'_>, what: Await) -> Result<(), StepFailure> {
    let world = journey.world;
    let began = Instant::now();
    let limit = match what {
        Await::Acknowledgement => Duration::from_secs(ACKNOWLEDGE_WITHIN_SECONDS) + BEYOND_REVERSAL,
        Await::Call(_) | Await::Answer(_) => world.profile.limits.call.duration(),
    };
    // `None` while it has neither happened nor become impossible.
    let outcome = || match what {
        Await::Acknowledgement => {
            let invoice = journey.invoice.as_ref().and_then(|reference| world.backend.invoice(reference))?;
            (invoice.acknowledged || invoice.reversed).then_some(invoice.acknowledged)
        }
        Await::Call(operation) => seen(journey, |call| call.operation == Some(operation)).then_some(true),
        Await::Answer(AwaitedAnswer { operation, code }) => {
            seen(journey, |call| call.operation == Some(operation) && call.result_code == Some(code)).then_some(true)
        }
    };
    let happened = loop {
        // Listening begins before the look, so that no change falls between the two.
        let changed = world.backend.changed();
        let left = limit.saturating_sub(began.elapsed());
        match outcome() {
            Some(happened) => break Some(happened),
            None if left.is_zero() => break None,
            None => {
                let _ = tokio::time::timeout(left, changed).await;
            }
        }
    };
    let after_ms = milliseconds(began.elapsed());
    let happened = happened.unwrap_or(false);
    world.recorder.record(Some(&journey.case.id), What::Awaited { what: awaited(what), happened, after_ms });
    look_again(journey, "after waiting").await
}

/// Waits until the service has had time for the answer that SEQR gave it last: its staff cannot act upon what it does not
/// know yet.
async fn taken_in(journey: &Journey<'_>) {
    let recorder = journey.world.recorder();
    let events = recorder.case_events(&journey.case.id);
    let last = events.iter().filter(|event| matches!(event.what, What::Soap(_))).map(|event| event.at_ms).max();
    if let Some(last) = last {
        let since = Duration::from_millis(recorder.elapsed_ms().saturating_sub(last));
        tokio::time::sleep(TAKING_IN.saturating_sub(since)).await;
    }
}

/// Whether the service has made such a call in this case.
fn seen(journey: &Journey<'_>, such: impl Fn(&SoapCall) -> bool) -> bool {
    let events = journey.world.recorder.case_events(&journey.case.id);
    events.iter().any(|event| matches!(&event.what, What::Soap(call) if such(call)))
}

async fn watch(journey: &mut Journey<'_>, span: Span) -> Result<(), StepFailure> {
    tokio::time::sleep(span.duration()).await;
    journey.world.recorder.record(Some(&journey.case.id), What::Watched { for_ms: span.millis() });
    look_again(journey, "after watching").await
}

/// Time has passed: what the open page, if there is one, says now.
async fn look_again(journey: &mut Journey<'_>, moment: &str) -> Result<(), StepFailure> {
    match journey.page {
        Some(page) => look(journey, page, moment, false, Depth::Glance).await.map(drop),
        None => Ok(()),
    }
}
