//! What a customer learns whose payment failed, for whom SEQR took no invoice, or whom it does not know.

use crate::spec::{Operation, Page};
use crate::trace::{Event, SoapCall, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::page::Visit;
use super::success::words;
use super::text::clip;

/// The failure page says something that the order page did not say to the same customer before.
pub(super) fn told(journey: &Journey<'_>) -> Judgement {
    let over =
        journey.openings(Page::Failure).filter(|(event, opened)| opened.problem.is_none() && journey.is_over(event));
    let Some((opening, opened)) = over.last() else {
        return journey.unobserved("no load of the failure page that could be judged was recorded");
    };
    let visit = Visit::whole(journey, opening, opened);
    let text = visit.text(journey);
    if text.trim().is_empty() {
        return Judgement::broken(
            "The failure page says nothing: the customer does not learn that the payment failed.",
            "a text that the order page did not show before the payment",
            "an empty page",
            visit.events(journey),
        );
    }
    let told = words(journey, text);
    let before: Vec<(&Event, &str)> = said_before(journey, opening, &opened.token).collect();
    let Some(&(first, _)) = before.first() else {
        return journey.unobserved("the order page was not seen before the failure page");
    };
    // What the order page says once the payment has failed may well be about that.
    let decision =
        journey.each(|what| matches!(what, What::Decided { .. }).then_some(())).next().map(|(event, ())| event.seq);
    let is_part = |(event, text): &(&Event, &str)| {
        decision.is_some_and(|decision| event.seq < decision) && !told.is_empty() && holds(&words(journey, text), &told)
    };
    let same = before
        .iter()
        .find(|(_, text)| words(journey, text) == told)
        .or_else(|| before.iter().find(|seen| is_part(seen)));
    if let Some((event, _)) = same {
        return Judgement::broken(
            "The failure page says what the order page said before the payment, and nothing else: the customer does not learn \
             that the payment failed. Say on the failure page that nothing was paid, and what to do next.",
            "a text that the order page did not show before the payment",
            format!("“{}” on both pages", clip(text)),
            visit.events(journey).chain([*event]),
        );
    }
    Judgement::pass(Evidence::of(opening).and(first), format!("“{}” on the failure page", clip(text)))
}

/// Whether these words stand in the text one after the other.
fn holds(text: &str, words: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}

/// After SEQR took no invoice, the customer sees something that the order page did not say before.
pub(super) fn refusal_told(journey: &Journey<'_>) -> Judgement {
    let refused = |(event, call): &(&Event, &SoapCall)| call.result_code != Some(0) || journey.was_withheld(event);
    // Some services ask again and again.
    let Some((refusal, _)) = journey.calls(Operation::SendInvoice).find(refused) else {
        return journey.unobserved("SEQR refused no invoice in this journey");
    };
    let stands = |event: &Event| event.seq > refusal.seq;
    let dialogs = journey.dialogs().filter(|(event, text)| stands(event) && !text.trim().is_empty());
    if let Some((event, text)) = dialogs.last() {
        return Judgement::pass(Evidence::of(refusal).and(event), format!("“{}” in a dialog", clip(text)));
    }
    if journey.triggers().any(|(event, _)| stands(event)) {
        return Judgement::NotApplicable { reason: "the page sends the customer to pay all the same".to_owned() };
    }
    let Some((after, view)) = journey.views(Page::Order).filter(|(event, _)| stands(event)).last() else {
        return journey.unobserved("what the order page showed after the refusal was not seen");
    };
    let before: Vec<(&Event, &str)> = said_before(journey, refusal, &view.token).collect();
    let told = words(journey, &view.text);
    let same = before.iter().find(|(_, text)| words(journey, text) == told).map(|(event, _)| *event);
    match before.first() {
        Some((first, _)) if same.is_none() && !told.is_empty() => {
            let evidence = Evidence::of(refusal).and(after).and(first);
            Judgement::pass(evidence, format!("“{}” afterwards", clip(&view.text)))
        }
        _ if !journey.is_over(after) => journey.unobserved(""),
        Some((first, _)) => Judgement::broken(
            "SEQR takes no invoice, and the page says nothing of it: the customer waits for a payment that does not come. Say \
             that nothing was paid, and that they can try again.",
            REFUSAL_TOLD,
            format!("“{}” afterwards", clip(&view.text)),
            [same.unwrap_or(first), refusal, after],
        ),
        None => Judgement::NotApplicable {
            reason: "SEQR was asked before there was anything to compare the page with".to_owned(),
        },
    }
}

/// A customer whom SEQR does not know sees something else than one whom it knows.
pub(super) fn denial_told(journey: &Journey<'_>) -> Judgement {
    let (mut known, mut denied, mut closed) = (Vec::new(), Vec::new(), false);
    for (opening, opened) in journey.openings(Page::Order) {
        let visit = Visit::whole(journey, opening, opened);
        match standing(journey, &opened.token) {
            Some((answer, true)) if visit.can_begin(journey) => known.push((visit, answer)),
            Some((_, true)) => closed |= visit.was_looked_at(journey) && journey.is_over(opening),
            // That a page says nothing at all is the subject of another rule.
            Some((answer, false))
                if opened.problem.is_none() && journey.is_over(opening) && !visit.text(journey).trim().is_empty() =>
            {
                denied.push((visit, answer));
            }
            _ => {}
        }
    }
    let said = |visit: &Visit<'_>| words(journey, visit.text(journey));
    for (visit, denial) in denied.iter().filter(|(visit, _)| !spoke(journey, &visit.opened.token)) {
        if let Some((same, answer)) = known.iter().find(|(other, _)| said(other) == said(visit)) {
            return Judgement::broken(
                "The order page says the same whether SEQR knows the customer or not: who cannot buy finds out only when they have \
                 tried. Say that the session has ended, and that the customer can scan the code again.",
                DENIAL_TOLD,
                format!("“{}” in both cases", clip(visit.text(journey))),
                visit.events(journey).chain(same.events(journey)).chain([*denial, *answer]),
            );
        }
    }
    match (known.first(), denied.first()) {
        (Some((with, _)), Some((without, _))) => Judgement::pass(
            Evidence::of(with.opening)
                .and_all(known.iter().chain(&denied).flat_map(|(visit, answer)| [visit.opening, answer])),
            format!("known: “{}”; not known: “{}”", clip(with.text(journey)), clip(without.text(journey))),
        ),
        // Where nothing can be bought, nobody need be told apart.
        (None, _) if closed => Judgement::NotApplicable {
            reason: "nothing can be bought on the order page as it opens, whether SEQR knows the customer or not"
                .to_owned(),
        },
        (None, _) => journey.unobserved("no order page of a customer whom SEQR knows was seen"),
        (_, None) => {
            journey.unobserved("no order page that says something to a customer whom SEQR does not know was seen")
        }
    }
}

/// What SEQR said of a customer, and whether it knows them. It may do so at the second question.
fn standing<'a>(journey: &Journey<'a>, token: &str) -> Option<(&'a Event, bool)> {
    let asked = || {
        let calls = journey.calls(Operation::GetClientSessionInfo);
        calls.filter(|(_, call)| call.token.as_deref() == Some(token))
    };
    let known = asked().find(|(_, call)| call.result_code == Some(0));
    let denied = || asked().find(|(_, call)| call.result_code.is_some_and(|code| SESSION_DENIED.contains(&code)));
    known.map(|(event, _)| (event, true)).or_else(|| denied().map(|(event, _)| (event, false)))
}

