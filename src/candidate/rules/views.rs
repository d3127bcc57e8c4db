//! Views before payment and the way back, and deadlines.

use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::yaml::Document;

use super::super::Profile;

/// A customer does not wait longer for anything.
const LONGEST_LIMIT: Duration = Duration::from_secs(120);

pub(super) fn check(document: &Document<Profile>) -> Vec<Diagnostic> {
    let profile = &document.value;
    let root = document.root();
    let views_at = root.field("views_before_payment").at.clone();
    let mut found = Vec::new();
    match (profile.views_before_payment, &profile.back) {
        (0, _) => found.push(
            document
                .error("`views_before_payment` must be at least 1", views_at, "the order page itself is a view")
                .help("count the views that a customer sees until the payment starts; leave the line out for one view"),
        ),
        (1, Some(_)) => found.push(
            document
                .warning("`back` is never looked for", root.key("back"), "the service has one view before payment")
                .help("the way back is needed from the second view on; set `views_before_payment` if there are more"),
        ),
        (2.., None) => found.push(
            document
                .error("the way back is not declared", views_at, "more than one view needs one")
                .help("add the control that leads back, like `back: \"#back\"`"),
        ),
        _ => {}
    }
    for (name, limit) in [("page", profile.limits.page), ("call", profile.limits.call)] {
        if limit.duration().is_zero() || limit.duration() > LONGEST_LIMIT {
            let at = root.field("limits").field(name).at.clone();
            found.push(
                document
                    .error(format!("`limits.{name}` is {limit}"), at, "out of range")
                    .help("allow more than 0s and at most 120s; most services do well with 10s"),
            );
        }
    }
    found
}
