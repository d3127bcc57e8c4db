//! The pages of `tests/layouts`, each looked at by the app and judged by the checks of the screens chapter: every fault is
//! found by its check, which names the element, and no other check says anything; about the right pages none does.
//!
//! `LAYOUT_ROUNDS=10 LAYOUT_BROWSERS=chromium-headless-shell,chromium` goes through them as often on each browser and
//! demands the same findings every time. Names are looked for on the PATH.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Path as UrlPath;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use seqr_cert::app::{BrowserChoice, Depth, Driver, Keep, Look, Phone, Pool, Session};
use seqr_cert::candidate::Profile;
use seqr_cert::check::judge_case;
use seqr_cert::plan::PlannedCase;
use seqr_cert::spec::{AUDITED_SCREEN, Engine, Language, Page};
use seqr_cert::suite::{Library, load_builtin};
use seqr_cert::trace::{Event, InvoiceChanged, Recorder, Redactor, View, What};
use seqr_cert::verdict::{CaseVerdict, CheckVerdict, Verdict};
use serde::Deserialize;
use serde_json::json;

use crate::site::{glance, named};

/// Pages that hold this text are judged by what they do with it.
const REFERENCE: &str = "TICKET-4711";

/// One browser is busy while the other waits.
const AT_ONCE: usize = 2;

/// The fault of a page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    check: String,
    element: Option<String>,
    says: Option<String>,
    #[serde(default = "smallest")]
    screen: String,
    #[serde(default)]
    also: BTreeSet<String>,
}

fn smallest() -> String {
    "android-320x480".to_owned()
}

/// What a check found on a page: its id, its verdict, the elements that it names, its words.
type Findings = BTreeMap<String, (Verdict, Vec<String>, String)>;

/// A page and the screen on which it is looked at.
type Task = (String, String);

/// The same without the words, in which rounded numbers may differ.
type Verdicts = BTreeMap<String, (Verdict, Vec<String>)>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layouts")
}

fn faults() -> BTreeMap<String, Fault> {
    serde_saphyr::from_str(&std::fs::read_to_string(folder().join("faulty.yaml")).unwrap()).unwrap()
}

pub fn pages(kind: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder().join(kind)).unwrap();
    files.map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

async fn file(UrlPath(path): UrlPath<String>) -> Response {
    let content_type = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        _ => "image/png",
    };
    match std::fs::read(folder().join(&path)) {
        Ok(content) => ([(CONTENT_TYPE, content_type)], content).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Serves the pages. Answers with their base URL.
pub async fn serve() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/{*path}", get(file))).await });
    base
}

static LIBRARY: LazyLock<Library> = LazyLock::new(|| load_builtin().unwrap());

static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
    let url = |page: &str| format!("http://shop.test/{page}");
    serde_json::from_value(json!({
        "name": "A page", "service_id": "PAGE",
        "urls": { "order": url("order"), "success": url("success"), "failure": url("failure"), "cancel": url("cancel") },
        "backend": { "listen": "127.0.0.1:0", "terminal": { "id": "t", "password": "p" } },
        "buy": [{ "tap": "#first" }], "views_before_payment": 2, "back": "#back", "receipt": { "contains": REFERENCE },
    }))
    .unwrap()
});

/// What the checks of `screens.order` and `screens.success` say about a page that was seen once, in light and in dark colours.
fn findings(view: &View, dark: Option<&View>, receipt: bool) -> Findings {
    let mut view = view.clone();
    // Only one screen counts for axe-core; here every screen is that one, too.
    let as_audited = |view: &View| View { screen: AUDITED_SCREEN.to_owned(), ..view.clone() };
    let (mut audited, dark) = (as_audited(&view), dark.map(as_audited));
    let mut found = of_case("screens.order", &[&view, &audited].into_iter().chain(&dark).collect::<Vec<_>>());
    (view.page, audited.page) = (Page::Success, Page::Success);
    if receipt {
        found.extend(of_case("screens.success", &[&view]).into_iter().filter(|(check, _)| check == "receipt"));
    }
    found
}

