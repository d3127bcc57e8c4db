//! Checks: ids, the requirements that they serve, parameters that make sense.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, did_you_mean, quoted};
use crate::yaml::{Document, Node};

use super::super::{Case, Catalogue, Check, Expect, Moment, Never, Suite};
use super::ids::{is_name, once};

pub(super) fn check(
    document: &Document<Suite>,
    case: &Case,
    node: &Node,
    catalogue: Option<&Document<Catalogue>>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut ids = HashMap::new();
    for (index, check) in case.checks.iter().enumerate() {
        let node = node.field("checks").item(index);
        let id_at = node.field("id").at.clone();
        if !is_name(&check.id) {
            let title = format!("{} cannot be the id of a check", quoted(&check.id));
            let help = "write letters, digits, `-`, `_` and `.` only, like `paid-once`";
            found.push(document.error(title, id_at.clone(), "reports use this id").help(help));
        }
        found.extend(once("check", &check.id, &mut ids, |label| document.mark(id_at.clone(), label)));
        found.extend(requirements(document, check, node, catalogue.map(|document| &document.value)));
        found.extend(parameters(document, &check.expect, node.field("expect")));
    }
    found
}

fn requirements(
    document: &Document<Suite>,
    check: &Check,
    node: &Node,
    catalogue: Option<&Catalogue>,
) -> Vec<Diagnostic> {
    if check.requirement.is_empty() {
        let title = format!("the check {} serves no requirement", quoted(&check.id));
        let error = document.error(title, node.key("requirement"), "an empty list");
        return vec![error.help("name at least one id of the catalogue; its level decides how much a failure weighs")];
    }
    let Some(catalogue) = catalogue else { return Vec::new() };
    let ids = || catalogue.requirements().map(|requirement| requirement.id.as_str());
    let unknown = check.requirement.iter().enumerate().filter(|(_, id)| catalogue.get(id).is_none());
    unknown
        .map(|(index, id)| {
            let at = node.field("requirement").item(index).at.clone();
            let near = did_you_mean(id, ids());
            let label =
                near.map_or_else(|| "not in the catalogue".to_owned(), |near| format!("did you mean `{near}`?"));
            let chapter = id.split('.').next().unwrap_or_default();
            let siblings: Vec<_> =
                ids().filter(|known| known.split('.').next() == Some(chapter)).map(|id| format!("`{id}`")).collect();
            let error = document.error(format!("unknown requirement {}", quoted(id)), at, label);
            if siblings.is_empty() {
                error.help("the ids stand in `requirements.yaml`")
            } else {
                error.help(format!("requirements of this chapter: {}", siblings.join(", ")))
            }
        })
        .collect()
}

fn parameters(document: &Document<Suite>, expect: &Expect, node: &Node) -> Option<Diagnostic> {
    let values = node.first_value();
    match expect {
        Expect::Calls(calls) => match calls.max {
            Some(max) if max < calls.min => Some(
                document
                    .error(
                        "`max` is less than `min`",
                        values.field("max").at.clone(),
                        format!("`min` is {}", calls.min),
                    )
                    .help("no number of calls could be right; swap the two"),
            ),
            None if calls.min == 0 => Some(
                document
                    .error("`calls` with neither `min` nor `max`", node.first_key(), "every number of calls is right")
                    .help("write `min: 1` for \"was called\", `max: 0` for \"was not called\""),
            ),
            _ => None,
        },
        Expect::Sequence(moments) => sequence(document, moments, node),
        Expect::Never(never) if never.before.is_some() == never.after.is_some() => Some(
            document
                .error("`never` needs `before` or `after`", node.first_key(), "one of the two")
                .help("write the moment before or after which it must not happen"),
        ),
        Expect::Never(Never { what, before, after })
            if [Some(*what), *before, *after].iter().flatten().any(|moment| moment.within().is_some()) =>
        {
            Some(timed(document, node))
        }
        Expect::AtMost(at_most) if at_most.of.within().is_some() => Some(timed(document, node)),
        Expect::AtMost(at_most) if at_most.within.millis() == 0 => Some(
            document
                .error("`within` must be more than 0", values.field("within").at.clone(), "no time at all")
                .help("write a length of time, like `within: 1s`"),
        ),
        Expect::TapTargets(targets) | Expect::TapSpacing(targets)
            if !(targets.min.is_finite() && targets.min > 0.0) =>
        {
            Some(
                document
                    .error("`min` must be more than 0", values.field("min").at.clone(), "every control is this large")
                    .help("write CSS pixels, like `min: 32`"),
            )
        }
        _ => None,
    }
}

/// A moment that is timed though nothing comes before it.
fn timed(document: &Document<Suite>, node: &Node) -> Diagnostic {
    let error =
        document.error("`within` in a moment outside of a sequence", node.first_key(), "has no moment before it");
    error.help("only the moments of a `sequence` are timed, by the moment before")
}

/// A sequence needs two moments at least, each once, since it is about the first of each.
fn sequence(document: &Document<Suite>, moments: &[Moment], node: &Node) -> Option<Diagnostic> {
    if moments.len() < 2 {
        let title = "a sequence needs two moments";
        let error = document.error(title, node.first_key(), "nothing comes after anything");
        return Some(error.help("name what comes first and what comes then"));
    }
    let list = node.first_value();
    moments.iter().enumerate().find_map(|(index, moment)| {
        let at = || list.item(index).at.clone();
        if moments[..index].iter().any(|earlier| earlier.untimed() == moment.untimed()) {
            let error = document.error("a moment stands twice in the sequence", at(), "cannot come after itself");
            return Some(error.help("a sequence is about the first of each moment; say how the two calls differ"));
        }
        (index == 0 && moment.within().is_some()).then(|| {
            let error = document.error("`within` in the first moment", at(), "there is no moment before it");
            error.help("`within` is the time since the moment before")
        })
    })
}
