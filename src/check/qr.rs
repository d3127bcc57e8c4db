//! The service's QR code and what it carries.

use crate::spec::{Operation, Page, ServiceQr};
use crate::trace::{Event, Scanned, SoapCall, View, What};
use crate::verdict::{Evidence, Judgement};

use super::journey::Journey;
use super::text::{clip, fold, some_of};

/// The text of the QR code follows the pattern, names the service, and survives a round trip through a picture.
pub(super) fn text(journey: &Journey<'_>) -> Judgement {
    let expected = journey.profile.qr();
    let mut evidence: Option<Evidence> = None;
    for (event, scanned) in scans(journey) {
        let broken = |message: String, observed: &str| {
            Judgement::broken(message, clip(&expected.text()), clip(observed), [event])
        };
        match ServiceQr::parse(&scanned.qr_text) {
            Err(fault) => {
                return broken(
                    format!(
                        "The QR code does not follow the pattern HTTP://SEQR.SE/000/EXTERNAL_SERVICE_ID: {}.",
                        clip(&fault.to_string())
                    ),
                    &scanned.qr_text,
                );
            }
            Ok(qr) if qr != expected => {
                return broken(
                    "The QR code does not stand for this service and its parameters.".to_owned(),
                    &scanned.qr_text,
                );
            }
            Ok(_) => {}
        }
        match &scanned.qr_read_back {
            Some(read) if *read == scanned.qr_text => {
                evidence = Some(evidence.map_or(Evidence::of(event), |e| e.and(event)))
            }
            Some(read) => {
                return broken("A QR reader reads another text than the one the code was drawn from.".to_owned(), read);
            }
            None => return journey.unobserved("no QR code could be drawn from the text and read back"),
        }
    }
    match evidence {
        Some(evidence) => Judgement::pass(evidence, clip(&expected.text())),
        None => journey.unobserved("the QR code was not scanned"),
    }
}

/// The service fetched the QR code's parameters with the customer's TOKEN.
pub(super) fn parameters_fetched(journey: &Journey<'_>) -> Judgement {
    if journey.profile.qr_parameters.is_empty() {
        return Judgement::NotApplicable { reason: "the service's QR codes carry no parameters".to_owned() };
    }
    let Some((scan, scanned)) = scans(journey).next() else {
        return journey.unobserved("the QR code was not scanned");
    };
    let calls: Vec<_> = journey.calls(Operation::GetClientSessionInfo).collect();
    let answered = calls
        .iter()
        .find(|(_, call)| call.token.as_deref() == Some(scanned.token.as_str()) && call.result_code == Some(0));
    if let Some((event, call)) = answered {
        let missing: Vec<&String> = scanned
            .parameters
            .iter()
            .filter(|(name, value)| !answers(call, name, value))
            .map(|(name, _)| name)
            .collect();
        return if missing.is_empty() {
            let names: Vec<&String> = scanned.parameters.keys().collect();
            Judgement::pass(Evidence::of(event).and(scan), format!("getClientSessionInfo answered {}", some_of(&names)))
        } else {
            // The answer is the simulated backend's own.
            Judgement::inconclusive(format!("the simulated backend did not answer {}", some_of(&missing)), [*event])
        };
    }
    let asked: Vec<String> = calls.iter().map(|(_, call)| asked(call)).collect();
    if asked.is_empty() && journey.complete().is_none() {
        return journey.unobserved("getClientSessionInfo was not called");
    }
    Judgement::broken(
        "The service does not fetch the parameters of its QR code. Call getClientSessionInfo with the TOKEN that stands \
         after # in the order URL; the parameters are in its answer.",
        format!("getClientSessionInfo with {}", clip(&scanned.token)),
        if asked.is_empty() { "no getClientSessionInfo".to_owned() } else { some_of(&asked) },
        std::iter::once(scan).chain(calls.iter().map(|(event, _)| *event)).chain(journey.complete()),
    )
}

/// What the profile says that the QR code's parameters bring about stands on the order page before the customer pays, and not
/// for a customer who comes with another code.
pub(super) fn effect_shown(journey: &Journey<'_>) -> Judgement {
    let Some(effect) = &journey.profile.qr_effect else {
        let reason = "the profile declares no `qr_effect:`; name in it what the customer sees because of the QR code's parameters";
        return Judgement::NotApplicable { reason: reason.to_owned() };
    };
    let wanted = fold(&effect.contains).to_lowercase();
    let shows = |(_, view): &&(&Event, &View)| fold(&view.text).to_lowercase().contains(&wanted);
    let came_with_another_code = |token: &str| {
        scans(journey).any(|(_, scanned)| scanned.token == token && scanned.parameters != journey.profile.qr_parameters)
    };
    let (others, views): (Vec<_>, Vec<_>) =
        journey.views(Page::Order).partition(|(_, view)| came_with_another_code(&view.token));
    if let Some((event, _)) = views.iter().find(shows) {
        if let Some((anyway, _)) = others.iter().find(shows) {
            return Judgement::inconclusive(
                format!(
                    "“{}” is on the order page also for a customer who came with another QR code. Either the service does not \
                     tell them apart: it keeps what the first one had, or takes this for granted. Or it stands there for \
                     everybody: then name in `qr_effect:` what is there only because of `qr_parameters:`",
                    clip(&effect.contains)
                ),
                [*event, *anyway],
            );
        }
        return if others.is_empty() {
            journey.unobserved("nobody came with another QR code, who would not see the same")
        } else {
            let evidence = Evidence::of(event).and_all(others.iter().map(|(event, _)| *event));
            Judgement::pass(
                evidence,
                format!("“{}” is visible, and not for a customer with another code", clip(&effect.contains)),
            )
        };
    }
    let Some((last, view)) = views.iter().find(|(_, view)| view.last_before_payment) else {
        return journey.unobserved("the customer did not come to the last view before the payment");
    };
    Judgement::broken(
        "What the QR code asks for is not on the page: the parameters of the code are fetched, and lost on their way to the \
         customer. Take them from getClientSessionInfo's answer, unchanged, and let them choose what is shown.",
        format!("“{}” on the order page", clip(&effect.contains)),
        format!("“{}” in the last view before the payment", clip(&view.text)),
        views.iter().map(|(event, _)| *event).chain([*last]),
    )
}

fn scans<'a>(journey: &Journey<'a>) -> impl Iterator<Item = (&'a Event, &'a Scanned)> {
    journey.each(|what| match what {
        What::Scanned(scanned) => Some(scanned),
        _ => None,
    })
}

fn asked(call: &SoapCall) -> String {
    let key = call.token.as_deref().map_or_else(|| "no key".to_owned(), |token| format!("key `{}`", clip(token)));
    match call.result_code {
        Some(code) => format!("{key} answered {code}"),
        None => format!("{key} not answered"),
    }
}

/// Whether the answer holds an entry with this key and value, side by side.
fn answers(call: &SoapCall, name: &str, value: &str) -> bool {
    call.response.iter().any(|field| {
        field.value == Some(name)
            && field.path.strip_suffix("/key").is_some_and(|entry| {
                let sibling = format!("{entry}/value");
                call.response.iter().any(|field| field.path == sibling && field.value == Some(value))
            })
    })
}
