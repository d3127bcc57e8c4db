//! Steps in an order that can work.

use crate::candidate::ActionName;
use crate::diagnostic::Diagnostic;
use crate::spec::{Operation, Page};
use crate::yaml::{Document, Node};

use super::super::{BackendRule, Case, Choice, Step, Suite};

/// What has come about when a step begins.
#[derive(Clone, Copy, Default)]
struct Journey {
    order_page_open: bool,
    hesitates: bool,
    bought: bool,
    paid: bool,
    /// Whether the customer came with a code that a stranger has printed.
    strange: bool,
}

/// Every step that needs what no step before it brings about.
pub(super) fn check(document: &Document<Suite>, case: &Case, node: &Node) -> Vec<Diagnostic> {
    let mut journey = Journey::default();
    // The other one of two customers.
    let mut other = None;
    let mut found = Vec::new();
    for (index, step) in case.steps.iter().enumerate() {
        let at = node.field("steps").item(index).first_key();
        let mut complain = |title: &str, label: &str, help: &str| {
            found.push(document.error(title, at.clone(), label).help(help));
        };
        let name = match step {
            Step::Buy(_) => "buy",
            Step::Cancel(_) => "cancel",
            Step::GoBack(_) => "go-back",
            _ => "",
        };
        if !name.is_empty() && !journey.order_page_open {
            let title = format!("`{name}` without an open order page");
            complain(&title, "the order page is not open here", "write `- open: order` before it");
            journey.order_page_open = true;
        }
        match step {
            step if step.scans() => {
                let strange = matches!(step, Step::ScanHostile(_));
                (journey, other) = (Journey { strange, ..Journey::default() }, None);
            }
            Step::Join(_) => {
                if other.is_some() {
                    complain("a third customer", "two are there already", "write `- scan: {}` to begin with a new one");
                }
                other = Some(std::mem::take(&mut journey));
            }
            Step::Switch(_) => match &mut other {
                Some(other) => std::mem::swap(other, &mut journey),
                None => {
                    let help = "write `- join: {}` before it, which lets another customer come";
                    complain("`switch` without another customer", "only one customer is here", help);
                }
            },
            Step::OpenMixed(page) => {
                if !other.is_some_and(|other| other.bought) {
                    let help = "let a customer `buy`, and another one `join`, before it";
                    complain("`open-mixed` without another customer's invoice", "nobody else has bought here", help);
                }
                journey.order_page_open = *page == Page::Order;
            }
            Step::Open(page) | Step::OpenPlain(page) => journey.order_page_open = *page == Page::Order,
            Step::OpenHostile(_) | Step::Leave(_) => journey.order_page_open = false,
            Step::Buy(buying) => {
                if buying.impatient && !is_delayed(&case.steps, index) {
                    let help = "write `- backend: { on: sendInvoice, delay: 2500ms }` before it";
                    complain("`impatient` while SEQR answers at once", "nobody has to wait here", help);
                }
                if buying.in_vain && !journey.strange && !is_out_of_order(&case.steps, index) {
                    let help = "write `- backend: { on: sendInvoice, fault: { http: 503 } }` before it";
                    complain("`in-vain` while SEQR answers", "nothing keeps the customer from buying here", help);
                }
                if buying.go_on && !journey.hesitates {
                    complain(
                        "`go-on` without `hesitate`",
                        "nothing was begun here",
                        "write `- buy: { hesitate: true }` before it, or `{ begin: true }`",
                    );
                }
                journey.hesitates = buying.breaks_off();
                journey.bought = !buying.in_vain && !buying.breaks_off();
            }
            Step::Pay(choice) => {
                if !journey.bought {
                    complain("`pay` before `buy`", "no invoice has been triggered here", "write `- buy: {}` before it");
                    journey.bought = true;
                }
                journey.paid |= *choice == Choice::Approve;
            }
            Step::Action(name @ (ActionName::Refund | ActionName::SubmitReceipt)) if !journey.paid => {
                let title = format!("`action: {}` before a payment", name.name());
                complain(&title, "nothing has been paid here", "write `- pay: approve` before it");
            }
            Step::Action(
                name @ (ActionName::CommitReservation | ActionName::UpdateInvoice | ActionName::CancelInvoice),
            ) if !journey.bought => {
                let title = format!("`action: {}` before `buy`", name.name());
                complain(&title, "there is no order here", "write `- buy: {}` before it");
            }
            _ => {}
        }
    }
    found
}

/// Whether SEQR holds back its answer to sendInvoice when the step begins.
fn is_delayed(steps: &[Step], at: usize) -> bool {
    rule_at(steps, at, Operation::SendInvoice).is_some_and(|rule| rule.delay.is_some())
}

/// Whether SEQR answers something that a purchase needs to none when the step begins.
fn is_out_of_order(steps: &[Step], at: usize) -> bool {
    [Operation::GetClientSessionInfo, Operation::SendInvoice]
        .into_iter()
        .any(|operation| rule_at(steps, at, operation).is_some_and(|rule| rule.times.is_none() && rule.withholds()))
}

/// The rule on the operation that holds when the step begins.
fn rule_at(steps: &[Step], at: usize, operation: Operation) -> Option<&BackendRule> {
    steps.iter().take(at).rev().find_map(|step| match step {
        Step::Backend(rule) if rule.on == operation => Some(rule),
        _ => None,
    })
}
