//! A view at every width between the smallest and the largest screen, without loading it anew.
//!
//! A layout may break at a single width, which no bisection finds. So every width is taken, but cheaply: a number stands for
//! what lies on, in and beyond what (`script/sweep.js`). The measures themselves, which take ten times as long, are taken at
//! both ends of every stretch of widths with the same number, and by bisection where these differ. Nobody waits for single
//! answers: the browser gets many widths at once and works through them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::spec::{Page, REQUIRED_WIDTHS, Screen};
use crate::trace::{Blame, Suspect, SuspectKind, Swept, What};

use super::devtools::unusable;
use super::emulation::metrics;
use super::session::{AppError, Session};

/// Widths that the browser is given at once. Each batch has the deadline of a command.
const BATCH: usize = 64;

/// How often widths are asked for that could not be measured: some pages load themselves anew when they are resized.
const ROUNDS: usize = 4;

/// Longer stretches are also measured between their ends, this far apart, CSS pixels.
const STRIDE: u32 = 80;

/// For measuring closely. What is left of a page that changes with every width after that is unclear.
const CLOSELY: Duration = Duration::from_secs(15);

/// Different suspicions that are kept of one view.
const MOST_SUSPECTS: usize = 60;

/// What a script said about one width. `seen` is the width that the page was really seen at.
#[derive(Deserialize)]
struct AtWidth<T> {
    seen: u32,
    #[serde(flatten)]
    told: T,
}

/// What stands for everything that lies on, in or beyond something else.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
struct Mark {
    value: u64,
}

/// The marks of a page at all widths that it takes on, and the world of ours in it.
pub(super) struct Marked {
    world: Option<Value>,
    marks: BTreeMap<u32, Mark>,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Deserialize)]
struct Faults {
    faults: BTreeSet<Fault>,
}

/// Kind, selector of the element, selector of what does it.
type Fault = (SuspectKind, Option<String>, Option<String>);

impl Session {
    /// Measures the open page at every width and records what it found. The screen has its former size afterwards.
    ///
    /// # Errors
    /// When the browser does not answer, or has no DevTools protocol.
    pub async fn sweep(&self, page: Page, number: usize, moment: &str) -> Result<Swept, AppError> {
        self.look_closely(self.mark().await?, page, number, moment).await
    }

    /// Compares boxes at every width.
    pub(super) async fn mark(&self) -> Result<Marked, AppError> {
        let mut world = None;
        let marks = self.at_widths(&mut world, "mark", REQUIRED_WIDTHS.collect()).await?;
        self.set_screen(self.screen()).await?;
        Ok(Marked { world, marks })
    }

    /// Measures closely where something of that changes, and records what was found.
    pub(super) async fn look_closely(
        &self,
        marked: Marked,
        page: Page,
        number: usize,
        moment: &str,
    ) -> Result<Swept, AppError> {
        let Marked { mut world, marks } = marked;
        let mut closely: BTreeMap<u32, Faults> = BTreeMap::new();
        let began = Instant::now();
        let mut asked = ends(&marks);
        let mut wanted: Vec<u32> = asked.iter().copied().collect();
        while !wanted.is_empty() && began.elapsed() < CLOSELY {
            for batch in wanted.chunks(BATCH) {
                if began.elapsed() < CLOSELY {
                    let found = self.at_widths::<Faults>(&mut world, "lookClosely", batch.to_vec());
                    closely.extend(found.await?);
                }
            }
            wanted = between(&closely).into_iter().filter(|width| asked.insert(*width)).collect();
        }
        self.set_screen(self.screen()).await?;
        let swept = Swept {
            page,
            token: self.phone.token.clone(),
            number,
            moment: moment.to_owned(),
            from: *REQUIRED_WIDTHS.start(),
            to: *REQUIRED_WIDTHS.end(),
            measured: counted(marks.len()),
            closely: counted(closely.len()),
            unclear: counted(marks.keys().filter(|width| !is_clear(**width, &marks, &closely)).count()),
            suspects: suspects(&closely),
        };
        self.recorder.record(Some(&self.phone.case), What::Swept(Box::new(swept.clone())));
        Ok(swept)
    }

