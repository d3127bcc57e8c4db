//! `seqr-cert doctor`

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use url::Url;

use crate::app::{BrowserChoice, Driver, LETTERS, Letters, Phone, Session, http_client};
use crate::candidate::Profile;
use crate::run::{Interrupt, Threads, World};
use crate::spec::{Engine, Language, Page, REQUIRED_SCREENS, is_html};
use crate::trace::{Recorder, Redactor};

use super::certify::BrowserArguments;
use super::exit::Exit;
use super::run::load_candidate;
use super::{fail, runtime, signal};

/// Looks at configuration and environment before any case runs.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The file that describes the candidate.
    #[arg(long, value_name = "FILE")]
    candidate: PathBuf,
    #[command(flatten)]
    browser: BrowserArguments,
}

impl Doctor {
    pub(super) fn execute(self) -> Exit {
        let (profile, folder) = match load_candidate(&self.candidate) {
            Ok(loaded) => loaded,
            Err(exit) => return exit,
        };
        let choice = self.browser.choice();
        if let Err(error) = choice.check() {
            return fail(Exit::Usage, error);
        }
        good(&format!("{} is valid", self.candidate.display()));
        let scratch = match tempfile::tempdir() {
            Ok(scratch) => scratch,
            Err(error) => return fail(Exit::Inconclusive, format_args!("no temporary folder: {error}")),
        };
        let recorder = match Recorder::create(scratch.path(), Redactor::new()) {
            Ok(recorder) => recorder,
            Err(error) => return fail(Exit::Inconclusive, error),
        };
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(exit) => return exit,
        };
        runtime.block_on(async {
            let interrupt = Interrupt::default();
            signal::interrupt_on_signal(interrupt.clone());
            let browser = browser(&choice, &recorder).await;
            others(&choice, &recorder).await;
            let candidate = candidate(profile, &folder, &self.browser, recorder, interrupt).await;
            match (browser, candidate) {
                (true, true) => {
                    let engine = match choice.engine {
                        Engine::Chromium => String::new(),
                        engine => format!(" --browser {}", engine.name()),
                    };
                    say!("everything is ready for `seqr-cert run --candidate {}{engine}`", self.candidate.display());
                    Exit::Good
                }
                _ => Exit::Inconclusive,
            }
        })
    }
}

fn good(what: &str) {
    say!("ok    {what}");
}

fn bad(what: &str) {
    say!("FAIL  {what}");
}

/// The browser that was asked for starts and opens an event connection.
async fn browser(choice: &BrowserChoice, recorder: &Recorder) -> bool {
    match started(choice, recorder).await {
        Ok(Started { browser, lacks }) => {
            good(&format!("browser: {browser}"));
            if !lacks.is_empty() {
                say!("{}", without_fonts(&lacks));
            }
            true
        }
        Err(error) => {
            bad(&error);
            false
        }
    }
}

/// The other browsers: nobody needs them, so that one that is missing is no failure.
async fn others(chosen: &BrowserChoice, recorder: &Recorder) {
    if chosen.webdriver.is_some() {
        return;
    }
    let engines = [Engine::Chromium, Engine::Webkit, Engine::Firefox];
    for engine in engines.into_iter().filter(|engine| *engine != chosen.engine) {
        match started(&BrowserChoice { engine, ..BrowserChoice::default() }, recorder).await {
            Ok(Started { browser, .. }) => say!("also  `--browser {}`: {browser}", engine.name()),
            Err(error) => say!("none  `--browser {}`: {error}", engine.name()),
        }
    }
}

/// Letters without a font: no failure, as most services need none of them.
fn without_fonts(lacks: &[Letters]) -> String {
    let names: Vec<&str> = lacks.iter().map(|one| one.name).collect();
    let mut packages: Vec<&str> = lacks.iter().map(|one| one.package).collect();
    packages.dedup();
    format!(
        "note  no font for {}: a page in these letters shows boxes, here and in the report's pictures; \
         `apt-get install {}`",
        names.join(", "),
        packages.join(" ")
    )
}

/// A browser that was started and ended again.
struct Started {
    /// Name and version.
    browser: String,
    lacks: Vec<Letters>,
}

async fn started(choice: &BrowserChoice, recorder: &Recorder) -> Result<Started, String> {
    let driver = Driver::start(choice).await.map_err(|error| error.to_string())?;
    let phone = Phone {
        case: "doctor".to_owned(),
        token: String::new(),
        screen: choice.engine.screen(REQUIRED_SCREENS[0]),
        language: Language::default(),
        limit: Duration::from_secs(10),
    };
    let session = Session::start(&driver, phone, recorder.clone()).await.map_err(|error| error.to_string())?;
    let browser = format!("{} {}", session.browser().name, session.browser().version);
    let lacks = session.lacks(&LETTERS).await.map_err(|error| error.to_string());
    session.close().await;
    Ok(Started { browser, lacks: lacks? })
}

/// The backend's port is free, the candidate starts, and its four pages answer.
async fn candidate(
    profile: Profile,
    folder: &std::path::Path,
    browser: &BrowserArguments,
    recorder: Recorder,
    interrupt: Interrupt,
) -> bool {
    let urls = profile.urls.clone();
    let listen = profile.backend.listen.clone();
    let world = match World::start(profile, folder, &browser.choice(), Threads(0), recorder, interrupt).await {
        Ok(world) => world,
        Err(error) => {
            bad(&error.to_string());
            return false;
        }
    };
    good(&format!("the simulated backend can listen on {listen}"));
    good("the candidate answers");
    let mut all = true;
    for page in Page::ALL {
        let url = urls.of(page);
        match look(url).await {
            Ok(status) => good(&format!("{page} page: {url} answers {status}")),
            Err(wrong) => {
                all = false;
                bad(&format!("{page} page: {url} {wrong}"));
            }
        }
    }
    world.stop().await;
    all
}

/// Gets a page without a browser: its status, or what is wrong with it.
async fn look(url: &Url) -> Result<StatusCode, String> {
    let unreached = |error: reqwest::Error| format!("does not answer: {error}");
    let client = http_client(Duration::from_secs(10), Policy::default()).map_err(unreached)?;
    let mut answer = client.get(url.clone()).send().await.map_err(unreached)?;
    let status = answer.status();
    if !status.is_success() {
        return Err(format!("answers {status}; correct `urls:` or the service"));
    }
    let kind = answer.headers().get(CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap_or_default()).to_owned();
    if !is_html(&kind) {
        return Err(format!("answers {status} and no HTML document, but Content-Type `{kind}`"));
    }
    while let Some(chunk) = answer.chunk().await.map_err(|error| format!("breaks off: {error}"))? {
        if !chunk.iter().all(u8::is_ascii_whitespace) {
            return Ok(status);
        }
    }
    Err(format!("answers {status} and an empty page"))
}
