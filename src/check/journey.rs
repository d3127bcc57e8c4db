//! What rules ask of the trace of a case.

use crate::candidate::{ActionName, Profile};
use crate::spec::{Engine, InvoiceStatus, Operation, Page};
use crate::suite::{Case, NotificationFault, Step};
use crate::trace::{Blame, Event, Misdeed, PageOpened, SoapCall, Tapped, TriggerFired, View, What};
use crate::verdict::Judgement;

use super::text::clip;

/// A case and everything that was seen of it.
pub(super) struct Journey<'a> {
    pub(super) case: &'a Case,
    pub(super) profile: &'a Profile,
    /// The engine in which the pages were shown.
    pub(super) engine: Engine,
    pub(super) events: &'a [&'a Event],
    /// What reached SEQR meanwhile and belongs to no case. It explains what is missing, and decides nothing.
    strays: &'a [&'a Event],
}

/// What stood in the way of the case's steps.
#[derive(Clone, Copy)]
pub(super) struct Obstacle<'a> {
    /// The step in which it happened, counted from 0.
    pub(super) step: Option<usize>,
    pub(super) blame: Blame,
    pub(super) message: &'a str,
    pub(super) event: &'a Event,
}

/// A customer of the case: from one scan of the QR code to the next.
#[derive(Clone, Copy)]
pub(super) struct Customer<'a> {
    pub(super) token: &'a str,
    from: u64,
    until: u64,
}

impl Customer<'_> {
    /// Whether the event happened while this customer acted.
    pub(super) const fn saw(&self, event: &Event) -> bool {
        self.from <= event.seq && event.seq < self.until
    }
}

