//! What a customer does: `buy`, `buy_other`, `cancel`, `back`.

use scraper::Selector;

use crate::diagnostic::{Diagnostic, quoted};
use crate::yaml::{Document, Node};

use super::super::variables::{Variables, substitute};
use super::super::{Profile, Tap};

pub(super) fn check(document: &Document<Profile>) -> Vec<Diagnostic> {
    let profile = &document.value;
    let root = document.root();
    let mut found = Vec::new();
    if profile.buy.is_empty() {
        found.push(
            document.error("`buy` has no steps", root.key("buy"), "how does a customer get to the payment?").help(
                "list what a customer does on the order page, and last the tap that starts the payment, like \
                     `- tap: \"text=Pay with SEQR\"`",
            ),
        );
    }
    for (name, taps) in [("buy", &profile.buy), ("buy_other", &profile.buy_other), ("cancel", &profile.cancel)] {
        let list = root.field(name);
        for (index, tap) in taps.iter().enumerate() {
            found.extend(step(document, tap, list.item(index)));
        }
        if let Some(Tap::TapIfThere(_)) = taps.last() {
            let at = list.item(taps.len() - 1).first_key();
            found.push(
                document
                    .error(
                        format!("the last step of `{name}` must be a `tap`"),
                        at,
                        "nobody goes on where it is not there",
                    )
                    .help("write `tap:`, or add the tap that comes after it"),
            );
        }
        if let Some(Tap::Fill(_)) = taps.last() {
            let at = list.item(taps.len() - 1).first_key();
            let (what, control) =
                if name == "cancel" { ("lead out of the service", "Leave") } else { ("start the payment", "Pay") };
            found.push(
                document
                    .error(
                        format!("the last step of `{name}` must be a `tap`"),
                        at,
                        format!("typing into a field does not {what}"),
                    )
                    .help(format!("add the tap that does, like `- tap: \"text={control}\"`")),
            );
        }
    }
    if !profile.buy_other.is_empty() && profile.buy_other == profile.buy {
        let title = "`buy_other` is the same as `buy`";
        found.push(
            document
                .error(title, root.key("buy_other"), "chooses nothing else")
                .help("list what a customer does whose order costs more or less, or leave it out"),
        );
    }
    if let Some(back) = &profile.back {
        found.extend(control(document, back, root.field("back")));
    }
    found
}

fn step(document: &Document<Profile>, tap: &Tap, node: &Node) -> Vec<Diagnostic> {
    match tap {
        Tap::Tap(target) | Tap::TapIfThere(target) => {
            control(document, target, node.first_value()).into_iter().collect()
        }
        Tap::Fill(fields) if fields.is_empty() => {
            vec![
                document
                    .error("`fill` fills nothing", node.first_value().at.clone(), "no fields")
                    .help("write selector and text, like `- fill: { \"#email\": \"ada@example.org\" }`"),
            ]
        }
        Tap::Fill(_) => {
            let fields = node.first_value().entries().iter();
            fields.filter_map(|entry| selector(document, &entry.key, &entry.key_at)).collect()
        }
    }
}

/// A control is named by a CSS selector, or by `text=` and what is visible on it.
fn control(document: &Document<Profile>, target: &str, node: &Node) -> Option<Diagnostic> {
    match target.strip_prefix("text=") {
        Some(text) if text.trim().is_empty() => Some(
            document
                .error("`text=` has no text", node.at.clone(), "which control?")
                .help("write the text that is visible on the control, like \"text=Pay with SEQR\""),
        ),
        Some(_) => None,
        None => selector(document, target, &node.at),
    }
}

fn selector(document: &Document<Profile>, text: &str, at: &std::ops::Range<usize>) -> Option<Diagnostic> {
    // What a variable stands for is not known here; a digit is what a reference or TOKEN begins with.
    let any = Some("1".to_owned());
    let variables = Variables { order_reference: any.clone(), ers_reference: any.clone(), token: any };
    let Ok(concrete) = substitute(text, &variables) else { return None };
    // Each part is looked for in the shadow trees of what the one before has found.
    if concrete.split(">>>").any(|part| Selector::parse(part).is_err()) {
        let title = format!("{} is no CSS selector", quoted(text));
        let help =
            "name the element, like \"#email\" or \"button.pay\"; a control to tap may also be \"text=\" and its text";
        return Some(document.error(title, at.clone(), "not understood").help(help));
    }
    let words = || text.split_whitespace();
    let plain = !text.contains(|c: char| !c.is_alphanumeric() && !c.is_whitespace());
    (plain && words().any(|word| word.starts_with(char::is_uppercase))).then(|| {
        document
            .warning(
                format!("{} looks like a visible text", quoted(text)),
                at.clone(),
                "taken as a CSS selector: the name of an HTML element",
            )
            .help(format!("did you mean \"text={text}\"?"))
    })
}
