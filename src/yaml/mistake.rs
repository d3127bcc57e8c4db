//! What serde and the YAML crate object to, in words of the person who wrote the file.

use std::ops::Range;
use std::sync::Arc;

use serde_saphyr::{Error, Location};

use crate::diagnostic::{Diagnostic, Mark, Source, did_you_mean, quoted};

use super::document::Noun;
use super::outline::Node;

/// Turns an error of the YAML crate into a diagnostic.
pub(super) fn explain(source: &Arc<Source>, root: &Node, nouns: &[Noun], error: &Error) -> Diagnostic {
    let error = error.without_snippet();
    let at = place(source, error.location());
    let text = source.text().get(at.clone()).unwrap_or_default();
    let say = |title: String, at: Range<usize>, label: &str| Diagnostic::error(title, Mark::new(source, at, label));
    match error {
        Error::AliasError { error, .. } => explain(source, root, nouns, error),
        Error::SerdeUnknownField { field, expected, .. } if expected.is_empty() => {
            say(format!("{} may not stand here", quoted(field)), at, "nothing may")
                .help("this takes no settings; write `{}` behind its name")
        }
        Error::SerdeUnknownField { field, expected, .. } => {
            let near = did_you_mean(field, expected.iter().copied());
            let label = near.map_or_else(|| "not known here".to_owned(), |near| format!("did you mean `{near}`?"));
            say(format!("unknown field {}", quoted(field)), at, &label)
                .help(format!("known here: {}", listed(expected)))
        }
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            let noun =
                nouns.iter().find(|(first, _)| expected.first() == Some(first)).map_or("value", |(_, noun)| noun);
            let near = did_you_mean(variant, expected.iter().copied());
            let label = near.map_or_else(|| "not known here".to_owned(), |near| format!("did you mean `{near}`?"));
            say(format!("unknown {noun} {}", quoted(variant)), at, &label)
                .help(format!("known here: {}", listed(expected)))
        }
        Error::SerdeMissingField { field, .. } => {
            let (at, where_to) = map_without(root, None, at.start, field).unwrap_or((at, "in here"));
            say(format!("the field `{field}` is missing"), at, &format!("`{field}` belongs {where_to}"))
        }
        Error::Unexpected { .. } => wrong_kind(source, root, at, error),
        Error::ExpectedMappingEndAfterEnumVariantValue { .. } => {
            say(format!("{} stands where only one entry may stand", quoted(text)), at, "the second entry")
                .help("in a list, begin each entry with its own `- `; elsewhere, keep one of the two")
        }
        Error::UnexpectedValueForUnitEnumVariant { .. } => {
            say("nothing may follow this word".to_owned(), at, "not expected")
                .help("write the word alone, without a `:`")
        }
        Error::InvalidScalar { ty, .. } => {
            say(format!("{} is no {}", quoted(text), number(ty)), at, "a number is needed here")
        }
        Error::InvalidBooleanStrict { .. } => {
            say(format!("{} is neither `true` nor `false`", quoted(text)), at, "one of the two is needed here")
        }
        Error::NullIntoString { .. } => say("a value is missing".to_owned(), at, "here"),
        Error::MergeKeyNotAllowed { .. } => {
            say("`<<` does not merge maps here".to_owned(), at, "a merge key").help("write the fields out")
        }
        Error::UnsupportedTag { tag, .. } | Error::TaggedStructFieldName { tag, .. } => {
            say(format!("the tag {} means nothing here", quoted(tag)), at, "this value has a tag")
                .help("leave it out; put a text that begins with `!` in quotes")
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            say("this part of the file contains itself".to_owned(), at, "a reference to what surrounds it")
        }
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. } => {
            say("the file unfolds to more than a hand-written file has".to_owned(), at, "the limit is reached here")
                .help("use fewer `*` references, or write a shorter file")
        }
        Error::Message { msg, .. } => message(source, at, msg),
        other => {
            let text = other.render_with_formatter(&serde_saphyr::UserMessageFormatter);
            say(format!("this cannot be read: {text}"), at, "here")
        }
    }
}

/// Byte range of a location of the YAML crate.
fn place(source: &Source, location: Option<Location>) -> Range<usize> {
    let end = source.text().len();
    let Some(span) = location.map(|location| location.span()) else { return 0..0 };
    let start = span.byte_offset().and_then(|offset| usize::try_from(offset).ok()).unwrap_or(0).min(end);
    let length = span.byte_len().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    start..start.saturating_add(length).min(end)
}

