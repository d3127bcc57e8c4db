//! Steps in an order that can work.

use crate::diagnostic::Diagnostic;
use crate::spec::Page;
use crate::yaml::{Document, Node};

use super::super::{ActionName, Case, Choice, Step, Suite};

/// What has come about when a step begins.
#[derive(Default)]
struct Journey {
    order_page_open: bool,
    bought: bool,
    paid: bool,
}

/// Every step that needs what no step before it brings about.
pub(super) fn check(document: &Document<Suite>, case: &Case, node: &Node) -> Vec<Diagnostic> {
    let mut journey = Journey::default();
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
            Step::Scan(_) => journey = Journey::default(),
            Step::Open(page) => journey.order_page_open = *page == Page::Order,
            Step::Buy(_) => journey.bought = true,
            Step::Pay(choice) => {
                if !journey.bought {
                    complain("`pay` before `buy`", "no invoice has been triggered here", "write `- buy: {}` before it");
                    journey.bought = true;
                }
                journey.paid |= *choice == Choice::Approve;
            }
            Step::Action(ActionName::Refund) if !journey.paid => {
                let label = "nothing has been paid here";
                complain("`action: refund` before a payment", label, "write `- pay: approve` before it");
            }
            _ => {}
        }
    }
    found
}
