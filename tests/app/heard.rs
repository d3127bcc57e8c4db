//! What happens in a browser is heard alike by its own protocol and through a driver elsewhere, which speaks WebDriver BiDi.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::{get, post};
use seqr_cert::candidate::Tap;
use seqr_cert::trace::{Blame, Event, What};

use crate::site::{Bench, bench, bench_elsewhere};

/// A page that fails in many ways, in itself, in frames, in a worker and, when tapped, in a window that it opens.
const PAGE: &str = r#"<!doctype html><meta name=viewport content="width=device-width"><link rel=icon href="data:,">
<button id=go style="padding: 30px" onclick="window.open('/popup')">Open</button>
<img src=/gone.png>
<script>
console.error('%s failed %d times', 'The till', 3);
console.error('plain', 1, true);
console.warn('careful');
console.log('hello');
console.assert(false, 'it holds');
fetch('/broken', { method: 'POST' });
fetch('http://127.0.0.1:9/closed').catch(() => {});
new Worker(URL.createObjectURL(new Blob([`fetch('${location.origin}/of-worker')`])));
setTimeout(() => { throw new Error('too late'); }, 1);
Promise.reject(new TypeError('not kept'));
setTimeout(() => { throw 'a text'; }, 1);
setTimeout(() => { confirm('Really?'); prompt('Why?'); }, 20);
</script>
<iframe src=/frame></iframe>
<script>document.write(`<iframe src="http://localhost:${location.port}/frame?elsewhere"></iframe>`)</script>"#;

fn router() -> Router {
    let frame = "<p>Frame</p><img src=/of-frame.png><script>console.error('in the frame')</script>";
    let popup = "<p>Popup</p><img src=/of-popup.png><script>console.error('in the popup')</script>";
    Router::new()
        .route("/", get(|| async { Html(PAGE) }))
        .route("/frame", get(move || async move { Html(frame) }))
        .route("/popup", get(move || async move { Html(popup) }))
        .route("/broken", post(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "oops") }))
}

/// What is heard of it, without the port and in no order.
const HEARD: [&str; 19] = [
    "GET http://127.0.0.1:9/closed: net::ERR_UNSAFE_PORT",
    "GET http://127.0.0.1:PORT/gone.png: 404",
    "GET http://127.0.0.1:PORT/of-frame.png: 404",
    "GET http://127.0.0.1:PORT/of-popup.png: 404",
    "GET http://127.0.0.1:PORT/of-worker: 404",
    "GET http://localhost:PORT/of-frame.png: 404",
    "POST http://127.0.0.1:PORT/broken: 500",
    "dialog: Really?",
    "dialog: Why?",
    "error: Error: too late (http://127.0.0.1:PORT/)",
    "error: The till failed 3 times (http://127.0.0.1:PORT/)",
    "error: TypeError: not kept (http://127.0.0.1:PORT/)",
    "error: a text (http://127.0.0.1:PORT/)",
    "error: in the frame (http://127.0.0.1:PORT/frame)",
    "error: in the frame (http://localhost:PORT/frame?elsewhere)",
    "error: in the popup (http://127.0.0.1:PORT/popup)",
    "error: it holds (http://127.0.0.1:PORT/)",
    "error: plain 1 true (http://127.0.0.1:PORT/)",
    "warn: careful (http://127.0.0.1:PORT/)",
];

/// What was heard so far.
fn heard(bench: &Bench) -> Vec<String> {
    let port = bench.base.rsplit(':').next().unwrap();
    let line = |event: Event| match event.what {
        What::Console { level, text, source } => Some(format!("{level}: {text} ({})", source.unwrap_or_default())),
        What::RequestFailed { url, method, status, error } => {
            Some(format!("{method} {url}: {}", status.map(|status| status.to_string()).or(error).unwrap_or_default()))
        }
        What::Dialog { text } => Some(format!("dialog: {text}")),
        _ => None,
    };
    let mut lines: Vec<String> =
        bench.events().into_iter().filter_map(line).map(|line| line.replace(port, "PORT")).collect();
    lines.sort();
    lines
}

/// A driver may begin to listen to a worker when it has spoken already; nothing waits for that there.
fn is_of_worker(line: &str) -> bool {
    line.contains("/of-worker")
}