    /// What the page is like at each of the widths, as a function of `sweep.js` tells it. Widths that the page does not take
    /// on are missing. `known` is the world that was used last: a page that loads itself anew needs another one.
    async fn at_widths<T: DeserializeOwned>(
        &self,
        known: &mut Option<Value>,
        function: &str,
        mut left: Vec<u32>,
    ) -> Result<BTreeMap<u32, T>, AppError> {
        let mut found = BTreeMap::new();
        for round in 0..ROUNDS {
            if round > 0 {
                self.settle().await?;
                *known = None;
            }
            let world = match known.take() {
                Some(world) => world,
                None => match self.world().await {
                    Ok(world) => world,
                    Err(error) if error.blame == Blame::Candidate => return Err(error),
                    // The page may be on its way to another one.
                    Err(_) => continue,
                },
            };
            let world = known.insert(world);
            for batch in left.chunks(BATCH) {
                found.extend(self.in_time(self.ask_batch(world, function, batch)).await??);
            }
            left.retain(|width| !found.contains_key(width));
            if left.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// A world of our own in the page, with the measures in it: it shares the document with the page's scripts, and nothing
    /// else.
    async fn world(&self) -> Result<Value, AppError> {
        let frames = self.ask("Page.getFrameTree", json!({})).await?;
        let frame = json!({ "frameId": frames["frameTree"]["frame"]["id"], "worldName": "seqr-cert" });
        let world = self.ask("Page.createIsolatedWorld", frame).await?["executionContextId"].clone();
        let conditions = self.conditions().await?;
        let script = concat!(
            include_str!("script/common.js"),
            include_str!("script/boxes.js"),
            include_str!("script/width.js"),
            include_str!("script/controls.js"),
            include_str!("script/unseen.js"),
            include_str!("script/texts.js"),
            include_str!("script/sweep.js"),
        );
        let expression =
            format!("(() => {{\nif (globalThis.sweep) return;\nconst CONDITIONS = {conditions};\n{script}\n}})()");
        let made = self.ask("Runtime.evaluate", json!({ "expression": expression, "contextId": world })).await?;
        match made.get("exceptionDetails") {
            Some(problem) => Err(AppError::environment(format!("the page cannot be measured: {problem}"))),
            None => Ok(world),
        }
    }

    /// The media queries of all style sheets of the page.
    async fn conditions(&self) -> Result<Value, AppError> {
        self.ask("DOM.enable", json!({})).await?;
        self.ask("CSS.enable", json!({})).await?;
        let told = self.ask("CSS.getMediaQueries", json!({})).await?;
        self.ask("CSS.disable", json!({})).await?;
        self.ask("DOM.disable", json!({})).await?;
        let medias = told["medias"].as_array().map(Vec::as_slice).unwrap_or_default();
        let texts: BTreeSet<&str> = medias.iter().filter_map(|media| media["text"].as_str()).collect();
        Ok(json!(texts))
    }

    /// One batch of widths, those left out at which the page could not be asked or that it had not taken on yet.
    async fn ask_batch<T: DeserializeOwned>(
        &self,
        world: &Value,
        function: &str,
        widths: &[u32],
    ) -> Result<Vec<(u32, T)>, AppError> {
        let mut sent = Vec::with_capacity(widths.len());
        for &width in widths {
            let screen = Screen::of_width(width);
            let resized = self.send("Emulation.setDeviceMetricsOverride", metrics(screen))?;
            let expression = format!("sweep.{function}({width}, {})", screen.height);
            let asked = json!({ "expression": expression, "contextId": world, "returnByValue": true });
            sent.push((width, resized, self.send("Runtime.evaluate", asked)?));
        }
        let mut found = Vec::with_capacity(sent.len());
        for (width, resized, asked) in sent {
            resized.answer().await.map_err(|message| unusable(&message))?;
            // A page that loads itself anew when it is resized cannot be asked any more.
            let answer = asked.answer().await.unwrap_or_default();
            let at_width = AtWidth::<T>::deserialize(&answer["result"]["value"]).ok();
            found.extend(at_width.filter(|at_width| at_width.seen == width).map(|at_width| (width, at_width.told)));
        }
        Ok(found)
    }
}

/// Both ends of every stretch of widths that have the same mark, and some between them where it is long.
fn ends(marks: &BTreeMap<u32, Mark>) -> BTreeSet<u32> {
    let is_like = |width: u32, other: Option<u32>| other.is_some_and(|other| marks.get(&other) == marks.get(&width));
    let is_end = |width: u32| !is_like(width, width.checked_sub(1)) || !is_like(width, width.checked_add(1));
    marks.keys().copied().filter(|width| is_end(*width) || width.is_multiple_of(STRIDE)).collect()
}

/// The middles between neighbours of which different things are wrong.
fn between(closely: &BTreeMap<u32, Faults>) -> Vec<u32> {
    let neighbours = closely.iter().zip(closely.iter().skip(1));
    neighbours
        .filter(|((from, one), (to, other))| *to - *from > 1 && one != other)
        .map(|((from, _), (to, _))| from.midpoint(*to))
        .collect()
}

/// Whether it is known what the page is like at that width: by measures, or from neighbours on both sides that are alike.
fn is_clear(width: u32, marks: &BTreeMap<u32, Mark>, closely: &BTreeMap<u32, Faults>) -> bool {
    let below = closely.range(..=width).next_back();
    let above = closely.range(width..).next();
    let (Some((&from, one)), Some((&to, other))) = (below, above) else { return false };
    from == to || (one == other && (from..=to).all(|at| marks.get(&at) == marks.get(&width)))
}

/// One suspect per fault and stretch of widths at which it is there.
fn suspects(closely: &BTreeMap<u32, Faults>) -> Vec<Suspect> {
    let mut ranges: BTreeMap<&Fault, Vec<(u32, u32)>> = BTreeMap::new();
    let mut before: Option<&Faults> = None;
    for (&width, faults) in closely {
        for fault in &faults.faults {
            let continues = before.is_some_and(|before| before.faults.contains(fault));
            let ranges = ranges.entry(fault).or_default();
            match ranges.last_mut() {
                Some((_, to)) if continues => *to = width,
                _ => ranges.push((width, width)),
            }
        }
        before = Some(faults);
    }
    let of = |(fault, ranges): (&Fault, Vec<(u32, u32)>)| {
        let (kind, selector, by) = fault.clone();
        ranges
            .into_iter()
            .map(move |(from, to)| Suspect { kind, selector: selector.clone(), by: by.clone(), from, to })
            .collect::<Vec<_>>()
    };
    let mut suspects: Vec<Suspect> = ranges.into_iter().flat_map(of).collect();
    suspects.sort_by_key(|suspect| (suspect.from, suspect.to));
    suspects.truncate(MOST_SUSPECTS);
    suspects
}

fn counted(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