/// Whether a dialog told this customer something.
fn spoke(journey: &Journey<'_>, token: &str) -> bool {
    let customer = journey.customers().into_iter().find(|customer| customer.token == token);
    let mut dialogs = journey.dialogs().filter(|(_, text)| !text.trim().is_empty());
    customer.is_some_and(|customer| dialogs.any(|(event, _)| customer.saw(event)))
}

/// What [`denial_told`] looks for.
pub(super) const DENIAL_TOLD: &str = "another text on the order page for a customer whom SEQR does not know";

/// getClientSessionInfo's answers about sessions that are none (protocol facts, section 4).
const SESSION_DENIED: std::ops::RangeInclusive<i32> = 60..=63;

/// What [`refusal_told`] looks for.
pub(super) const REFUSAL_TOLD: &str = "a text that the order page did not show before SEQR was asked";

/// What the order page said to this customer before an event.
fn said_before<'a>(journey: &Journey<'a>, until: &Event, token: &str) -> impl Iterator<Item = (&'a Event, &'a str)> {
    journey.events.iter().take_while(|event| event.seq < until.seq).filter_map(move |event| match &event.what {
        What::PageOpened(opened) if opened.page == Page::Order && opened.token == token && opened.problem.is_none() => {
            Some((*event, opened.text.as_str()))
        }
        What::View(view) if view.page == Page::Order && view.token == token => Some((*event, view.text.as_str())),
        _ => None,
    })
}