fn of_case(id: &str, views: &[&View]) -> Findings {
    let case = LIBRARY.suites.iter().flat_map(|suite| &suite.cases).find(|case| case.id == id).unwrap().clone();
    let paid = serde_json::from_value::<InvoiceChanged>(
        json!({ "invoice_reference": "1", "from": "ISSUED", "to": "PAID", "version": 2 }),
    );
    let mut seen = vec![What::CaseStarted, What::InvoiceChanged(paid.unwrap())];
    seen.extend(views.iter().map(|view| What::View(Box::new((*view).clone()))));
    let event =
        |(index, what): (usize, What)| Event { seq: index as u64 + 1, at_ms: 0, case: Some(id.to_owned()), what };
    let events: Vec<Event> = seen.into_iter().enumerate().map(event).collect();
    let planned = PlannedCase { chapter: "screens".to_owned(), case, not_applicable: None };
    let CaseVerdict { checks, .. } =
        judge_case(&planned, &LIBRARY.catalogue, &PROFILE, Engine::Chromium, &events.iter().collect::<Vec<_>>());
    let named = |check: &CheckVerdict| check.spots.iter().map(|spot| spot.element.selector.clone()).collect();
    checks
        .into_iter()
        .filter(|check| matches!(check.verdict, Verdict::Fail | Verdict::Warn | Verdict::Review))
        .map(|check| (check.id.clone(), (check.verdict, named(&check), check.observed)))
        .collect()
}

/// Looks at a page on a screen.
async fn look(session: &Session, recorder: &Recorder, base: &str, path: &str, screen: &str) -> Findings {
    let html = std::fs::read_to_string(folder().join(path)).unwrap();
    let back = html.contains("id=\"back\"").then_some("#back");
    session.set_screen(named(screen)).await.unwrap();
    let opened = session.open_and_look(&format!("{base}/{path}"), Keep::Nothing, glance()).await.unwrap();
    assert!(opened.problem.is_none(), "{path}: {:?}", opened.problem);
    let depth = if screen == "android-800x1280" { Depth::Measure } else { Depth::Audit };
    let look = Look { number: 2, back, last_before_payment: true, ..Look::first(Page::Order, named(screen), depth) };
    let view = session.look(look).await.unwrap();
    let events = recorder.events_after(0);
    let dark = events.iter().rev().find_map(|event| match &event.what {
        What::View(seen) if seen.dark && (&seen.url, &seen.screen) == (&view.url, &view.screen) => Some(seen.as_ref()),
        _ => None,
    });
    findings(&view, dark, html.contains(REFERENCE))
}

/// Every page with its screens.
fn tasks() -> VecDeque<Task> {
    let faulty = faults().into_iter().map(|(name, fault)| (format!("faulty/{name}.html"), fault.screen));
    let right = pages("right").into_iter().flat_map(|name| {
        ["ios-640x960", "android-800x1280"].map(|screen| (format!("right/{name}.html"), screen.to_owned()))
    });
    faulty.chain(right).collect()
}

/// Goes through all pages once.
async fn round(browser: &BrowserChoice, base: &str) -> BTreeMap<Task, Findings> {
    let pool = Pool::new(Driver::start(browser).await.unwrap(), Duration::from_secs(10), AT_ONCE);
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let tasks = Arc::new(Mutex::new(tasks()));
    let mut workers = tokio::task::JoinSet::new();
    for number in 0..AT_ONCE {
        let phone = Phone {
            case: "corpus".into(),
            token: format!("123456-78901{number}"),
            screen: named("android-320x480"),
            language: Language::default(),
            limit: Duration::from_secs(10),
        };
        let session = pool.phone(phone, recorder.clone()).await.unwrap();
        let (tasks, recorder, base) = (Arc::clone(&tasks), recorder.clone(), base.to_owned());
        workers.spawn(async move {
            let mut found = BTreeMap::new();
            while let Some((page, screen)) = { tasks.lock().unwrap().pop_front() } {
                let findings = look(&session, &recorder, &base, &page, &screen).await;
                found.insert((page, screen), findings);
            }
            session.close().await;
            found
        });
    }
    workers.join_all().await.into_iter().flatten().collect()
}

