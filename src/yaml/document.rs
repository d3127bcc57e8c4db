//! A typed value beside the places of its parts.

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_saphyr::{MergeKeyPolicy, Options};

use crate::diagnostic::{Diagnostic, Mark, Source};

use super::mistake::explain;
use super::outline::{Node, Outline};
use super::syntax::{DEEPEST, MOST_NODES};

/// What people call the values of an enum: its first variant as written in YAML, and the word, such as
/// `("scan", "step")`.
pub type Noun = (&'static str, &'static str);

/// Most events that aliases may bring in by repetition.
const MOST_REPEATED: usize = 10_000;

/// A file, read.
#[derive(Clone, Debug)]
pub struct Document<T> {
    pub value: T,
    pub source: Arc<Source>,
    pub outline: Outline,
}

impl<T> Document<T> {
    /// The outermost part of the file.
    #[must_use]
    pub const fn root(&self) -> &Node {
        &self.outline.root
    }

    /// A place in this file.
    #[must_use]
    pub fn mark(&self, at: Range<usize>, label: impl Into<String>) -> Mark {
        Mark::new(&self.source, at, label)
    }

    /// A mistake in this file.
    #[must_use]
    pub fn error(&self, title: impl Into<String>, at: Range<usize>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::error(title, self.mark(at, label))
    }

    /// Something doubtful in this file.
    #[must_use]
    pub fn warning(&self, title: impl Into<String>, at: Range<usize>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::warning(title, self.mark(at, label))
    }
}

/// Reads a file as what it is for.
///
/// # Errors
/// The first place at which the file is not what the type asks for.
pub fn parse<T: DeserializeOwned>(
    source: &Arc<Source>,
    outline: Outline,
    nouns: &[Noun],
) -> Result<Document<T>, Diagnostic> {
    match serde_saphyr::from_str_with_options(source.text(), options()) {
        Ok(value) => Ok(Document { value, source: Arc::clone(source), outline }),
        Err(error) => Err(explain(source, &outline.root, nouns, &error)),
    }
}

/// Strict where YAML is lax, and small: a suite is written by hand.
fn options() -> Options {
    serde_saphyr::options! {
        with_snippet: false,
        strict_booleans: true,
        merge_keys: MergeKeyPolicy::Error,
        reject_unsupported_tags: true,
        reject_tagged_field_names: true,
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MOST_REPEATED,
            max_replay_stack_depth: 8,
        },
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST + 2,
            max_nodes: MOST_NODES + 1,
            max_events: MOST_NODES * 3,
            max_documents: 1,
            max_aliases: 100,
            max_anchors: 100,
            max_recorded_anchor_events: MOST_NODES,
            max_recorded_anchor_bytes: 1024 * 1024,
        },
    }
}
