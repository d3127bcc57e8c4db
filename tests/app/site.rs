//! A little web server with pages made for one test each, and a phone to look at them.

use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use seqr_cert::app::{BrowserChoice, Depth, Driver, Keep, Look, Opened, Phone, Session};
use seqr_cert::spec::{Engine, Language, Page, Screen, screen_named};
use seqr_cert::trace::{Event, PageOpened, Recorder, Redactor, What};
use tempfile::TempDir;

pub struct Bench {
    pub session: Session,
    pub base: String,
    pub recorder: Recorder,
    pub drivers: Vec<Driver>,
    _folder: TempDir,
}

/// Serves a router and opens a phone with this screen; pages may take `limit`.
pub async fn bench(router: Router, screen: &str, limit: Duration) -> Bench {
    bench_in(Engine::Chromium, router, screen, limit).await
}

/// The same in another engine.
pub async fn bench_in(engine: Engine, router: Router, screen: &str, limit: Duration) -> Bench {
    bench_by(&BrowserChoice { engine, ..BrowserChoice::default() }, router, screen, limit).await
}

/// The same by a browser of choice.
pub async fn bench_by(choice: &BrowserChoice, router: Router, screen: &str, limit: Duration) -> Bench {
    bench_at(vec![Driver::start(choice).await.unwrap()], router, screen, limit).await
}

/// The same by a driver that counts as one that runs elsewhere: all that is known of the browser comes through it.
pub async fn bench_elsewhere(router: Router, screen: &str, limit: Duration) -> Bench {
    let driver = Driver::start(&BrowserChoice::default()).await.unwrap();
    let (webdriver, binary) = (driver.url().unwrap().parse().unwrap(), driver.program().cloned());
    let choice = BrowserChoice { webdriver: Some(webdriver), binary, ..BrowserChoice::default() };
    bench_at(vec![Driver::start(&choice).await.unwrap(), driver], router, screen, limit).await
}

/// The same by the first of these drivers.
async fn bench_at(drivers: Vec<Driver>, router: Router, screen: &str, limit: Duration) -> Bench {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let phone = Phone {
        case: "test".into(),
        token: "123456-789013".into(),
        screen: named(screen),
        language: Language::default(),
        limit,
    };
    let session = Session::start(&drivers[0], phone, recorder.clone()).await.unwrap();
    Bench { session, base, recorder, drivers, _folder: folder }
}

/// The same for a single page at `/`.
pub async fn bench_for(html: &'static str, screen: &str) -> Bench {
    let router = Router::new().route("/", get(move || async move { Html(html) }));
    bench(router, screen, Duration::from_secs(5)).await
}

pub fn named(screen: &str) -> Screen {
    screen_named(screen).unwrap()
}

/// A look that neither measures nor takes a picture.
pub fn glance() -> Look<'static> {
    Look::first(Page::Order, named("android-480x800"), Depth::Glance)
}

impl Bench {
    pub async fn open(&self, path: &str) -> Opened {
        self.session.open_and_look(&format!("{}{path}", self.base), Keep::Nothing, glance()).await.unwrap()
    }

    pub fn events(&self) -> Vec<Event> {
        self.recorder.events()
    }

    /// The page load that was recorded last.
    pub fn last_page(&self) -> PageOpened {
        let opened = |event: Event| match event.what {
            What::PageOpened(page) => Some(*page),
            _ => None,
        };
        self.events().into_iter().rev().find_map(opened).unwrap()
    }
}