/// A message of a type's own `Deserialize`.
fn message(source: &Arc<Source>, at: Range<usize>, msg: &str) -> Diagnostic {
    let text = source.text().get(at.clone()).unwrap_or_default().trim_matches(['"', '\'']);
    let as_url = url::Url::parse(text);
    match as_url {
        Err(error) if msg.starts_with(&error.to_string()) => {
            Diagnostic::error(format!("{} is no complete URL", quoted(text)), Mark::new(source, at, error.to_string()))
                .help("write it in full, like http://127.0.0.1:4010/order")
        }
        _ => {
            let (title, help) = msg.split_once("; ").unwrap_or((msg, ""));
            let diagnostic = Diagnostic::error(title, Mark::new(source, at, "not understood"));
            if help.is_empty() { diagnostic } else { diagnostic.help(help) }
        }
    }
}

/// A single value where a list or map is needed, or the other way round.
fn wrong_kind(source: &Arc<Source>, root: &Node, at: Range<usize>, error: &Error) -> Diagnostic {
    let here = node_at(root, at.start);
    let node = here.or_else(|| last_before(root, at.start));
    let word = node.and_then(Node::text).unwrap_or_default();
    let (title, help) = match error {
        Error::Unexpected { expected: "sequence start", .. } => (
            "a list is needed here",
            match word.split_whitespace().collect::<Vec<_>>().as_slice() {
                [] => "write `[…]`, or lines that begin with `- `".to_owned(),
                [word] => format!("write `[{word}]`, or a line below that begins with `- `"),
                words => format!(
                    "write it in parts: [{}]",
                    words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ")
                ),
            },
        ),
        // For a word where `word: …` is needed, the crate names the place after it.
        Error::Unexpected { expected: "mapping start", .. } if here.is_none() && !word.is_empty() => (
            "`key: value` is needed here",
            format!(
                "write {} and its value, or `{{}}` as value where there is nothing to set",
                quoted(&format!("{word}:"))
            ),
        ),
        Error::Unexpected { expected: "mapping start", .. } => {
            ("`key: value` is needed here", "write `{ key: value }`, or `{}` where there is nothing to set".to_owned())
        }
        _ => ("a single value is needed here", "write one word, number or text in quotes".to_owned()),
    };
    let (at, found) = node.map_or((at, "something else"), |node| (node.at.clone(), node.kind()));
    Diagnostic::error(title, Mark::new(source, at, format!("this is {found}"))).help(help)
}

/// `a`, `b` and `c`.
fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// What people call the crate's number types.
fn number(ty: &str) -> &'static str {
    match ty.as_bytes().first() {
        Some(b'u') => "whole number from 0 up",
        Some(b'i') => "whole number",
        _ => "number",
    }
}

/// Where a missing field belongs: the key that holds the map with a key at `offset` and without the field, or the first
/// key of that map where no key holds it.
fn map_without(
    node: &Node,
    held_by: Option<Range<usize>>,
    offset: usize,
    field: &str,
) -> Option<(Range<usize>, &'static str)> {
    let below = node
        .entries()
        .iter()
        .find_map(|entry| map_without(&entry.value, Some(entry.key_at.clone()), offset, field))
        .or_else(|| node.items().iter().find_map(|item| map_without(item, None, offset, field)));
    below.or_else(|| {
        let keys = node.entries();
        let this = keys.iter().any(|entry| entry.key_at.start == offset) && keys.iter().all(|entry| entry.key != field);
        this.then(|| held_by.map_or_else(|| (node.first_key(), "beside this"), |key| (key, "in here")))
    })
}

/// The innermost value that begins at `offset`.
fn node_at(root: &Node, offset: usize) -> Option<&Node> {
    let mut found = None;
    root.visit(None, &mut |node, _| {
        if node.at.start == offset && !node.at.is_empty() {
            found = Some(node);
        }
    });
    found
}

/// The last scalar that ends at or before `offset`.
fn last_before(root: &Node, offset: usize) -> Option<&Node> {
    let mut found: Option<&Node> = None;
    root.visit(None, &mut |node, _| {
        if node.text().is_some() && node.at.end <= offset && found.is_none_or(|best| best.at.end <= node.at.end) {
            found = Some(node);
        }
    });
    found
}
