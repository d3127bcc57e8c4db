//! `parameterMap`: named values beside the fields of an operation.

use super::super::Element;
use super::decode::text;

/// The value of an entry. Entries come as `parameters/parameter/entry` or as `parameters/entry` (protocol facts,
/// section 8).
pub(super) fn parameter(operation: &Element<'_>, key: &str) -> Option<String> {
    let parameters = operation.all("parameters");
    let maps = parameters.flat_map(|map| std::iter::once(map).chain(map.all("parameter")));
    let mut entries = maps.flat_map(|map| map.all("entry"));
    entries.find(|entry| entry.text_of("key") == Some(key)).and_then(|entry| text(entry, "value"))
}
