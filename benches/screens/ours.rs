//! The app room, as surveys use it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use seqr_cert::app::{BrowserChoice, Depth, Driver, Keep, Look, Phone, Session, Whole};
use seqr_cert::candidate::{self, Profile};
use seqr_cert::check::points_below;
use seqr_cert::spec::{Engine, Language, Page, REQUIRED_SCREENS, Screen};
use seqr_cert::suite::{self, Case};
use seqr_cert::trace::{Recorder, Redactor, View};
use tempfile::TempDir;

use super::site::{PAGES, screens};

const ENGINE: Engine = Engine::Chromium;

/// Some sessions that share the work.
pub struct Phones {
    sessions: Vec<Session>,
    /// The case whose checks say which pictures a run takes.
    case: Case,
    profile: Profile,
    _driver: Driver,
    _folder: TempDir,
}

impl fmt::Display for Phones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.sessions.len();
        write!(f, "seqr-cert, {number} session{}", if number == 1 { "" } else { "s" })
    }
}

impl Phones {
    pub async fn start(program: &Path, number: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
        let choice = BrowserChoice { binary: Some(program.to_owned()), ..BrowserChoice::default() };
        let driver = Driver::start(&choice).await.unwrap();
        let mut sessions = Vec::new();
        for index in 0..number {
            let phone = Phone {
                case: format!("session-{index}"),
                token: "123456-789013".into(),
                screen: REQUIRED_SCREENS[0],
                language: Language::default(),
                limit: Duration::from_secs(10),
            };
            sessions.push(Session::start(&driver, phone, recorder.clone()).await.unwrap());
        }
        let suites = suite::load_builtin().unwrap().suites;
        let case = suites.into_iter().flat_map(|suite| suite.cases).find(|case| case.id == "screens.order").unwrap();
        let text =
            include_str!("../../src/merchant/candidate.yaml").replace("{PORT}", "80").replace("{EXE}", "seqr-cert");
        let profile = candidate::parse(&text, "candidate.yaml");
        let profile = profile.unwrap().profile;
        Self { sessions, case, profile, _driver: driver, _folder: folder }
    }

    /// Every page on every screen, at rest: opened, measured, photographed, recorded.
    pub async fn render(&self, base: &str) -> Duration {
        let renders: Vec<(&str, Screen)> =
            PAGES.into_iter().flat_map(|page| screens().into_iter().map(move |screen| (page, screen))).collect();
        let began = Instant::now();
        let share = renders.len().div_ceil(self.sessions.len());
        join_all(self.sessions.iter().zip(renders.chunks(share)).map(|(session, renders)| async move {
            for &(page, screen) in renders {
                session.set_screen(screen).await.unwrap();
                let whole = Whole::If(Arc::new(|view: &View| points_below(&self.case, &self.profile, ENGINE, view)));
                let look = Look { whole, ..Look::first(Page::Order, screen, Depth::Measure) };
                let opened = session.open_and_look(&format!("{base}{page}"), Keep::Nothing, look).await.unwrap();
                assert!(matches!(opened.seen, Some(Ok(_))), "{opened:?}");
            }
        }))
        .await;
        began.elapsed()
    }

    /// Every page at every width, loading included.
    pub async fn sweep(&self, base: &str) -> Duration {
        let began = Instant::now();
        let share = PAGES.len().div_ceil(self.sessions.len());
        join_all(self.sessions.iter().zip(PAGES.chunks(share)).map(|(session, pages)| async move {
            for page in pages {
                session.set_screen(Screen::of_width(320)).await.unwrap();
                let opened = session.open_and_sweep(Page::Order, &format!("{base}{page}"), 1).await.unwrap();
                assert_eq!(opened.seen.unwrap().unwrap().measured, 481);
            }
        }))
        .await;
        began.elapsed()
    }

    pub async fn close(self) {
        for session in self.sessions {
            session.close().await;
        }
    }
}
