//! `seqr-cert doctor`

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::app::{Driver, Phone, Session};
use crate::candidate::Profile;
use crate::run::{self, Interrupt, Threads, World};
use crate::spec::{Page, REQUIRED_SCREENS};
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
            let browser = browser(&self.browser, &recorder).await;
            let candidate = candidate(profile, &folder, &self.browser, recorder, interrupt).await;
            match (browser, candidate) {
                (true, true) => {
                    println!("everything is ready for `seqr-cert run --candidate {}`", self.candidate.display());
                    Exit::Good
                }
                _ => Exit::Inconclusive,
            }
        })
    }
}

fn good(what: &str) {
    println!("ok    {what}");
}

fn bad(what: &str) {
    println!("FAIL  {what}");
}

/// A browser starts and opens an event connection.
async fn browser(arguments: &BrowserArguments, recorder: &Recorder) -> bool {
    let driver = match Driver::start(&arguments.choice()).await {
        Ok(driver) => driver,
        Err(error) => {
            bad(&error.to_string());
            return false;
        }
    };
    let phone = Phone {
        case: "doctor".to_owned(),
        token: String::new(),
        screen: REQUIRED_SCREENS[0],
        limit: Duration::from_secs(10),
    };
    match Session::start(&driver, phone, recorder.clone()).await {
        Ok(session) => {
            let browser = session.browser();
            good(&format!("browser: {} {}", browser.name, browser.version));
            session.close().await;
            true
        }
        Err(error) => {
            bad(&error.to_string());
            false
        }
    }
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
        match status(url).await {
            Ok(status) if status.is_success() => good(&format!("{page} page: {url} answers {status}")),
            Ok(status) => {
                all = false;
                bad(&format!("{page} page: {url} answers {status}; correct `urls.{page}` or the service"));
            }
            Err(error) => {
                all = false;
                bad(&format!("{page} page: {url} does not answer: {error}"));
            }
        }
    }
    world.stop().await;
    all
}

async fn status(url: &url::Url) -> Result<reqwest::StatusCode, reqwest::Error> {
    let client = run::http_client(Duration::from_secs(10), reqwest::redirect::Policy::default())?;
    Ok(client.get(url.clone()).send().await?.status())
}