impl<'a> Journey<'a> {
    pub(super) const fn new(
        case: &'a Case,
        profile: &'a Profile,
        engine: Engine,
        events: &'a [&'a Event],
        strays: &'a [&'a Event],
    ) -> Self {
        Self { case, profile, engine, events, strays }
    }

    /// The events for which `of` finds something, with what it finds.
    pub(super) fn each<T>(&self, of: impl Fn(&'a What) -> Option<T>) -> impl Iterator<Item = (&'a Event, T)> {
        self.events.iter().filter_map(move |event| of(&event.what).map(|found| (*event, found)))
    }

    /// Openings of one page.
    pub(super) fn openings(&self, page: Page) -> impl Iterator<Item = (&'a Event, &'a PageOpened)> {
        self.each(move |what| match what {
            What::PageOpened(opened) if opened.page == page => Some(&**opened),
            _ => None,
        })
    }

    /// Views of one page.
    pub(super) fn views(&self, page: Page) -> impl Iterator<Item = (&'a Event, &'a View)> {
        self.views_in(page, false)
    }

    /// Views of one page, once more, on a phone that is set to dark colours.
    pub(super) fn dark_views(&self, page: Page) -> impl Iterator<Item = (&'a Event, &'a View)> {
        self.views_in(page, true)
    }

    fn views_in(&self, page: Page, dark: bool) -> impl Iterator<Item = (&'a Event, &'a View)> {
        self.each(move |what| match what {
            What::View(view) if view.page == page && view.dark == dark => Some(&**view),
            _ => None,
        })
    }

    /// Every message of the candidate to SEQR, in the order of the answers.
    pub(super) fn soap(&self) -> impl Iterator<Item = (&'a Event, &'a SoapCall)> {
        self.each(|what| match what {
            What::Soap(call) => Some(&**call),
            _ => None,
        })
    }

    /// Why connections of the candidate to SEQR came to no message: the first of them, its reason, and how many there were.
    pub(super) fn failed_connections(&self) -> Option<(&'a Event, String)> {
        let mut reasons = self.events.iter().chain(self.strays).filter_map(|event| match &event.what {
            What::ConnectionFailed { reason } => Some((*event, reason)),
            _ => None,
        });
        let (event, first) = reasons.next()?;
        let words = match reasons.count() {
            0 => format!("a connection to SEQR failed: {}", clip(first)),
            more => format!("{} connections to SEQR failed, the first because {}", more + 1, clip(first)),
        };
        Some((event, words))
    }

    /// A call of the operation that SEQR could assign to no customer, and what it names in place of one.
    pub(super) fn stray_call(&self, operation: Operation) -> Option<(&'a Event, String)> {
        let stray = |event: &'a Event| match &event.what {
            What::Soap(call) if call.operation == Some(operation) => Some((event, &**call)),
            _ => None,
        };
        let (event, call) = self.strays.iter().copied().find_map(stray)?;
        let named = match (&call.token, &call.invoice_reference) {
            (Some(token), _) => format!("the TOKEN `{}`, which SEQR did not hand out", clip(token)),
            (None, Some(invoice)) => format!("the invoiceReference `{}`, which SEQR does not know", clip(invoice)),
            (None, None) => "neither TOKEN nor invoiceReference".to_owned(),
        };
        Some((event, format!("a call came that names {named}")))
    }

    /// The calls of one operation, in the order of the answers.
    pub(super) fn calls(&self, operation: Operation) -> impl Iterator<Item = (&'a Event, &'a SoapCall)> {
        self.soap().filter(move |(_, call)| call.operation == Some(operation))
    }

    /// What SEQR did wrong on purpose, with the exchange that it hit.
    pub(super) fn misdeeds(&self) -> impl Iterator<Item = (Option<u64>, &'a Misdeed)> {
        self.each(|what| match what {
            What::Misbehaved(misbehaved) => Some((misbehaved.hit, &misbehaved.deed)),
            _ => None,
        })
        .map(|(_, misdeed)| misdeed)
    }

    /// What was wrong on purpose with this exchange.
    pub(super) fn misdeed(&self, event: &Event) -> Option<&'a Misdeed> {
        self.misdeeds().find(|(hit, _)| *hit == Some(event.seq)).map(|(_, deed)| deed)
    }

    /// Whether SEQR kept the candidate on purpose from learning what became of this call.
    pub(super) fn was_withheld(&self, event: &Event) -> bool {
        self.misdeed(event).is_some_and(Misdeed::withholds)
    }

    /// Whether the case let this notification go elsewhere than to the service.
    pub(super) fn went_astray(&self, notified: &Event) -> bool {
        let lost = |deed: &Misdeed| matches!(deed, Misdeed::Notification { fault: NotificationFault::Lost, .. });
        self.misdeed(notified).is_some_and(lost)
    }

    /// When the candidate had the whole answer to a call, in milliseconds of the run.
    pub(super) fn answered_at(&self, event: &Event) -> u64 {
        event.at_ms.saturating_add(self.misdeed(event).map_or(0, Misdeed::late_ms))
    }

    /// Every link with a SEQR scheme to which a page went.
    pub(super) fn triggers(&self) -> impl Iterator<Item = (&'a Event, &'a TriggerFired)> {
        self.links().filter(|(_, fired)| fired.destination.is_noticed())
    }

    /// Every link with a SEQR scheme that was asked for as a part of a page. An app is not told of these.
    pub(super) fn unnoticed_triggers(&self) -> impl Iterator<Item = (&'a Event, &'a TriggerFired)> {
        self.links().filter(|(_, fired)| !fired.destination.is_noticed())
    }

    fn links(&self) -> impl Iterator<Item = (&'a Event, &'a TriggerFired)> {
        self.each(|what| match what {
            What::TriggerFired(fired) => Some(fired),
            _ => None,
        })
    }

    /// What dialogs told the customer.
    pub(super) fn dialogs(&self) -> impl Iterator<Item = (&'a Event, &'a str)> {
        self.each(|what| match what {
            What::Dialog { text } => Some(text.as_str()),
            _ => None,
        })
    }

    /// The invoices that were paid before an event, and where.
    pub(super) fn paid_before(&self, event: &Event) -> impl Iterator<Item = (&'a Event, &'a str)> {
        let before = event.seq;
        let paid = self.each(|what| match what {
            What::InvoiceChanged(change) if change.to == InvoiceStatus::Paid => Some(change.invoice_reference.as_str()),
            _ => None,
        });
        paid.take_while(move |(event, _)| event.seq < before)
    }

    /// What was done of one list of the profile.
    pub(super) fn taps(&self, list: &'static str) -> impl Iterator<Item = (&'a Event, &'a Tapped)> {
        self.each(move |what| match what {
            What::Tapped(tapped) if tapped.list == list => Some(tapped),
            _ => None,
        })
    }

    /// Stretches in which time was let pass on purpose.
    pub(super) fn watched(&self) -> impl Iterator<Item = (&'a Event, u64)> {
        self.each(|what| match what {
            What::Watched { for_ms } => Some(*for_ms),
            _ => None,
        })
    }

    /// The customers of the case, in the order in which they came.
    pub(super) fn customers(&self) -> Vec<Customer<'a>> {
        let scans: Vec<_> = self
            .each(|what| match what {
                What::Scanned(scanned) => Some(scanned),
                _ => None,
            })
            .collect();
        scans
            .iter()
            .enumerate()
            .map(|(index, (event, scanned))| Customer {
                token: &scanned.token,
                from: event.seq,
                until: scans.get(index + 1).map_or(u64::MAX, |(next, _)| next.seq),
            })
            .collect()
    }

    /// The step during which the event was recorded, counted from 0, and the event that began it.
    pub(super) fn step_at(&self, seq: u64) -> Option<(usize, &'a Event)> {
        self.events.iter().take_while(|event| event.seq <= seq).fold(None, |at, event| match event.what {
            What::StepStarted { index, .. } => Some((index, *event)),
            _ => at,
        })
    }

    /// The steps for which `of` holds, counted from 0.
    pub(super) fn steps(&self, of: impl Fn(&Step) -> bool) -> impl Iterator<Item = usize> {
        self.case.steps.iter().enumerate().filter(move |(_, step)| of(step)).map(|(index, _)| index)
    }

    /// The end of a step that was done.
    pub(super) fn done(&self, step: usize) -> Option<&'a Event> {
        self.events
            .iter()
            .find(|event| matches!(event.what, What::StepEnded { index, failure: None } if index == step))
            .copied()
    }

    /// Whether the step during which the event was recorded came to its end, so that nothing of it is still to be seen.
    /// The candidate may have ended it, but not a failure around it.
    pub(super) fn is_over(&self, event: &Event) -> bool {
        let Some((step, _)) = self.step_at(event.seq) else { return false };
        self.events.iter().any(|later| match &later.what {
            What::StepEnded { index, failure } => {
                *index == step && failure.as_ref().is_none_or(|failure| failure.blame == Blame::Candidate)
            }
            _ => false,
        })
    }

    /// The first thing that kept a step from being done: its failure, the end of the case's time, or else trouble around
    /// the steps.
    pub(super) fn obstacle(&self) -> Option<Obstacle<'a>> {
        let mut step = None;
        let mut trouble = None;
        for event in self.events {
            match &event.what {
                What::StepStarted { index, .. } => step = Some(*index),
                What::StepEnded { index, failure: Some(failure) } => {
                    return Some(Obstacle {
                        step: Some(*index),
                        blame: failure.blame,
                        message: &failure.message,
                        event,
                    });
                }
                What::StepEnded { failure: None, .. } => step = None,
                What::CaseEnded { cut_off: Some(failure) } => {
                    return Some(Obstacle { step, blame: failure.blame, message: &failure.message, event });
                }
                What::Trouble { kind, message } => {
                    trouble.get_or_insert(Obstacle { step, blame: *kind, message, event });
                }
                _ => {}
            }
        }
        trouble
    }

    /// The failure of a step for which `of` holds, where the candidate is to blame: the check whose subject that step
    /// is calls it broken.
    pub(super) fn own_failure(&self, of: impl Fn(&Step) -> bool) -> Option<Obstacle<'a>> {
        let obstacle = self.obstacle()?;
        let step = self.case.steps.get(obstacle.step?)?;
        (obstacle.blame == Blame::Candidate && of(step)).then_some(obstacle)
    }

    /// The end of the case, when all of its steps were done: what had not happened by then did not happen. A purchase
    /// that ends the case and leads to no payment counts as done; the customer did all that they could.
    pub(super) fn complete(&self) -> Option<&'a Event> {
        let end = self.events.iter().find(|event| matches!(event.what, What::CaseEnded { cut_off: None }))?;
        let refused = self.refused_purchase();
        let done = |index: usize| self.done(index).is_some() || refused == Some(index);
        let trouble = self.obstacle().filter(|obstacle| obstacle.step.is_none() || obstacle.step != refused);
        (trouble.is_none() && (0..self.case.steps.len()).all(done)).then_some(end)
    }

    /// The `buy` step in which the customer did all that they could and no payment trigger came: either the last step of
    /// the profile was done, or SEQR refused the invoice and what leads to the payment never appeared, or SEQR denied the
    /// session on purpose.
    pub(super) fn refused_purchase(&self) -> Option<usize> {
        let obstacle = self.own_failure(|step| matches!(step, Step::Buy(_)))?;
        let step = obstacle.step?;
        let did_all = self.taps_within(step).any(|(_, tapped)| tapped.last);
        let refused = |(event, call): (&Event, &SoapCall)| {
            call.result_code.is_some_and(|code| code != 0) || self.was_withheld(event)
        };
        let was_refused = self.calls(Operation::SendInvoice).any(refused) && self.taps_within(step).next().is_some();
        // Who is unknown may not even be offered anything.
        let is_unknown = self.misdeeds().any(|(_, deed)| matches!(deed, Misdeed::Session(_)));
        (did_all || was_refused || is_unknown).then_some(step)
    }

    /// What the order page said, as it was opened and view by view, with the TOKEN of the customer to whom.
    pub(super) fn order_texts(&self) -> impl Iterator<Item = (&'a Event, &'a str, &'a str)> {
        self.events.iter().filter_map(|event| match &event.what {
            What::PageOpened(opened) if opened.page == Page::Order => {
                Some((*event, opened.token.as_str(), opened.text.as_str()))
            }
            What::View(view) if view.page == Page::Order => Some((*event, view.token.as_str(), view.text.as_str())),
            _ => None,
        })
    }

    /// The purchase in which the customer did not even get to the last step of the profile.
    pub(super) fn stuck_purchase(&self) -> Option<Obstacle<'a>> {
        let obstacle = self.own_failure(|step| matches!(step, Step::Buy(_)))?;
        let did_all = self.taps_within(obstacle.step?).any(|(_, tapped)| tapped.last);
        (!did_all).then_some(obstacle)
    }

    /// What the customer did of the profile's `buy` or `buy_other` during a step of the case.
    fn taps_within(&self, step: usize) -> impl Iterator<Item = (&'a Event, &'a Tapped)> {
        let taps = self.taps("buy").chain(self.taps("buy_other"));
        taps.filter(move |(event, _)| self.step_at(event.seq).is_some_and(|(at, _)| at == step))
    }

    /// What kept the case from its end, in words; `None` when nothing did.
    pub(super) fn hindrance(&self) -> Option<String> {
        if let Some(obstacle) = self.obstacle() {
            let step = obstacle.step.map_or_else(String::new, |index| format!(" by step {}", index + 1));
            // Where SEQR was out of reach, that is the likelier cause.
            let why = self.failed_connections().map(|(_, why)| format!("; {why}")).unwrap_or_default();
            return Some(format!("blocked{step}: {}{why}", obstacle.message));
        }
        let ended = self.events.iter().any(|event| matches!(event.what, What::CaseEnded { .. }));
        (!ended).then(|| "blocked: the record of the case stops before its end".to_owned())
    }

    /// The judgement about something that could not be observed: what stood in the way, or else what is `missing`.
    pub(super) fn unobserved(&self, missing: impl Into<String>) -> Judgement {
        let event = self.obstacle().map(|obstacle| obstacle.event);
        let reason = self.hindrance().unwrap_or_else(|| missing.into());
        Judgement::inconclusive(reason + &self.reserved().unwrap_or_default(), event)
    }

    /// Why nothing was paid, where the service has money reserved that nobody asked it to reserve.
    fn reserved(&self) -> Option<String> {
        let is_asked_to = |step: &Step| matches!(step, Step::Action(ActionName::Reserve));
        if self.case.steps.iter().any(is_asked_to) {
            return None;
        }
        let became = |status: InvoiceStatus| {
            self.events.iter().any(|event| matches!(&event.what, What::InvoiceChanged(change) if change.to == status))
        };
        let mode =
            self.calls(Operation::SendInvoice).find_map(|(_, call)| call.request.value("invoice/paymentMode"))?;
        (became(InvoiceStatus::Reserved) && !became(InvoiceStatus::Paid)).then(|| {
            format!(
                "; sendInvoice says paymentMode `{}`, so that the customer's money is only RESERVED until commitReservation is called: \
                 ask for IMMEDIATE_DEBIT, or commit what is reserved",
                clip(mode)
            )
        })
    }
}

/// When a call began, in milliseconds of the run; its event is recorded when it ends.
pub(super) fn began(event: &Event, call: &SoapCall) -> u64 {
    event.at_ms.saturating_sub(call.took_ms)
}
