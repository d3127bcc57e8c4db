//! When a page counts as at rest.

use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use seqr_cert::app::BrowserChoice;
use seqr_cert::trace::PageOpened;

use crate::site::{Bench, bench, bench_by, bench_elsewhere};

const LIMIT: Duration = Duration::from_secs(5);

/// Pages that cannot move by themselves any more, or not for a long time.
const STILL: [(&str, &str); 7] = [
    ("no script", ""),
    ("a script that has done its work", "<script>document.body.append(' at once')</script>"),
    ("a timer that has rung", "<script>setTimeout(() => document.body.append('.'), 0)</script>"),
    (
        "a timer that was called off",
        "<script>clearTimeout(setTimeout(() => {}, 90)); clearTimeout(setInterval(() => {}, 9))</script>",
    ),
    ("a frame that was called off", "<script>cancelAnimationFrame(requestAnimationFrame(() => {}))</script>"),
    ("a far timer", "<script>setTimeout(() => document.body.append('Time is over'), 900000)</script>"),
    ("a still frame", "<iframe srcdoc='<p>Inside</p><script>setTimeout(() => {}, 0)</script>'></iframe>"),
];

/// Pages that may move at any time, or of which nobody knows.
const RESTLESS: [(&str, &str); 16] = [
    ("a clock", "<script>setInterval(() => {}, 100)</script>"),
    ("timers one after another", "<script>const next = () => setTimeout(next, 100); next()</script>"),
    ("a timer without a time", "<script>const next = () => setTimeout(next); next()</script>"),
    ("a timer whose time is a text", "<script>setInterval(() => {}, '900000')</script>"),
    ("a timer that is code", "<script>setTimeout('1', 1)</script>"),
    ("frames one after another", "<script>const next = () => requestAnimationFrame(next); next()</script>"),
    ("idle work", "<script>const next = () => requestIdleCallback(next); next()</script>"),
    ("a posted task", "<script>scheduler.postTask(() => {}, { delay: 100 })</script>"),
    ("an animation", "<style>@keyframes turn { to { rotate: 1turn } } p { animation: turn 9s infinite }</style>"),
    ("an animated drawing", "<svg><circle r=5><animate attributeName=r to=9 dur=9s /></circle></svg>"),
    ("a film", "<video></video>"),
    ("another page to come", "<meta http-equiv=Refresh content='900;url=/'>"),
    ("a clock in a frame", "<iframe srcdoc='<script>setInterval(() => {}, 100)</script>'></iframe>"),
    ("somebody else's frame", "<iframe src='data:text/html,<p>Inside'></iframe>"),
    ("a locked frame", "<iframe sandbox srcdoc='<p>Inside</p>'></iframe>"),
    ("functions of its own", "<script>document.getAnimations = () => { throw new Error('not here') }</script>"),
];

/// Pages that work with somebody.
const COMPANY: [(&str, &str); 2] = [
    ("a worker", "<script>new Worker(URL.createObjectURL(new Blob(['1'])))</script>"),
    ("a socket", "<script>new WebSocket(`ws://${location.host}/socket`)</script>"),
];

/// Pages that are done after a while.
const LATE: [(&str, &str); 10] = [
    ("by a timer", "<script>setTimeout(done, 90)</script>"),
    ("by timers one after another", "<script>setTimeout(() => setTimeout(done, 45), 45)</script>"),
    ("by a timer that is code", "<script>setTimeout('done()', 90)</script>"),
    (
        "by a clock",
        "<script>let times = 0; const clock = setInterval(() => { if (++times === 3) { clearInterval(clock); done() } }, 30)</script>",
    ),
    (
        "by frames",
        "<script>let times = 0; const next = () => (++times === 6 ? done() : requestAnimationFrame(next)); next()</script>",
    ),
    (
        "by a frame",
        "<script>onmessage = done</script><iframe srcdoc='<script>setTimeout(() => parent.postMessage(1), 90)</script>'></iframe>",
    ),
    (
        "by a style that a timer sets",
        "<b hidden>Here you are</b><script>setTimeout(() => document.querySelector('b').hidden = false, 90)</script>",
    ),
    (
        "by a style that a timer sets at once",
        "<b hidden>Here you are</b><script>setTimeout(() => document.querySelector('b').hidden = false, 20)</script>",
    ),
    (
        "by an animation",
        "<style>@keyframes show { to { visibility: visible } } b { visibility: hidden; animation: show 90ms forwards }</style>
         <b>Here you are</b>",
    ),
    (
        "by a transition",
        "<style>b { visibility: hidden; transition: visibility 0s 90ms } .in b { visibility: visible }</style>
         <b>Here you are</b><script>document.body.getClientRects(); document.body.className = 'in'</script>",
    ),
];

