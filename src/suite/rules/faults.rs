//! Steps that let SEQR go wrong must be able to.

use crate::candidate::Span;
use crate::diagnostic::Diagnostic;
use crate::spec::Operation;
use crate::yaml::{Document, Node};

use super::super::{BackendRule, Case, Choice, Fault, NotificationFault, PaymentFault, Step, Suite};

/// Faults that make no sense, in the order of the steps.
pub(super) fn check(document: &Document<Suite>, case: &Case, node: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let (mut bought, mut paid) = (false, false);
    // Invoices that will be misnamed, and whether the one of this customer is.
    let (mut to_misname, mut misnamed) = (0_u32, false);
    for (index, step) in case.steps.iter().enumerate() {
        let at = node.field("steps").item(index);
        let values = at.first_value();
        let mut unready = |title: &str, label: &str, help: &str| {
            found.push(document.error(title, at.first_key(), label).help(help));
        };
        match step {
            Step::Buy(_) => {
                bought = true;
                misnamed = to_misname > 0;
                to_misname = to_misname.saturating_sub(1);
            }
            step if step.scans() => (bought, paid, misnamed) = (false, false, false),
            Step::Pay(_) if misnamed => unready(
                "`pay` for an invoice that SEQR named wrongly",
                "the trigger can name no invoice of SEQR here",
                "leave the step out, or take the rule back before `buy` with `- backend: {on: sendInvoice, answer: 0}`",
            ),
            Step::Pay(choice) => paid |= *choice == Choice::Approve,
            Step::Backend(rule) => {
                if rule.on == Operation::SendInvoice {
                    let misnames = rule.fault == Some(Fault::WrongReference);
                    to_misname = if misnames { rule.times.unwrap_or(u32::MAX) } else { 0 };
                }
                found.extend(rule_of(document, rule, case.deadline, values));
            }
            Step::Notification(NotificationFault::Early | NotificationFault::Forged) if !bought => unready(
                "a notification that comes now, before `buy`",
                "no invoice says here where notifications go",
                "write `- buy: {}` before it",
            ),
            Step::Notification(NotificationFault::Early) if paid => unready(
                "`notification: early` after the payment",
                "the invoice is paid here",
                "move it before `- pay: approve`; `twice` sends a second one for a paid invoice",
            ),
            Step::Notification(NotificationFault::Late(span)) => {
                found.extend(too_long(document, *span, case.deadline, "late", values.first_value()));
            }
            Step::Payment(PaymentFault::Reversed) if !paid => unready(
                "`payment: reversed` before a payment",
                "nothing has been paid here",
                "write `- pay: approve` before it",
            ),
            Step::Payment(PaymentFault::StatusAfter(span)) => {
                found.extend(too_long(document, *span, case.deadline, "status-after", values.first_value()));
            }
            _ => {}
        }
    }
    found
}

fn rule_of(document: &Document<Suite>, rule: &BackendRule, deadline: Span, node: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut complain = |title: &str, field: &str, label: &str, help: &str| {
        found.push(document.error(title, node.key(field), label).help(help));
    };
    match (rule.answer, rule.fault) {
        (None, None) if rule.delay.is_none() => complain(
            "a `backend` rule that changes nothing",
            "on",
            "SEQR would answer as ever",
            "say what goes wrong: `answer: 94`, `fault: cut` or `delay: 3s`",
        ),
        (Some(_), Some(_)) => complain(
            "`answer` and `fault` in one rule",
            "fault",
            "a call has one answer",
            "leave one of the two out; a later rule on the same operation takes the place of this one",
        ),
        (Some(0), None) if rule.delay.is_some() || rule.times.is_some() => complain(
            "`answer: 0` takes a rule back and can do nothing else",
            "answer",
            "the end of what went wrong",
            "leave `answer` out to hold back right answers, or write `answer: 0` alone",
        ),
        _ => {}
    }
    if rule.fault == Some(Fault::WrongReference) && rule.on != Operation::SendInvoice {
        let label = format!("{} answers none", rule.on);
        complain(
            "`wrong-reference` needs an answer with an invoiceReference",
            "fault",
            &label,
            "write `on: sendInvoice`",
        );
    }
    if let Some(Fault::Http(status)) = rule.fault
        && !(400..=599).contains(&status)
    {
        complain(
            "an HTTP status that is no failure",
            "fault",
            "out of range",
            "write a status between 400 and 599, like 503",
        );
    }
    if rule.times == Some(0) {
        complain(
            "a rule for no calls",
            "times",
            "never hits",
            "write `times: 1` or more, or leave it out to hit every call",
        );
    }
    if let Some(delay) = rule.delay {
        found.extend(too_long(document, delay, deadline, "delay", node.field("delay")));
    }
    if let Some(Fault::Trickle(over)) = rule.fault {
        found.extend(too_long(document, over, deadline, "trickle", node.field("fault").first_value()));
    }
    found
}

fn too_long(document: &Document<Suite>, span: Span, deadline: Span, name: &str, node: &Node) -> Option<Diagnostic> {
    (span >= deadline).then(|| {
        document
            .error(
                format!("`{name}` is not over before the case is"),
                node.at.clone(),
                format!("the case ends after {deadline}"),
            )
            .help("make it shorter, or give the case a longer `deadline:`")
    })
}
