//! Stored traces: YAML files that say only what matters to a rule; `defaults.yaml` fills in the rest of each event.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use seqr_cert::candidate::Profile;
use seqr_cert::check::judge_case;
use seqr_cert::plan::PlannedCase;
use seqr_cert::spec::{Engine, Screen, screens_to_judge};
use seqr_cert::suite::{Catalogue, Check, Expect, Step};
use seqr_cert::trace::{Event, What};
use seqr_cert::verdict::{CaseVerdict, Verdict};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The traces of one rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub expect: Expect,
    #[serde(default)]
    pub steps: Vec<Step>,
    pub traces: Vec<Stored>,
}

/// A trace and what the rule must make of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stored {
    pub name: String,
    pub verdict: Verdict,
    /// Where they differ from those of the rule.
    pub expect: Option<Expect>,
    pub steps: Option<Vec<Step>>,
    /// The engine in which the pages were shown.
    #[serde(default)]
    pub engine: Engine,
    /// What differs from the profile in `defaults.yaml`.
    #[serde(default)]
    pub profile: Value,
    pub events: Vec<Value>,
}

/// A trace, ready to be judged.
#[derive(Clone)]
pub struct Scene {
    pub rule: String,
    pub name: String,
    pub wanted: Verdict,
    pub planned: PlannedCase,
    pub profile: Profile,
    pub engine: Engine,
    pub events: Vec<Event>,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check")
}

pub fn yaml<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A catalogue with one requirement per level: `t.must`, `t.should`, `t.may`.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| yaml(&folder().join("catalogue.yaml")));
    &CATALOGUE
}

/// All stored traces, rule by rule.
pub fn scenes() -> &'static [Scene] {
    static SCENES: LazyLock<Vec<Scene>> = LazyLock::new(read_scenes);
    &SCENES
}

/// What a stored trace need not say.
pub fn defaults() -> Value {
    yaml(&folder().join("defaults.yaml"))
}

fn read_scenes() -> Vec<Scene> {
    let defaults = defaults();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join("rules")).expect("the folder of rules").map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|path| scenes_of(path, &defaults)).collect()
}

fn scenes_of(path: &Path, defaults: &Value) -> Vec<Scene> {
    let rule: Rule = yaml(path);
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    rule.traces
        .into_iter()
        .map(|stored| {
            let steps = stored.steps.unwrap_or_else(|| rule.steps.clone());
            let expect = stored.expect.unwrap_or_else(|| rule.expect.clone());
            let checks = vec![check("rule", expect)];
            let mut profile = defaults["profile"].clone();
            if !stored.profile.is_null() {
                merge(&mut profile, &stored.profile);
            }
            let label = format!("{name}: {}", stored.name);
            Scene {
                rule: name.clone(),
                planned: planned(steps, checks),
                profile: serde_json::from_value(profile).unwrap_or_else(|error| panic!("{label}: {error}")),
                events: events(&stored.events, defaults, &label),
                name: stored.name,
                engine: stored.engine,
                wanted: stored.verdict,
            }
        })
        .collect()
}

/// A check that serves the MUST.
pub fn check(id: &str, expect: Expect) -> Check {
    Check { id: id.to_owned(), requirement: vec!["t.must".to_owned()], expect }
}

pub fn planned(steps: Vec<Step>, checks: Vec<Check>) -> PlannedCase {
    let mut case: seqr_cert::suite::Case =
        serde_json::from_value(json!({ "id": "t.case", "title": "A case", "steps": [], "checks": [] })).unwrap();
    case.steps = steps;
    case.checks = checks;
    PlannedCase { chapter: "t".to_owned(), case, not_applicable: None }
}

/// Events in the order of the file: numbers 10, 20, 30, and 100 ms apart where `at` says nothing else. A `stray` one belongs
/// to no case.
pub fn events(stored: &[Value], defaults: &Value, label: &str) -> Vec<Event> {
    let mut at_ms = 0;
    stored
        .iter()
        .flat_map(on_every_screen)
        .enumerate()
        .map(|(index, mut entry)| {
            at_ms = match entry.as_object_mut().and_then(|fields| fields.remove("at")) {
                Some(at) => at.as_u64().expect("`at` in milliseconds"),
                None => at_ms + 100,
            };
            let stray = entry.as_object_mut().and_then(|fields| fields.remove("stray"));
            let case = (stray != Some(Value::Bool(true))).then(|| "t.case".to_owned());
            let what = what(&entry, defaults);
            let what = serde_json::from_value::<What>(what.clone())
                .unwrap_or_else(|error| panic!("{label}: event {}: {error}\n{what:#}", index + 1));
            Event { seq: (index as u64 + 1) * 10, at_ms, case, what }
        })
        .collect()
}