/// Opens the page, taps, and waits until all these lines have been heard. No other one is.
async fn hears(bench: &Bench, expected: &[&str]) -> Vec<String> {
    bench.open("/").await;
    bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
    let began = Instant::now();
    let is_there = |heard: &[String]| expected.iter().all(|line| heard.iter().any(|told| told == line));
    while !is_there(&heard(bench)) && began.elapsed() < Duration::from_secs(30) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    heard(bench)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_in_pages_frames_workers_and_windows_is_heard_from_the_browser_itself() {
    let bench = bench(router(), "android-480x800", Duration::from_secs(5)).await;
    assert_eq!(hears(&bench, &HEARD).await, HEARD);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_heard_through_a_driver_elsewhere_but_perhaps_for_workers() {
    let bench = bench_elsewhere(router(), "android-480x800", Duration::from_secs(5)).await;
    let expected: Vec<&str> = HEARD.into_iter().filter(|line| !is_of_worker(line)).collect();
    let mut told = hears(&bench, &expected).await;
    told.retain(|line| !is_of_worker(line));
    assert_eq!(told, expected);
}

/// What a script writes, and the line that stands in the console.
const LINES: [(&str, &str); 9] = [
    ("new Error('boom')", "Error: boom"),
    ("'%cred %s', 'color: red', 'ink'", "red ink"),
    ("'%d%% of %i', 5, 9, 'too'", "5% of 9 too"),
    ("'100% sure', null, undefined", "100% sure null undefined"),
    ("NaN, -0, 12n, true", "NaN -0 12n true"),
    ("'', 'after nothing'", "after nothing"),
    ("[1, 2]", "Array(2)"),
    ("Symbol('s')", "Symbol(s)"),
    ("'%s and %s', 'one'", "one and "),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_the_console_is_told_as_it_stands_there() {
    let scripts: String = LINES.iter().map(|(written, _)| format!("console.error({written});\n")).collect();
    let page = format!("<!doctype html><script>{scripts}</script>");
    let router = Router::new().route("/", get(move || async move { Html(page) }));
    let bench = bench(router, "android-480x800", Duration::from_secs(5)).await;
    bench.open("/").await;
    let lines = |event: Event| match event.what {
        What::Console { text, .. } => Some(text),
        _ => None,
    };
    let told: Vec<String> = bench.events().into_iter().filter_map(lines).collect();
    assert_eq!(told, LINES.map(|(_, line)| line));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_twenty_megabytes_does_not_end_the_hearing() {
    let page = "<!doctype html><script>console.error('x'.repeat(20_000_000)); console.error('after')</script>";
    let router = Router::new().route("/", get(move || async move { Html(page) }));
    let bench = bench(router, "android-480x800", Duration::from_secs(20)).await;
    assert!(bench.open("/").await.problem.is_none());
    let told: Vec<usize> = heard(&bench).iter().map(String::len).collect();
    assert_eq!(told.len(), 2, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_what_a_worker_asked_for_that_is_gone() {
    let page = "<!doctype html><script>
const worker = new Worker(URL.createObjectURL(new Blob([`fetch('${location.origin}/never')`])));
window.end = () => worker.terminate();
</script><button id=go style='padding: 30px' onclick='end()'>End</button>";
    let never = || async { std::future::pending::<()>().await };
    let router = Router::new().route("/", get(move || async move { Html(page) })).route("/never", get(never));
    let bench = bench(router, "android-480x800", Duration::from_secs(5)).await;
    bench.open("/").await;
    assert!(!bench.session.settle().await.unwrap(), "the worker waits");
    bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
    assert!(bench.session.settle().await.unwrap(), "nobody waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hears_nothing_any_more_does_not_say_that_no_trigger_was_fired() {
    let Bench { session, drivers, .. } = bench(router(), "android-480x800", Duration::from_secs(5)).await;
    let waiting = session.wait_trigger(0, Duration::from_secs(60));
    let (waited, ()) = tokio::join!(waiting, async { drop(drivers) });
    let error = waited.unwrap_err();
    assert_eq!(error.blame, Blame::Environment, "{error}");
    assert!(error.message.contains("nothing can be said of the page"), "{error}");
}
