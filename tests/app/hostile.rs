//! Pages that do what they can not to be measured: each is judged, or its trouble told, within its deadline, and the next
//! page is looked at as if nothing had been.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use seqr_cert::app::{Depth, Look};
use seqr_cert::candidate::Tap;
use seqr_cert::spec::Page;
use seqr_cert::trace::{Blame, View};

use crate::site::{Bench, bench, glance, named};

const LIMIT: Duration = Duration::from_secs(4);

/// What a look at a page may take at most: opening, coming to rest, measuring, and the browser's end where it hangs.
const LONGEST: Duration = Duration::from_secs(60);

const SCREEN: &str = "android-480x800";

/// What must become of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// It is measured.
    Measured,
    /// It is not, and the reason is told.
    Told,
    /// One of the two: which one depends on who is faster.
    Any,
}

use End::{Any, Measured, Told};

const PAGES: [(&str, End, &str); 20] = [
    ("never-settles", Measured, "<p id=p>1</p><script>setInterval(() => { p.textContent += '.' }, 20)</script>"),
    (
        "resizes-itself",
        Measured,
        "<div id=d>Box</div><script>let w = 100; setInterval(() => { w = 500 - w; d.style.width = w + 'px' }, 5)</script>",
    ),
    (
        "resizes-window",
        Measured,
        "<p>Hello</p><script>setInterval(() => { resizeTo(200, 200); resizeBy(9, 9); moveTo(0, 0) }, 10)</script>",
    ),
    (
        "scrolls-itself",
        Measured,
        "<div style='height:5000px'></div><script>let y = 0; setInterval(() => scrollTo(0, y = 1000 - y), 5)</script>",
    ),
    (
        "animates",
        Measured,
        "<style>@keyframes a { to { transform: translateX(90px) rotate(1turn) } } p { animation: a .2s infinite }</style><p>Hello</p>",
    ),
    (
        "plays-video",
        Measured,
        "<canvas id=c width=90 height=90></canvas><video id=v autoplay muted loop playsinline></video><script>v.srcObject = c.captureStream(30); const g = c.getContext('2d'); let n = 0; setInterval(() => { g.fillStyle = ++n % 2 ? 'red' : 'blue'; g.fillRect(0, 0, 90, 90) }, 16)</script>",
    ),
    ("plays-no-video", Measured, "<p>Film</p><video autoplay muted loop src=/page/nothing.mp4></video>"),
    ("alerts", Measured, "<p>Hello</p><script>alert('one'); confirm('two'); prompt('three')</script>"),
    ("alerts-later", Measured, "<p>Hello</p><script>setTimeout(() => alert('late'), 60)</script>"),
    ("alerts-without-end", Any, "<p>Hello</p><script>setInterval(() => alert('again'), 20)</script>"),
    ("prints", Measured, "<p>Hello</p><script>print(); setTimeout(print, 50)</script>"),
    ("pops-up", Measured, "<p>Hello</p><script>for (let i = 0; i < 5; i++) open('/page/animates')</script>"),
    ("eats-the-processor", Told, "<p>Hello</p><script>for (;;);</script>"),
    ("eats-the-processor-later", Told, "<p>Hello</p><script>setTimeout(() => { for (;;); }, 100)</script>"),
    ("reloads", Any, "<p>Hello</p><script>location.reload()</script>"),
    ("moves-on", Any, "<p>Hello</p><script>location.href = '/page/moves-on?' + Math.random()</script>"),
    (
        "grows",
        Any,
        "<script>setInterval(() => { for (let i = 0; i < 200; i++) document.body.append(document.createElement('p'), 'more') }, 10)</script><p>Hello</p>",
    ),
    (
        "is-huge",
        Any,
        "<script>document.body.innerHTML = Array.from({ length: 50000 }, (_, i) => `<p>Row ${i} <b>x</b></p>`).join('')</script>",
    ),
    (
        "is-deep",
        Any,
        "<script>let e = document.body; for (let i = 0; i < 5000; i++) e = e.appendChild(document.createElement('div')); e.textContent = 'deep'</script>",
    ),
    (
        "lies",
        Any,
        "<p>Hello</p><script>Element.prototype.getBoundingClientRect = () => ({}); Document.prototype.querySelectorAll = () => { throw 1 }; JSON.stringify = () => 'x'; window.axe = { run: 1 }</script>",
    ),
];

async fn page(Path(name): Path<String>) -> Response {
    match PAGES.iter().find(|(page, ..)| *page == name) {
        Some((_, _, body)) => Html(format!("<!doctype html><html lang=en><title>Page</title><meta name=viewport content='width=device-width'><body>{body}")).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn start() -> Bench {
    let fine = "<!doctype html><html lang=en><title>Fine</title><button id=go onclick='1'>Go</button>";
    let leave = "<!doctype html><html lang=en><title>Stay</title><button id=go style='width:90px;height:90px'>Go</button><script>onbeforeunload = (event) => { event.preventDefault(); return 'Stay' }</script>";
    let router = Router::new()
        .route("/page/{name}", get(page))
        .route("/fine", get(move || async move { Html(fine) }))
        .route("/stay", get(move || async move { Html(leave) }));
    bench(router, SCREEN, LIMIT).await
}

/// The page's view, or why there is none, and whose doing that is.
async fn look(bench: &Bench, path: &str) -> Result<View, (Blame, String)> {
    let opened =
        bench.session.open_and_look(&format!("{}{path}", bench.base), seqr_cert::app::Keep::Nothing, glance()).await;
    if let Some(problem) = opened.map_err(|error| (error.blame, error.message))?.problem {
        return Err(problem);
    }
    let look = Look::first(Page::Order, named(SCREEN), Depth::Audit);
    bench.session.look(look).await.map_err(|error| (error.blame, error.message))
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_pages_are_measured_or_their_trouble_is_told_within_the_deadline() {
    let mut wrong = Vec::new();
    let mut bench = start().await;
    for (name, wanted, _) in PAGES {
        let began = Instant::now();
        let seen = look(&bench, &format!("/page/{name}")).await;
        let took = began.elapsed();
        let end = match &seen {
            Ok(view) if view.layout.as_ref().is_some_and(|layout| layout.audit.is_some()) => Measured,
            Ok(_) => Any,
            Err((_, message)) => {
                assert!(!message.is_empty(), "{name}");
                Told
            }
        };
        if end != wanted && wanted != Any || end == Any || took > LONGEST {
            wrong.push(format!("{name}: {end:?} after {took:?}, not {wanted:?}: {:?}", seen.as_ref().err()));
        }
        // A browser that was brought down is not used again; any other must be as good as new.
        match look(&bench, "/fine").await {
            Ok(view) => assert_eq!(view.layout.unwrap().controls.len(), 1, "after {name}"),
            Err(_) if seen.is_err() => bench = start().await,
            Err(error) => wrong.push(format!("{name} was measured, and the next page cannot be: {error:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where a dialog opened while its page was being left, the driver refused every page after it. One time in three it did.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_dialogs_without_end_is_left_every_time() {
    let bench = start().await;
    for _ in 0..15 {
        // Whether it can be measured depends on who is faster.
        let _ = look(&bench, "/page/alerts-without-end").await;
        let view = look(&bench, "/fine").await.unwrap();
        assert!(view.url.ends_with("/fine"), "{}", view.url);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_asks_to_stay_is_left() {
    let bench = start().await;
    look(&bench, "/stay").await.unwrap();
    bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
    let view = look(&bench, "/fine").await.unwrap();
    assert!(view.url.ends_with("/fine"), "{}", view.url);
}