/// `screens` stands for a measured view on every required screen (`landscape: true`: and on those that lie on their side):
/// `view` and `layout` say what is special about all of them, `on` about the layouts of some, `except` which are missing or
/// `only` which are there.
/// `fresh` stands for a measured view of the order page at one `width`.
fn on_every_screen(entry: &Value) -> Vec<Value> {
    if let Some(fresh) = entry.get("fresh") {
        let width = fresh["width"].as_u64().and_then(|width| u32::try_from(width).ok()).expect("`width` in pixels");
        return vec![measured("order", Screen::of_width(width), [&fresh["layout"]])];
    }
    let Some(survey) = entry.get("screens") else { return vec![entry.clone()] };
    let named = |list: &str, name: &str| survey[list].as_array().map(|names| names.contains(&json!(name)));
    let skipped = |name: &str| named("except", name) == Some(true) || named("only", name) == Some(false);
    screens_to_judge(survey["landscape"] == json!(true))
        .iter()
        .filter(|screen| !skipped(screen.name))
        .map(|&screen| {
            let mut view = measured(
                survey["page"].as_str().unwrap_or_default(),
                screen,
                [&survey["layout"], &survey["on"][screen.name]],
            );
            if !survey["view"].is_null() {
                merge(&mut view["view"], &survey["view"]);
            }
            view
        })
        .collect()
}

/// A view with a layout in which nothing is wrong but for the patches.
fn measured<'v>(page: &str, screen: Screen, patches: impl IntoIterator<Item = &'v Value>) -> Value {
    let mut layout = json!({
        "screen_width": screen.width, "screen_height": screen.height, "ratio": screen.ratio,
        "content_width": screen.width, "content_height": 900.0,
        "sticking_out": [], "sideways": { "by": 0.0, "elements": [] }, "controls": [], "images": [],
        "touch": { "clipped": [], "overlapping": [], "close": [] },
        "viewport_meta": "width=device-width, initial-scale=1",
        "texts": { "clipped": [], "overlapping": [], "small": [], "seen": "Choose" },
        "audit": { "version": "4.14.1", "passed": 20, "violations": [] },
    });
    for patch in patches.into_iter().filter(|patch| !patch.is_null()) {
        merge(&mut layout, patch);
    }
    json!({ "view": { "page": page, "screen": screen.label(), "layout": layout } })
}

/// An entry with its defaults. `begin`, `end` and `fail` are short for the events around a step.
fn what(entry: &Value, defaults: &Value) -> Value {
    let Some((kind, patch)) = entry.as_object().and_then(|fields| fields.iter().next()) else {
        return entry.clone();
    };
    match kind.as_str() {
        "begin" => json!({ "step-started": { "index": patch, "step": "a step" } }),
        "end" => json!({ "step-ended": { "index": patch, "failure": null } }),
        "fail" => json!({ "step-ended": {
            "index": patch["step"],
            "failure": { "blame": patch.get("blame").unwrap_or(&json!("candidate")), "message": patch["message"] },
        } }),
        kind => {
            let mut filled = defaults["events"].get(kind).cloned().unwrap_or(Value::Null);
            merge(&mut filled, patch);
            Value::Object(Map::from_iter([(kind.to_owned(), filled)]))
        }
    }
}

/// Puts the fields of `patch` over those of `base`, to any depth. Lists are replaced.
fn merge(base: &mut Value, patch: &Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(base.entry(name).or_insert(Value::Null), value);
            }
        }
        (base, patch) => *base = patch.clone(),
    }
}

impl Scene {
    /// Judges the trace.
    pub fn judge(&self) -> CaseVerdict {
        self.judge_events(&self.events.iter().collect::<Vec<_>>())
    }

    /// Judges other events in its place.
    pub fn judge_events(&self, events: &[&Event]) -> CaseVerdict {
        judge_case(&self.planned, catalogue(), &self.profile, self.engine, events)
    }

    pub fn label(&self) -> String {
        format!("{}: {}", self.rule, self.name)
    }
}
