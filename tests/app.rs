//! The simulated app against small pages: what it catches, measures and survives.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

#[path = "app/dark.rs"]
mod dark;
#[path = "app/heard.rs"]
mod heard;
#[path = "app/hostile.rs"]
mod hostile;
#[path = "app/layout.rs"]
mod layout;
#[path = "app/layout_corpus.rs"]
mod layout_corpus;
#[path = "app/letters.rs"]
mod letters;
#[path = "app/pool.rs"]
mod pool;
#[path = "app/problems.rs"]
mod problems;
#[path = "app/rest.rs"]
mod rest;
#[path = "app/site.rs"]
mod site;
#[path = "app/sweep.rs"]
mod sweep;
#[path = "app/taps.rs"]
mod taps;
#[path = "app/texts.rs"]
mod texts;
#[path = "app/triggers.rs"]
mod triggers;
#[path = "app/webkit.rs"]
mod webkit;