/// What is not as the table says.
fn mistakes(found: &BTreeMap<Task, Findings>) -> Vec<String> {
    let faults = faults();
    let mut wrong = Vec::new();
    for ((page, screen), findings) in found {
        let name = page.rsplit('/').next().unwrap().trim_end_matches(".html");
        let fault = faults.get(name).filter(|_| page.starts_with("faulty/"));
        let allowed = |check: &str| fault.is_some_and(|fault| fault.check == check || fault.also.contains(check));
        let alarms: Vec<_> = findings.iter().filter(|(check, _)| !allowed(check)).collect();
        if !alarms.is_empty() {
            wrong.push(format!("{page} on {screen}: a false alarm: {alarms:?}"));
        }
        let Some(fault) = fault else { continue };
        for check in fault.also.iter().filter(|check| !findings.contains_key(*check)) {
            wrong.push(format!("{page} on {screen}: `{check}` does not find it, which `also` says"));
        }
        match findings.get(&fault.check) {
            None => {
                wrong.push(format!("{page} on {screen}: `{}` does not find its fault, only {findings:?}", fault.check))
            }
            Some((_, elements, observed)) => {
                let names = fault.element.as_ref().is_none_or(|element| elements.first() == Some(element));
                let says = fault.says.as_ref().is_none_or(|words| observed.contains(words.as_str()));
                if !names || !says {
                    wrong.push(format!("{page} on {screen}: `{}` names {elements:?} and says {observed}", fault.check));
                }
            }
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_found_by_its_check_which_names_the_element_and_right_pages_raise_no_alarm() {
    let base = serve().await;
    let setting = |name: &str| std::env::var(name).unwrap_or_default();
    let rounds = setting("LAYOUT_ROUNDS").parse().unwrap_or(1);
    let mut first: Option<BTreeMap<Task, Verdicts>> = None;
    for name in setting("LAYOUT_BROWSERS").split(',') {
        let browser = BrowserChoice { binary: program(name), ..BrowserChoice::default() };
        for number in 1..=rounds {
            let found = round(&browser, &base).await;
            let wrong = mistakes(&found);
            assert!(wrong.is_empty(), "{name}, round {number}:\n{}", wrong.join("\n"));
            let verdicts = found.into_iter().map(|(task, findings)| {
                let bare = |(check, (verdict, elements, _))| (check, (verdict, elements));
                (task, findings.into_iter().map(bare).collect())
            });
            let verdicts = verdicts.collect();
            match &first {
                None => first = Some(verdicts),
                Some(first) => {
                    assert!(*first == verdicts, "{name}, round {number}: other findings than in the first round")
                }
            }
        }
    }
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[test]
fn the_table_names_every_faulty_page_and_every_check_finds_one() {
    assert_eq!(faults().into_keys().collect::<BTreeSet<_>>(), pages("faulty"));
    assert!(faults().len() >= 30 && pages("right").len() >= 15);
    let finding: BTreeSet<String> = faults().into_values().map(|fault| fault.check).collect();
    let cases = LIBRARY.suites.iter().filter(|suite| suite.chapter == "screens").flat_map(|suite| &suite.cases);
    let mut checks: BTreeSet<String> =
        cases.flat_map(|case| case.checks.iter().map(|check| check.id.clone())).collect();
    // This one is about no single screen; `sweep.rs` has pages for it.
    assert!(checks.remove("widths"));
    assert_eq!(finding, checks);
}
