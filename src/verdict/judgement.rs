//! What a rule may say. A pass needs an observation, by type.

use crate::trace::{Element, Event};

/// Proof that an event of a trace was looked at. There is no other way to get one than from an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Observation(u64);

impl Observation {
    /// The observation that this event is.
    #[must_use]
    pub const fn of(event: &Event) -> Self {
        Self(event.seq)
    }

    /// Sequence number of the event in its trace.
    #[must_use]
    pub const fn seq(self) -> u64 {
        self.0
    }
}

/// One observation or more.
///
/// Evidence of nothing cannot be made, so that nothing observed is never green:
///
/// ```compile_fail
/// use seqr_cert::verdict::{Evidence, Judgement};
/// let green = Judgement::pass(Evidence::default(), "nothing seen");
/// ```
///
/// ```compile_fail
/// use seqr_cert::verdict::Observation;
/// let made_up = Observation(1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    first: Observation,
    rest: Vec<Observation>,
}

impl Evidence {
    /// Evidence of one event.
    #[must_use]
    pub const fn of(event: &Event) -> Self {
        Self { first: Observation::of(event), rest: Vec::new() }
    }

    /// Evidence of several events; `None` when there are none.
    #[must_use]
    pub fn of_all<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut observations = events.into_iter().map(Observation::of);
        let first = observations.next()?;
        Some(Self { first, rest: observations.collect() })
    }

    /// With one more event.
    #[must_use]
    pub fn and(mut self, event: &Event) -> Self {
        self.rest.push(Observation::of(event));
        self
    }

    /// With several more.
    #[must_use]
    pub fn and_all<'a>(mut self, events: impl IntoIterator<Item = &'a Event>) -> Self {
        self.rest.extend(events.into_iter().map(Observation::of));
        self
    }

    /// With all events of another.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.rest.push(other.first);
        self.rest.extend(other.rest);
        self
    }

    /// Sequence numbers, ascending, each once.
    #[must_use]
    pub fn seqs(&self) -> Vec<u64> {
        let mut seqs: Vec<u64> =
            std::iter::once(self.first).chain(self.rest.iter().copied()).map(Observation::seq).collect();
        seqs.sort_unstable();
        seqs.dedup();
        seqs
    }
}

/// A place on a page at which something is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The view whose layout it is part of.
    view: Observation,
    /// The element; its box is in CSS pixels, relative to the page's top left corner.
    pub element: Element,
    /// What is wrong there, a few words.
    pub what: String,
}

impl Spot {
    /// A place on the page that this event shows.
    #[must_use]
    pub fn on(view: &Event, element: Element, what: impl Into<String>) -> Self {
        Self { view: Observation::of(view), element, what: what.into() }
    }

    /// Sequence number of the view.
    #[must_use]
    pub const fn view(&self) -> u64 {
        self.view.seq()
    }
}

/// The answer of a rule about a trace. Whether a broken one is a failure or a warning is the catalogue's business.
#[derive(Clone, Debug, PartialEq)]
pub enum Judgement {
    /// The requirement is kept, as the evidence shows.
    Pass { evidence: Evidence, observed: String },
    /// The requirement is broken.
    Broken {
        /// What is wrong and how to mend it, in one or two sentences.
        message: String,
        expected: String,
        observed: String,
        evidence: Vec<Observation>,
        /// Where on which pages, where that can be told; the worst first.
        spots: Vec<Spot>,
    },
    /// A person has to look.
    Review { message: String, evidence: Evidence },
    /// The profile does not have what the rule is about.
    NotApplicable { reason: String },
    /// It could not be observed.
    Inconclusive { reason: String, evidence: Vec<Observation> },
}

impl Judgement {
    /// The requirement is kept.
    #[must_use]
    pub fn pass(evidence: Evidence, observed: impl Into<String>) -> Self {
        Self::Pass { evidence, observed: observed.into() }
    }

    /// The requirement is broken; `seen` are the events that show it.
    #[must_use]
    pub fn broken<'a>(
        message: impl Into<String>,
        expected: impl Into<String>,
        observed: impl Into<String>,
        seen: impl IntoIterator<Item = &'a Event>,
    ) -> Self {
        Self::Broken {
            message: message.into(),
            expected: expected.into(),
            observed: observed.into(),
            evidence: seen.into_iter().map(Observation::of).collect(),
            spots: Vec::new(),
        }
    }

    /// With the places at which it is broken; other judgements stay as they are.
    #[must_use]
    pub fn with_spots(mut self, found: Vec<Spot>) -> Self {
        if let Self::Broken { spots, .. } = &mut self {
            *spots = found;
        }
        self
    }

    /// With more events that show whether it is kept or broken; other judgements stay as they are.
    #[must_use]
    pub fn citing<'a>(mut self, seen: impl IntoIterator<Item = &'a Event>) -> Self {
        let more = seen.into_iter().map(Observation::of);
        match &mut self {
            Self::Pass { evidence, .. } => evidence.rest.extend(more),
            Self::Broken { evidence, .. } => evidence.extend(more),
            Self::Review { .. } | Self::NotApplicable { .. } | Self::Inconclusive { .. } => {}
        }
        self
    }

    /// It could not be observed.
    #[must_use]
    pub fn inconclusive<'a>(reason: impl Into<String>, seen: impl IntoIterator<Item = &'a Event>) -> Self {
        Self::Inconclusive { reason: reason.into(), evidence: seen.into_iter().map(Observation::of).collect() }
    }
}
