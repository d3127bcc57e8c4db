//! WebKit: iPhones of exactly their sizes, strangers to each other, whose pages are watched as closely as Chromium's.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use seqr_cert::app::{BrowserChoice, Depth, Driver, Keep, Look, Phone, Pool};
use seqr_cert::spec::{Engine, Language, Page};
use seqr_cert::trace::{Blame, Recorder, Redactor, What};

use crate::site::{Bench, bench_in, glance, named};

const LIMIT: Duration = Duration::from_secs(5);

const TOLD: &str = r#"<!doctype html><meta name=viewport content="width=device-width"><title>A shop</title>
    <style>body { margin: 0 } div { height: 3000px }</style>
    <p>Shop</p><img src="/missing.png" width=10 height=10><div></div><script>
    console.error('an error'); console.log('a remark'); alert('a question');
    document.querySelector('p').textContent = [innerWidth, innerHeight, devicePixelRatio, screen.width,
      navigator.userAgent.includes('iPhone') && navigator.userAgent.includes('SEQR'),
      document.cookie, localStorage.seen ?? ''].join('|');
    document.cookie = 'seen=yes'; localStorage.seen = 'yes';
    setTimeout(() => unknown(), 1);
    </script>"#;

fn router() -> Router {
    Router::new()
        .route("/", get(|| async { Html(TOLD) }))
        .route("/missing.png", get(|| async { StatusCode::NOT_FOUND }))
        .route("/hop", get(|| async { axum::response::Redirect::to("/") }))
        .route("/endless", get(|| async { Html("<script>setTimeout(() => { for (;;); }, 1)</script>") }))
}

async fn iphone() -> Bench {
    bench_in(Engine::Webkit, router(), "ios-640x1136", LIMIT).await
}

fn look(number: usize, screen: &str) -> Look<'static> {
    Look { number, ..Look::first(Page::Order, named(screen), Depth::Measure) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_finds_an_iphone_of_each_size_and_pictures_have_its_pixels() {
    let bench = iphone().await;
    for (screen, words, pixels) in [
        ("ios-640x1136", "320|568|2|320|true", (640, 1136)),
        ("ios-320x480", "320|480|1|320|true", (320, 480)),
        ("ios-640x960", "320|480|2|320|true", (640, 960)),
    ] {
        bench.session.set_screen(named(screen)).await.unwrap();
        assert!(bench.open("/").await.problem.is_none());
        let view = bench.session.look(look(1, screen)).await.unwrap();
        assert!(view.text.starts_with(words), "{screen}: {}", view.text);
        assert_eq!(size(&bench, view.screenshot.unwrap().path), pixels, "{screen}");
        let (width, height) = size(&bench, view.whole.unwrap().path);
        assert!(width == pixels.0 && height > 3000 * named(screen).ratio, "{screen}: {width} × {height}");
    }
}

fn size(bench: &Bench, path: String) -> (u32, u32) {
    let picture = std::fs::read(bench.recorder.root().join(path)).unwrap();
    // Width and height stand at the same place of every PNG.
    let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test(flavor = "multi_thread")]
async fn statuses_redirects_the_console_dialogs_and_failed_requests_are_seen() {
    let bench = iphone().await;
    assert!(bench.open("/hop").await.problem.is_none());
    bench.session.settle().await.unwrap();
    let page = bench.last_page();
    assert_eq!((page.status, page.redirects.len(), page.title.as_str()), (Some(200), 1, "A shop"));
    let mut told: Vec<String> = Vec::new();
    for event in bench.events() {
        match event.what {
            What::Console { level, text, .. } => told.push(format!("{level}: {text}")),
            What::Dialog { text } => told.push(format!("dialog: {text}")),
            What::RequestFailed { url, status, .. } => {
                told.push(format!("{}: {status:?}", url.ends_with("/missing.png")))
            }
            _ => {}
        }
    }
    told.sort();
    let unknown = "error: ReferenceError: Can't find variable: unknown";
    assert_eq!(told, ["dialog: a question", unknown, "error: an error", "true: Some(404)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_where_nothing_listens_is_the_surroundings_doing() {
    let bench = iphone().await;
    // Bound, so that nobody else gets the port, and not listening.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/", held.local_addr().unwrap());
    let opened = bench.session.open_and_look(&url, Keep::Nothing, glance()).await.unwrap();
    let (blame, message) = opened.problem.unwrap();
    assert_eq!((blame, message.contains("nothing listens")), (Blame::Environment, true), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_customer_is_a_stranger_and_a_page_that_eats_the_browser_does_not_reach_them() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router()).await });
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let choice = BrowserChoice { engine: Engine::Webkit, ..BrowserChoice::default() };
    let limit = Duration::from_secs(2);
    let pool = Pool::new(Driver::start(&choice).await.unwrap(), limit, 1);
    for path in ["/", "/endless", "/"] {
        let phone = Phone {
            case: "test".into(),
            token: path.into(),
            screen: named("ios-320x480"),
            language: Language::default(),
            limit,
        };
        let session = pool.phone(phone, recorder.clone()).await.unwrap();
        // A page without an end keeps the browser from answering; that is told, and nothing hangs.
        let _ = session.open_and_look(&format!("{base}{path}"), Keep::Nothing, glance()).await;
        pool.put_away(session);
    }
    pool.finish().await;
    let texts = recorder.events().into_iter().filter_map(|event| match event.what {
        What::PageOpened(page) if page.requested.ends_with("/") => Some(page.text),
        _ => None,
    });
    let texts: Vec<String> = texts.collect();
    assert!(texts.len() == 2 && texts.iter().all(|text| text.ends_with("|true||")), "{texts:?}");
}
