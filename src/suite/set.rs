//! Suites and their catalogue as documents, before rules have looked at them.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Mark, Severity, Source};
use crate::yaml::{self, Document, Noun, Outline};

use super::files::{Input, Origin};
use super::kind::{Kind, kind_of};
use super::{Catalogue, Suite};

/// What the values of the enums of suites and catalogue are called.
const NOUNS: &[Noun] = &[
    ("scan", "step"),
    ("page-answers", "expectation"),
    ("order", "page"),
    ("getClientSessionInfo", "operation"),
    ("cancel", "need"),
    ("approve", "choice of the customer"),
    ("acknowledgement", "thing to await"),
    ("close_period", "back office action"),
    ("may", "level"),
    ("page", "actor"),
];

/// Whether every case that serves a catalogue is at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Coverage {
    /// Only some suites; a requirement that none of them serves may be served by another.
    #[default]
    Part,
    /// The whole folder of the catalogue.
    Whole,
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub catalogue: Option<Document<Catalogue>>,
    pub suites: Vec<Document<Suite>>,
    /// Candidate files, which are not read here.
    pub candidates: Vec<Input>,
    pub coverage: Coverage,
    pub found: Vec<Diagnostic>,
}

impl Set {
    /// Sorts files by what they are for and reads suites and catalogue.
    pub fn read(inputs: Vec<Input>) -> Self {
        let mut set = Self::default();
        for input in inputs {
            match Outline::read(&input.source) {
                Ok(outline) => set.take(input, outline),
                Err(mistakes) => set.found.extend(mistakes.into_vec()),
            }
        }
        set
    }

    /// Reads a catalogue that was not among the files.
    pub fn take_catalogue(&mut self, source: &Arc<Source>) {
        match Outline::read(source) {
            Ok(outline) => self.catalogue = self.typed(source, outline),
            Err(mistakes) => self.found.extend(mistakes.into_vec()),
        }
    }

    /// Everything that is wrong with what was read, by itself and together.
    pub fn diagnostics(&self) -> Diagnostics {
        let mut found = self.found.clone();
        let broken = found.iter().any(|mistake| mistake.severity() == Severity::Error);
        if let (Some(suite), None, false) = (self.suites.first(), &self.catalogue, broken) {
            let error = suite.error("no requirement catalogue", suite.root().first_key(), "what do its checks serve?");
            found.push(error.help("put a `requirements.yaml` beside the suites or one folder above"));
        }
        found.extend(super::rules::check(self));
        Diagnostics::new(found)
    }

    fn take(&mut self, input: Input, outline: Outline) {
        let source = &input.source;
        match kind_of(source.name(), &outline) {
            Some(Kind::Candidate) => self.candidates.push(input),
            Some(Kind::Suite) => {
                let suite = self.typed(source, outline);
                self.suites.extend(suite);
            }
            Some(Kind::Catalogue) => {
                let catalogue = self.typed::<Catalogue>(source, outline);
                match (&self.catalogue, catalogue) {
                    (Some(first), Some(second)) => {
                        let twice = second.error("a second catalogue", second.root().first_key(), "one too many");
                        let first = first.mark(first.root().first_key(), "the first one");
                        self.found.push(twice.related(first).help("lint and run the two folders one after the other"));
                    }
                    (None, Some(only)) => {
                        self.coverage = if input.origin == Origin::InFolder { Coverage::Whole } else { Coverage::Part };
                        self.catalogue = Some(only);
                    }
                    (_, None) => {}
                }
            }
            None => self.found.push(foreign(&input, &outline)),
        }
    }

    fn typed<T: DeserializeOwned>(&mut self, source: &Arc<Source>, outline: Outline) -> Option<Document<T>> {
        yaml::parse(source, outline, NOUNS).map_err(|mistake| self.found.push(mistake)).ok()
    }
}

/// A file that is none of ours: a mistake where it was named, worth a word where it only lies in the folder.
fn foreign(input: &Input, outline: &Outline) -> Diagnostic {
    let title = "this is neither a suite, nor a requirement catalogue, nor a candidate file";
    let mark = Mark::new(&input.source, outline.root.first_key(), "not a key of any of them");
    let diagnostic = match input.origin {
        Origin::Named => Diagnostic::error(title, mark),
        Origin::InFolder => Diagnostic::warning(format!("{title}; it is left out"), mark),
    };
    diagnostic.help(
        "a suite has `chapter`, `title`, `cases`; a catalogue `chapters`; a candidate file `service_id`, `urls`, `buy`",
    )
}
