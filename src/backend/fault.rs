//! What cases want SEQR to do wrong, and how an answer is damaged.

use std::collections::HashMap;
use std::time::Duration;

use crate::soap::{Answer, Payload, fault};
use crate::spec::Operation;
use crate::suite::{BackendRule, Fault, NotificationFault, PaymentFault};
use crate::trace::Misdeed;

use super::Ids;
use super::exchange::{Outgoing, Way};

/// What is to go wrong, by case: two journeys do not see each other's.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rules: HashMap<(String, Operation), BackendRule>,
    notifications: HashMap<String, NotificationFault>,
    payments: HashMap<String, PaymentFault>,
}

impl Faults {
    pub(super) fn set_rule(&mut self, case: &str, rule: BackendRule) {
        let key = (case.to_owned(), rule.on);
        if rule.answer == Some(0) {
            self.rules.remove(&key);
        } else {
            self.rules.insert(key, rule);
        }
    }

    pub(super) fn set_notification(&mut self, case: &str, fault: NotificationFault) {
        self.notifications.insert(case.to_owned(), fault);
    }

    pub(super) fn set_payment(&mut self, case: &str, fault: PaymentFault) {
        self.payments.insert(case.to_owned(), fault);
    }

    /// The case is over.
    pub(super) fn forget(&mut self, case: &str) {
        self.rules.retain(|(of, _), _| of != case);
        self.notifications.remove(case);
        self.payments.remove(case);
    }

    /// What hits this call. A rule that counts its calls has one less left.
    pub(super) fn strike(&mut self, case: Option<&str>, operation: Operation) -> Option<Misdeed> {
        let rule = self.rules.get_mut(&(case?.to_owned(), operation))?;
        let struck = *rule;
        if let Some(left) = &mut rule.times {
            if *left == 0 {
                return None;
            }
            *left -= 1;
        }
        Some(Misdeed::Answer(struck))
    }

    pub(super) fn notification(&self, case: Option<&str>) -> Option<NotificationFault> {
        self.notifications.get(case?).copied()
    }

    pub(super) fn payment(&self, case: Option<&str>) -> Option<PaymentFault> {
        self.payments.get(case?).copied()
    }
}

/// The answer to a call that is refused before it is carried out; `None` where it is to be carried out.
pub(super) fn refusal(deed: &Misdeed, operation: Operation) -> Option<(Option<Answer>, Outgoing)> {
    let coded = |code| {
        let answer = Answer::of_code(operation, code);
        let outgoing = Outgoing::xml(200, answer.envelope());
        (Some(answer), outgoing)
    };
    match deed {
        Misdeed::Answer(rule) => match (rule.refusal(), rule.fault) {
            (Some(code), _) => Some(coded(code)),
            (None, Some(Fault::Http(status))) => Some((None, Outgoing::text(status, reason(status)))),
            (None, Some(Fault::SoapFault)) => {
                Some((None, Outgoing::xml(500, fault("Server", "SEQR failed on purpose: the test case asks for it"))))
            }
            _ => None,
        },
        Misdeed::Session(_) | Misdeed::Notification { .. } | Misdeed::Payment { .. } => None,
    }
}

fn reason(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    format!("{status} {}\n", reason.unwrap_or("Error"))
}

/// Names another invoice in the answer, if the rule asks for it.
pub(super) fn misname(deed: Option<&Misdeed>, answer: &mut Answer, ids: &mut Ids) {
    if let Some(Misdeed::Answer(BackendRule { fault: Some(Fault::WrongReference), .. })) = deed
        && let Payload::Issued(issued) = &mut answer.payload
    {
        issued.invoice_reference = ids.invoice_reference();
    }
}

/// Damages an answer as the rule asks for.
pub(super) fn damage(deed: &Misdeed, outgoing: Outgoing) -> Outgoing {
    let Misdeed::Answer(rule) = deed else { return outgoing };
    let damaged = match rule.fault {
        Some(Fault::EmptyBody) => Outgoing { body: String::new(), ..outgoing },
        Some(Fault::Cut) => Outgoing { way: Way::Cut, ..outgoing },
        Some(Fault::CutMidway) => Outgoing { way: Way::CutMidway, ..outgoing },
        Some(Fault::Trickle(over)) => Outgoing { way: Way::Trickle(over.duration()), ..outgoing },
        Some(Fault::WrongType) => Outgoing { content_type: "text/html; charset=utf-8", ..outgoing },
        Some(Fault::Malformed) => Outgoing { body: outgoing.body.replace("</soap:Body>", ""), ..outgoing },
        Some(Fault::Http(_) | Fault::SoapFault | Fault::WrongReference) | None => outgoing,
    };
    let delay = rule.delay.map_or(Duration::ZERO, |delay| delay.duration());
    Outgoing { delay, ..damaged }
}
