//! Pages that do not load, and what is said of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use futures_util::stream;
use seqr_cert::app::{Depth, Keep, Look};
use seqr_cert::candidate::Tap;
use seqr_cert::spec::Page;
use seqr_cert::trace::{Blame, What};

use crate::site::{bench, bench_elsewhere, glance, named};

const LIMIT: Duration = Duration::from_secs(3);

/// A page of which everything can be had but its layout.
const UNMEASURED: &str = "<!doctype html><title>Till</title><p>The till is closed</p>
<script>Document.prototype.querySelector = () => { throw new Error('not here') }</script>";

/// A page whose script frames another, which is redirected.
const FRAMED: &str = "<!doctype html><title>Framed</title><p>Around</p><script>
const frame = document.createElement('iframe'); frame.src = '/hop'; document.body.append(frame)</script>";

fn router() -> Router {
    Router::new()
        .route("/around", get(|| async { Redirect::to("/around") }))
        .route("/astray", get(|| async { Redirect::to("http://till.invalid/pay") }))
        .route("/never", get(|| async { std::future::pending::<()>().await }))
        .route("/waits", get(|| async { Html("<title>Waits</title><img src='/never?of=1'>") }))
        .route("/500", get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, Html("<p>Oops</p>")) }))
        .route("/hop", get(|| async { Redirect::to("/fine") }))
        .route("/framed", get(|| async { Html(FRAMED) }))
        .route("/fine", get(|| async { Html("<!doctype html><title>Fine</title><p>All is well</p>") }))
        .route(
            "/noise",
            get(|| async { Html("<script>console.error('broken'); fetch('/gone')</script><img src=/gone.png>") }),
        )
        .route("/dialog", get(|| async { Html("<p>Hello</p><script>alert('Are you there?')</script>") }))
        .route("/busy", get(|| async { Html("<p>Hi</p><button id=go onclick='for(;;);'>Go</button>") }))
        .route("/unmeasured", get(|| async { Html(UNMEASURED) }))
        .route("/huge", get(huge))
}

