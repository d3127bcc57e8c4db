//! What stands behind the checks of a case that failed or could not be judged together.
//!
//! A page that does not load or a password that SEQR refuses has consequences in every case: steps that cannot be done,
//! calls that are missing. The earliest such thing is the root; what only the fields of a message say is never a consequence
//! of it.

use crate::spec::{Operation, Page, REQUIRED_SCREENS, ResultCode};
use crate::suite::{Case, Check, Expect};
use crate::trace::{Blame, Event, SoapCall, Trace, What};
use crate::verdict::{CheckVerdict, Root, Verdict};

use super::journey::{Journey, Obstacle};
use super::page::fault;
use super::text::clip;

/// Something that others may follow from.
struct Source<'a> {
    what: String,
    event: &'a Event,
    /// The page that did not answer.
    page: Option<Page>,
    /// Whether it is the candidate's doing, so that failures may follow from it as well.
    blames_candidate: bool,
}

/// The root of what failed and could not be judged in this case; `None` where nothing hangs together.
pub(super) fn root(journey: &Journey<'_>, checks: &[CheckVerdict]) -> Option<Root> {
    let obstacle = journey.obstacle();
    let source = source(journey, obstacle)?;
    let touched = |seq: &u64| {
        *seq == source.event.seq
            || obstacle.is_some_and(|obstacle| *seq == obstacle.event.seq)
            || journey.events.iter().any(|event| event.seq == *seq && shows(event, source.page))
    };
    let hangs = |(check, verdict): &(&Check, &CheckVerdict)| match verdict.verdict {
        Verdict::Inconclusive => true,
        Verdict::Fail | Verdict::Warn => {
            source.blames_candidate
                && !matches!(check.expect, Expect::Fields(_))
                && verdict.evidence.iter().any(touched)
        }
        Verdict::NotApplicable | Verdict::Pass | Verdict::Review => false,
    };
    let hangs: Vec<String> =
        journey.case.checks.iter().zip(checks).filter(hangs).map(|(check, _)| check.id.clone()).collect();
    let blocks_the_case = obstacle.is_some() && checks.iter().all(|check| check.verdict.is_green());
    (!hangs.is_empty() || blocks_the_case).then_some(Root { what: source.what, event: source.event.seq, hangs })
}

/// The root of a case that did not run: the first trouble of the run, or else the run's end.
pub(super) fn of_unrun(case: &Case, trace: &Trace) -> Option<Root> {
    let trouble = trace.events.iter().find_map(|event| match &event.what {
        What::Trouble { message, .. } => Some((event, clip(message))),
        _ => None,
    });
    let end = trace.events.last().map(|event| (event, "the run ended before this case had its turn".to_owned()));
    let (event, what) = trouble.or(end)?;
    let hangs = case.checks.iter().map(|check| check.id.clone()).collect();
    Some(Root { what, event: event.seq, hangs })
}

/// The earliest thing in the chain: the surroundings before the candidate, what SEQR refuses before the page that then cannot
/// go on, the page before the step that is not possible on it.
fn source<'a>(journey: &Journey<'a>, obstacle: Option<Obstacle<'a>>) -> Option<Source<'a>> {
    if let Some(trouble) = obstacle.filter(|obstacle| obstacle.blame != Blame::Candidate) {
        let what = clip(trouble.message);
        return Some(Source { what, event: trouble.event, page: None, blames_candidate: false });
    }
    let of_candidate = |(event, what): (&'a Event, String)| Source { what, event, page: None, blames_candidate: true };
    let unconnected = || journey.failed_connections().filter(|_| obstacle.is_some());
    unconnected()
        .or_else(|| refusal(journey, obstacle.is_some()))
        .map(of_candidate)
        .or_else(|| broken_page(journey))
        .or_else(|| obstacle.map(|obstacle| of_candidate((obstacle.event, step(obstacle.message)))))
}

/// The first call that SEQR refused for what the service had sent, not because the case asked for it.
fn refusal<'a>(journey: &Journey<'a>, is_blocked: bool) -> Option<(&'a Event, String)> {
    journey.soap().filter(|(event, _)| journey.misdeed(event).is_none()).find_map(|(event, call)| {
        if call.unreadable.is_some() {
            return Some((event, "SEQR cannot read what the service sends".to_owned()));
        }
        let code = ResultCode::from_code(call.result_code?)?;
        if is_about_credentials(code) {
            return Some((event, format!("SEQR refuses what the service sends with {code}")));
        }
        (is_blocked && refuses_invoice(call, code)).then(|| (event, format!("SEQR refuses sendInvoice with {code}")))
    })
}

/// Codes that every message of the same caller is answered with.
const fn is_about_credentials(code: ResultCode) -> bool {
    matches!(
        code,
        ResultCode::AuthenticationFailed
            | ResultCode::AccessDenied
            | ResultCode::InvalidInitiatorPrincipalId
            | ResultCode::InitiatorPrincipalNotFound
    )
}

fn refuses_invoice(call: &SoapCall, code: ResultCode) -> bool {
    call.operation == Some(Operation::SendInvoice) && code != ResultCode::Success
}

/// The first page that did not answer as the app needs it.
fn broken_page<'a>(journey: &Journey<'a>) -> Option<Source<'a>> {
    journey.events.iter().find_map(|event| match &event.what {
        What::PageOpened(opened) => fault(journey, event, opened).map(|fault| Source {
            what: format!("the {} page does not answer as the app needs it: {fault}", opened.page),
            event,
            page: Some(opened.page),
            blames_candidate: true,
        }),
        _ => None,
    })
}

/// Whether the event shows this page.
fn shows(event: &Event, page: Option<Page>) -> bool {
    match &event.what {
        What::View(view) => Some(view.page) == page,
        What::PageOpened(opened) => Some(opened.page) == page,
        _ => false,
    }
}

/// Why a step could not be done, without the screen on which it was tried first.
fn step(message: &str) -> String {
    let on_screen = message.strip_prefix("on ").and_then(|rest| rest.split_once(": "));
    let bare = on_screen.filter(|(screen, _)| REQUIRED_SCREENS.iter().any(|known| known.name == *screen));
    clip(bare.map_or(message, |(_, rest)| rest))
}