/// A page that uses what is watched in every way, and says what came of it.
const FAITHFUL: &str = "<script>
const said = [];
const say = (what) => said.push(what);
setTimeout(function (a, b) { say([this === window, a, b, arguments.length]) }, 1, 'x', 'y');
setTimeout(`say('code')`, 2);
const gone = setTimeout(() => say('never'), 3); clearTimeout(gone);
let times = 0; const clock = setInterval(() => { if (++times === 2) clearInterval(clock) }, 1);
requestAnimationFrame((at) => say(typeof at));
say([typeof gone, setTimeout.length, setTimeout.name, /native code/.test(setTimeout), 'prototype' in setTimeout]);
try { new setTimeout(say) } catch (error) { say(error.constructor.name) }
try { setTimeout.call({}, say) } catch (error) { say(error.constructor.name) }
try { setTimeout() } catch (error) { say(error.constructor.name) }
say(Object.keys(Object.getOwnPropertyDescriptor(window, 'setTimeout')).join());
say(Object.getOwnPropertyNames(window).filter((name) => /seqr|agenda/i.test(name)).length);
setTimeout(() => { document.body.textContent = [...said, times].map((each) => JSON.stringify(each)).sort().join(' ') }, 100);
</script>";

async fn page(Path((pages, at)): Path<(String, usize)>) -> Html<String> {
    let pages: &[(&str, &str)] = match pages.as_str() {
        "still" => &STILL,
        "restless" => &RESTLESS,
        "company" => &COMPANY,
        _ => &LATE,
    };
    let done = "<script>const done = () => { document.querySelector('p').textContent = 'Here you are' }</script>";
    Html(format!("<!doctype html><title>Rest</title><p>Wait</p>{done}{}", pages[at].1))
}

fn router() -> Router {
    Router::new()
        .route("/{pages}/{at}", get(page))
        .route("/faithful", get(|| async { Html(format!("<!doctype html><title>Rest</title><p>Wait</p>{FAITHFUL}")) }))
}

async fn pages() -> Bench {
    bench(router(), "android-480x800", LIMIT).await
}

impl Bench {
    async fn opened(&self, path: &str) -> PageOpened {
        self.open(path).await;
        self.last_page()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_which_nothing_is_due_is_known_to_be_at_rest_in_both_builds() {
    let full = BrowserChoice { binary: Some("/usr/bin/chromium".into()), ..BrowserChoice::default() };
    for bench in [pages().await, bench_by(&full, router(), "android-480x800", LIMIT).await] {
        for (at, (name, _)) in STILL.iter().enumerate() {
            let page = bench.opened(&format!("/still/{at}")).await;
            assert!(page.settled && page.nothing_due, "{name}: {page:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_may_move_is_watched() {
    let bench = pages().await;
    for (at, (name, _)) in RESTLESS.iter().enumerate() {
        let page = bench.opened(&format!("/restless/{at}")).await;
        assert!(page.settled && !page.nothing_due, "{name}: {page:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_works_with_somebody_is_watched_and_so_are_those_that_follow() {
    for (at, (name, _)) in COMPANY.iter().enumerate() {
        let bench = pages().await;
        for path in [&format!("/company/{at}"), "/still/0"] {
            let page = bench.opened(path).await;
            assert!(page.settled && !page.nothing_due, "{name}, {path}: {page:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_soon_is_waited_for() {
    for bench in [pages().await, bench_elsewhere(router(), "android-480x800", LIMIT).await] {
        for (at, (name, _)) in LATE.iter().enumerate() {
            let page = bench.opened(&format!("/late/{at}")).await;
            assert!(page.settled && page.text.contains("Here you are"), "{name}: {page:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_finds_its_timers_as_they_are_where_nobody_follows_them() {
    let followed = pages().await.opened("/faithful").await.text;
    let elsewhere = bench_elsewhere(router(), "android-480x800", LIMIT).await;
    assert_eq!(followed, elsewhere.opened("/faithful").await.text);
    assert!(followed.contains("code"), "{followed}");
}