/// 200 MB of HTML.
async fn huge() -> Response {
    let chunk = Bytes::from("<p>abcdefghijklmnopqrstuvwxyz</p>\n".repeat(30_000));
    let chunks = 200_000_000 / chunk.len();
    let body = Body::from_stream(stream::iter((0..chunks).map(move |_| Ok::<_, std::io::Error>(chunk.clone()))));
    ([("content-type", "text/html")], body).into_response()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_trouble_gets_its_own_words_within_the_limit() {
    let bench = bench(router(), "android-480x800", LIMIT).await;
    let expected = [
        ("/around", Blame::Candidate, "redirects without end"),
        (
            "/astray",
            Blame::Environment,
            "it redirects to http://till.invalid/pay, and the host name cannot be resolved",
        ),
        ("/never", Blame::Candidate, "/never was not answered to its end"),
        ("/waits", Blame::Candidate, "did not finish loading within 3 s (`limits.page`): http"),
        ("/waits", Blame::Candidate, "/never was not answered to its end"),
    ];
    for (path, blame, words) in expected {
        let began = Instant::now();
        let (seen, message) = bench.open(path).await.problem.unwrap_or_else(|| panic!("{path} loaded"));
        assert!(message.contains(words), "{path}: {message}");
        assert_eq!(seen, blame, "{path}");
        assert!(began.elapsed() < LIMIT * 4, "{path} took {:?}", began.elapsed());
        assert_eq!(bench.last_page().problem.as_deref(), Some(message.as_str()));
    }
    let closed = bench.session.open_and_look("http://127.0.0.1:9/order#1", Keep::Nothing, glance()).await.unwrap();
    assert!(matches!(closed.problem, Some((_, message)) if !message.is_empty()));
    assert!(bench.open("/fine").await.problem.is_none(), "the browser still works");
}

/// A page that answers everybody but the requests with these numbers.
fn deaf_to(numbers: &'static [usize]) -> Router {
    let asked = Arc::new(AtomicUsize::new(0));
    let page = move || {
        let number = asked.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            if numbers.contains(&number) {
                std::future::pending::<()>().await;
            }
            Html("<!doctype html><title>Fine</title>")
        }
    };
    Router::new().route("/", get(page))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_only_the_browser_does_not_get_is_opened_once_more_and_the_trace_says_so() {
    let forgotten = bench(deaf_to(&[1]), "android-480x800", LIMIT).await;
    assert!(forgotten.open("/").await.problem.is_none());
    let page = forgotten.last_page();
    assert_eq!((page.status, page.title.as_str()), (Some(200), "Fine"));
    assert!(page.lost_ms.is_some_and(|lost| lost >= 3000), "{:?}", page.lost_ms);
    let slow = bench(deaf_to(&[1, 3]), "android-480x800", LIMIT).await;
    let told = slow.open("/").await.problem.map(|(blame, message)| (blame, message.contains("did not finish loading")));
    assert_eq!(told, Some((Blame::Candidate, true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn status_redirects_and_title_are_recorded() {
    let bench = bench(router(), "android-480x800", LIMIT).await;
    bench.open("/500").await;
    assert_eq!(bench.last_page().status, Some(500));
    bench.open("/hop").await;
    let page = bench.last_page();
    assert_eq!((page.status, page.title.as_str(), page.text.as_str()), (Some(200), "Fine", "All is well"));
    assert_eq!(page.redirects.len(), 1);
    assert_eq!(page.redirects[0].location.as_deref(), Some("/fine"));
    assert!(page.headers.iter().any(|(name, value)| name == "content-type" && value.starts_with("text/html")));
    bench.open("/framed").await;
    let page = bench.last_page();
    assert_eq!((page.title.as_str(), page.redirects.len(), page.sent_on_from), ("Framed", 0, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn console_errors_failed_requests_and_dialogs_are_recorded() {
    let bench = bench(router(), "android-480x800", LIMIT).await;
    bench.open("/noise").await;
    bench.open("/dialog").await;
    let events = bench.events();
    let seen = |wanted: &dyn Fn(&What) -> bool| events.iter().any(|event| wanted(&event.what));
    assert!(seen(&|what| matches!(what, What::Console { text, .. } if text == "broken")));
    assert!(seen(&|what| matches!(what, What::RequestFailed { url, status: Some(404), .. } if url.ends_with("/gone"))));
    assert!(seen(&|what| matches!(what, What::RequestFailed { url, .. } if url.ends_with("/gone.png"))));
    assert!(seen(&|what| matches!(what, What::Dialog { text } if text == "Are you there?")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_loop_on_the_page_is_the_pages_fault_and_ends_in_time() {
    let bench = bench(router(), "android-480x800", LIMIT).await;
    bench.open("/busy").await;
    let began = Instant::now();
    let tapped = bench.session.act(&Tap::Tap("#go".into())).await;
    let settled = bench.session.settle().await;
    let error = tapped.err().or(settled.err()).expect("a page in an endless loop does not answer");
    assert_eq!(error.blame, Blame::Candidate);
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_200_megabytes_is_got_over_in_bounded_time() {
    let bench = bench(router(), "android-480x800", LIMIT).await;
    let began = Instant::now();
    let opened = bench.session.open_and_look(&format!("{}/huge", bench.base), Keep::DocumentAndPicture, glance()).await;
    let told =
        opened.map_or_else(|error| error.message, |opened| opened.problem.map_or_else(String::new, |(_, told)| told));
    assert!(told.contains("did not finish loading") || told.contains("kept the browser"), "{told:?}");
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_control_that_cannot_be_touched_is_told_with_the_reason() {
    let page = r#"<button id=off disabled>Off</button><button id=gone style="display:none">Gone</button>
        <div style="position:relative"><button id=under>Under</button><div style="position:absolute;inset:0"></div></div>"#;
    let router = Router::new().route("/", get(move || async move { Html(page) }));
    let bench = bench(router, "android-480x800", Duration::from_millis(300)).await;
    bench.open("/").await;
    let expected = [
        ("#off", "disabled"),
        ("#gone", "not visible"),
        ("#under", "is covered by"),
        ("#none", "is not on the page"),
        (
            "text=Pay",
            "is not on the page, even when the time for it is over (`limits.page`); what can be used there: `#off` “Off”, `#under` “Under”.",
        ),
        ("##", "is not a selector"),
    ];
    for (target, words) in expected {
        let error = bench.session.act(&Tap::Tap(target.into())).await.unwrap_err();
        assert!(error.message.contains(words), "{target}: {}", error.message);
        assert_eq!(error.blame, Blame::Candidate, "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_control_that_is_missing_as_the_service_fails_is_told_with_what_the_service_says() {
    let failed =
        || async { (StatusCode::INTERNAL_SERVER_ERROR, Html("<h1>Oops</h1>\n<p>The till is\nout of order.</p>")) };
    let empty = || async { (StatusCode::NOT_FOUND, Html("")) };
    let page = "<form action=/failed method=post><button id=go>Go</button></form><a id=on href=/empty>On</a>";
    let router = Router::new()
        .route("/", get(move || async move { Html(page) }))
        .route("/failed", post(failed))
        .route("/empty", get(empty));
    let bench = bench(router, "android-480x800", Duration::from_millis(500)).await;
    let expected = [
        ("#go", "`#pay` is not on the page, which came with HTTP status 500 and says “Oops The till is out of order.”"),
        ("#on", "`#pay` is not on the page, which came with HTTP status 404 and is empty"),
    ];
    for (control, words) in expected {
        bench.open("/").await;
        bench.session.act(&Tap::Tap(control.into())).await.unwrap();
        let error = bench.session.act(&Tap::Tap("#pay".into())).await.unwrap_err();
        assert_eq!(error.message, words);
    }
}

/// A page that sends the customer on while it is still loading a picture.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_was_loading_when_it_gave_way_to_another_is_not_waited_for() {
    let page = "<!doctype html><link rel=icon href='data:,'><img src=/slow><script>setTimeout(() => location.replace('/next'), 200)</script>";
    let slow = || async {
        tokio::time::sleep(Duration::from_secs(60)).await;
    };
    let next = "<!doctype html><link rel=icon href='data:,'><p>Next";
    let router = Router::new()
        .route("/", get(move || async move { Html(page) }))
        .route("/slow", get(slow))
        .route("/next", get(move || async move { Html(next) }));
    let bench = bench(router, "android-480x800", Duration::from_secs(5)).await;
    bench.open("/").await;
    assert!(bench.last_page().settled, "{:?}", bench.last_page());
    assert_eq!(bench.last_page().text, "Next");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_says_is_kept_where_its_layout_cannot_be_measured() {
    let bench = bench(router(), "android-480x800", LIMIT).await;
    let look = Look::first(Page::Order, named("android-480x800"), Depth::Measure);
    let url = format!("{}/unmeasured", bench.base);
    let opened = bench.session.open_and_look(&url, Keep::Nothing, look).await.unwrap();
    let failure = opened.seen.expect("it loaded").expect_err("it was not measured");
    assert!(failure.message.contains("could not be measured: Error: not here"), "{}", failure.message);
    let page = bench.last_page();
    assert_eq!((page.title.as_str(), page.text.as_str(), page.status), ("Till", "The till is closed", Some(200)));
    assert!(page.problem.is_none() && page.settled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_a_page_that_gives_way_to_another_does_not_keep_anybody_waiting() {
    // Thirty documents within less time than a picture is waited for before it is asked for again.
    let restless = "<!doctype html><link rel=icon href='data:,'><title>Hop</title><p>Hop<script>
        const left = Number(new URLSearchParams(location.search).get('left') ?? 30);
        if (left) setTimeout(() => location.replace(`?left=${left - 1}`), 10); else document.querySelector('p').textContent = 'Still';
        </script>";
    let router = Router::new().route("/", get(move || async move { Html(restless) }));
    let bench = bench(router, "android-480x800", Duration::from_secs(10)).await;
    let pictures = async {
        let mut told = Vec::new();
        for _ in 0..60 {
            told.extend(bench.session.screenshot().await.err().map(|error| error.message));
        }
        told
    };
    let (opened, told) = tokio::join!(bench.open("/"), pictures);
    let kept_waiting: Vec<_> = told.iter().filter(|message| message.contains("kept the browser")).collect();
    assert!(kept_waiting.is_empty(), "{kept_waiting:?}");
    assert!(opened.problem.is_none(), "{opened:?}");
    assert_eq!(bench.last_page().text, "Still");
}

/// A page that the browser has already, as servers of files answer it.
async fn kept(headers: HeaderMap) -> Response {
    let etag = [("etag", "\"1\""), ("cache-control", "no-cache")];
    if headers.contains_key("if-none-match") {
        return (StatusCode::NOT_MODIFIED, etag).into_response();
    }
    (etag, Html("<!doctype html><link rel=icon href='data:,'><p>Hello")).into_response()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_the_browser_has_already_is_no_redirect() {
    let router = || Router::new().route("/", get(kept));
    // The browser itself tells the status of what it kept, a driver that of what the service answered.
    let here = bench(router(), "android-320x480", LIMIT).await;
    let elsewhere = bench_elsewhere(router(), "android-320x480", LIMIT).await;
    for (bench, statuses) in [(here, [200, 200]), (elsewhere, [200, 304])] {
        for status in statuses {
            bench.open("/").await;
            let page = bench.last_page();
            assert_eq!((page.status, page.redirects), (Some(status), Vec::new()));
        }
    }
}
