//! Every way in which pages fire a trigger link is caught, and its spelling is kept.

use std::time::Duration;

use axum::Router;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use seqr_cert::candidate::Tap;
use seqr_cert::spec::Engine;
use seqr_cert::trace::{Destination, TriggerFired, What};

use crate::site::{Bench, bench, bench_elsewhere, bench_in};

const LINK: &str = "SEQR://SEQR.SE/R12345";

/// name, the page's body; each is fired by a tap on `#go`.
const TAPPED: [(&str, &str); 12] = [
    ("a link", r#"<a id=go href="SEQR://SEQR.SE/R12345">Pay</a>"#),
    ("a link around an element", r#"<a href="SEQR://SEQR.SE/R12345"><b id=go>Pay</b></a>"#),
    ("location.href", r#"<button id=go onclick="location.href='SEQR://SEQR.SE/R12345'">Pay</button>"#),
    ("location.replace", r#"<button id=go onclick="location.replace('SEQR://SEQR.SE/R12345')">Pay</button>"#),
    (
        "a delayed location",
        r#"<button id=go onclick="setTimeout(() => location = 'SEQR://SEQR.SE/R12345', 300)">Pay</button>"#,
    ),
    ("a link that redirects", r#"<a id=go href="/redirect">Pay</a>"#),
    ("a form that redirects", r#"<form method=post action="/redirect"><button id=go>Pay</button></form>"#),
    ("a form that leads there", r#"<form action="SEQR://SEQR.SE/R12345"><button id=go>Pay</button></form>"#),
    ("window.open", r#"<button id=go onclick="window.open('SEQR://SEQR.SE/R12345')">Pay</button>"#),
    (
        "an inserted frame",
        r#"<button id=go onclick="let f = document.createElement('iframe'); f.src = 'SEQR://SEQR.SE/R12345'; document.body.append(f)">Pay</button>"#,
    ),
    (
        "a clicked hidden link",
        r#"<a id=away hidden href="SEQR://SEQR.SE/R12345"></a><button id=go onclick="away.click()">Pay</button>"#,
    ),
    (
        "a fetch and then a location",
        r#"<button id=go onclick="fetch('/slow').then(() => location = 'SEQR://SEQR.SE/R12345')">Pay</button>"#,
    ),
];

/// name, the page's body, and for what the link is asked there.
const ASKED: [(&str, &str, Destination); 12] = [
    ("a link", r#"<a id=go href="SEQR://SEQR.SE/R12345">Pay</a>"#, Destination::Page),
    (
        "a form that redirects",
        r#"<form method=post action="/redirect"><button id=go>Pay</button></form>"#,
        Destination::Page,
    ),
    (
        "a link in a frame for the whole page",
        r#"<iframe id=f srcdoc="<a id=a target=_top href='SEQR://SEQR.SE/R12345'>Pay</a>"></iframe>
        <button id=go onclick="f.contentDocument.getElementById('a').click()">Pay</button>"#,
        Destination::Page,
    ),
    (
        "a frame",
        r#"<iframe id=f hidden></iframe><button id=go onclick="f.src = 'SEQR://SEQR.SE/R12345'">Pay</button>"#,
        Destination::Frame,
    ),
    (
        "a frame that is redirected",
        r#"<button id=go onclick="let f = document.createElement('iframe'); f.src = '/redirect'; document.body.append(f)">Pay</button>"#,
        Destination::Frame,
    ),
    ("a link for a window", r#"<a id=go target=_blank href="SEQR://SEQR.SE/R12345">Pay</a>"#, Destination::Window),
    ("a window", r#"<button id=go onclick="window.open('SEQR://SEQR.SE/R12345')">Pay</button>"#, Destination::Window),
    (
        "a window that goes there later",
        r#"<button id=go onclick="let w = window.open(''); setTimeout(() => w.location = 'SEQR://SEQR.SE/R12345', 300)">Pay</button>"#,
        Destination::Window,
    ),
    (
        "a window that is redirected",
        r#"<button id=go onclick="window.open('/redirect')">Pay</button>"#,
        Destination::Window,
    ),
    (
        "a picture",
        r#"<button id=go onclick="new Image().src = 'SEQR://SEQR.SE/R12345'">Pay</button>"#,
        Destination::Part,
    ),
    (
        "a script",
        r#"<button id=go onclick="let s = document.createElement('script'); s.src = 'SEQR://SEQR.SE/R12345'; document.body.append(s)">Pay</button>"#,
        Destination::Part,
    ),
    (
        "a request that is redirected",
        r#"<button id=go onclick="fetch('/redirect').catch(() => {})">Pay</button>"#,
        Destination::Part,
    ),
];

fn router() -> Router {
    let mut router = Router::new()
        .route("/redirect", post(|| async { Redirect::to(LINK) }).get(|| async { Redirect::to(LINK) }))
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(200)).await;
                "done"
            }),
        )
        .route("/at-load", get(|| async { page(&format!("<script>location = '{LINK}'</script>")) }))
        .route("/meta", get(|| async { page(&format!(r#"<meta http-equiv="refresh" content="0;url={LINK}">"#)) }));
    for (index, (_, body)) in TAPPED.iter().enumerate() {
        router = router.route(&format!("/{index}"), get(move || async move { page(body) }));
    }
    for (index, (_, body, _)) in ASKED.iter().enumerate() {
        router = router.route(&format!("/asked/{index}"), get(move || async move { page(body) }));
    }
    router
}

fn page(body: &str) -> Html<String> {
    Html(format!(
        r#"<!doctype html><meta name=viewport content="width=device-width"><link rel=icon href="data:,"><style>#go {{ display: inline-block; padding: 20px }}</style><p>Shop</p>{body}"#
    ))
}

fn triggers(bench: &Bench) -> Vec<TriggerFired> {
    let fired = |event: seqr_cert::trace::Event| match event.what {
        What::TriggerFired(trigger) => Some(trigger),
        _ => None,
    };
    bench.events().into_iter().filter_map(fired).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tapped_way_of_firing_a_trigger_is_caught_once() {
    spelled_as_written(&tapped(&bench(router(), "android-480x800", Duration::from_secs(5)).await).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_elsewhere_catches_the_same() {
    spelled_as_written(&tapped(&bench_elsewhere(router(), "android-480x800", Duration::from_secs(5)).await).await);
}

fn spelled_as_written(fired: &[TriggerFired]) {
    assert_eq!((fired[0].by.as_deref(), fired[0].as_written.as_deref()), (Some("link"), Some(LINK)));
    assert_eq!((fired[5].by.as_deref(), fired[5].as_written.as_deref()), (Some("redirect"), Some(LINK)));
    assert_eq!((fired[6].by.as_deref(), fired[6].as_written.as_deref()), (Some("redirect"), Some(LINK)));
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_catches_the_same_and_does_not_know_how_a_redirect_spells_it() {
    let fired = tapped(&bench_in(Engine::Webkit, router(), "ios-640x1136", Duration::from_secs(5)).await).await;
    assert_eq!((fired[0].by.as_deref(), fired[0].as_written.as_deref()), (Some("link"), Some(LINK)));
    assert_eq!((fired[5].by.as_deref(), fired[5].as_written.as_deref()), (None, None));
}

/// Fires them all, each on a page of its own; each must be caught, and once.
async fn tapped(bench: &Bench) -> Vec<TriggerFired> {
    for (index, (way, _)) in TAPPED.iter().enumerate() {
        let known = bench.session.triggers().len();
        assert!(bench.open(&format!("/{index}")).await.problem.is_none(), "{way}");
        bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
        let caught = bench.session.wait_trigger(known, Duration::from_secs(5)).await.unwrap();
        let caught = caught.unwrap_or_else(|| panic!("{way} was not caught")).to_ascii_lowercase();
        assert_eq!(caught.trim_end_matches('?'), LINK.to_ascii_lowercase(), "{way}");
    }
    let fired = triggers(bench);
    assert_eq!(fired.len(), TAPPED.len(), "each was fired once: {fired:#?}");
    assert!(fired.iter().all(|trigger| trigger.since_tap_ms.is_some()));
    fired
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_that_nobody_tapped_is_caught_and_told_apart() {
    untapped(&bench(router(), "android-480x800", Duration::from_secs(5)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_that_nobody_tapped_is_caught_by_a_driver_elsewhere_too() {
    untapped(&bench_elsewhere(router(), "android-480x800", Duration::from_secs(5)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_that_nobody_tapped_is_caught_in_webkit_too() {
    untapped(&bench_in(Engine::Webkit, router(), "ios-640x1136", Duration::from_secs(5)).await).await;
}

async fn untapped(bench: &Bench) {
    for path in ["/at-load", "/meta", "/redirect"] {
        let known = bench.session.triggers().len();
        bench.open(path).await;
        assert!(bench.session.wait_trigger(known, Duration::from_secs(5)).await.unwrap().is_some(), "{path}");
    }
    assert!(triggers(bench).iter().all(|trigger| trigger.since_tap_ms.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browsers_own_words_about_an_unknown_scheme_are_no_error_of_the_page() {
    let bench = bench(router(), "android-480x800", Duration::from_secs(5)).await;
    bench.open("/0").await;
    bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
    assert!(bench.session.wait_trigger(0, Duration::from_secs(5)).await.unwrap().is_some());
    bench.session.settle().await.unwrap();
    let noise = |what: &What| matches!(what, What::Console { .. } | What::RequestFailed { .. });
    assert_eq!(bench.events().into_iter().filter(|event| noise(&event.what)).count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_known_whether_page_frame_window_or_part_asked_for_it() {
    let bench = bench(router(), "android-480x800", Duration::from_secs(5)).await;
    assert_eq!(asked(&bench).await, ASKED.map(|(name, _, destination)| (name, Some(destination))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_elsewhere_knows_it_too() {
    let bench = bench_elsewhere(router(), "android-480x800", Duration::from_secs(5)).await;
    assert_eq!(asked(&bench).await, ASKED.map(|(name, _, destination)| (name, Some(destination))));
}

#[tokio::test(flavor = "multi_thread")]
async fn webkit_takes_frames_for_the_page_and_says_nothing_of_redirected_requests() {
    let bench = bench_in(Engine::Webkit, router(), "ios-640x1136", Duration::from_secs(5)).await;
    let known = ASKED.map(|(name, _, destination)| match destination {
        Destination::Frame => (name, Some(Destination::Page)),
        _ if name == "a request that is redirected" => (name, None),
        _ => (name, Some(destination)),
    });
    assert_eq!(asked(&bench).await, known);
}

/// For what each of the links is asked. A tap is heard before it is over, or says that nothing was sent.
async fn asked(bench: &Bench) -> [(&'static str, Option<Destination>); ASKED.len()] {
    let mut found = Vec::new();
    for (index, (name, _, destination)) in ASKED.iter().enumerate() {
        let (known, fired) = (bench.session.triggers().len(), triggers(bench).len());
        assert!(bench.open(&format!("/asked/{index}")).await.problem.is_none(), "{name}");
        bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
        if *destination == Destination::Part {
            bench.session.settle().await.unwrap();
            assert_eq!(bench.session.triggers().len(), known, "no app is told of {name}");
        } else {
            assert!(bench.session.wait_trigger(known, Duration::from_secs(5)).await.unwrap().is_some(), "{name}");
        }
        found.push((*name, triggers(bench).get(fired).map(|trigger| trigger.destination)));
    }
    found.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_page_went_instead_is_known() {
    let router = router().route(
        "/astray",
        get(|| async {
            page(r##"<button id=go onclick="location = '/at-load?x'">Pay</button><a id=stay href="#x">Stay</a>"##)
        }),
    );
    let bench = bench(router, "android-480x800", Duration::from_secs(5)).await;
    bench.open("/astray").await;
    bench.session.act(&Tap::Tap("#stay".into())).await.unwrap();
    bench.session.settle().await.unwrap();
    assert_eq!(bench.session.went_to(), None);
    bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
    assert!(bench.session.wait_trigger(0, Duration::from_secs(5)).await.unwrap().is_some());
    assert!(bench.session.went_to().unwrap().ends_with("/at-load?x"));
}

/// A page that asks before it pays, and says so at length.
async fn asks(bench: &Bench) {
    bench.open("/asks").await;
    bench.session.act(&Tap::Tap("#go".into())).await.unwrap();
    let fired = bench.session.wait_trigger(0, Duration::from_secs(5)).await.unwrap();
    assert_eq!(fired.as_deref(), Some("seqr://SEQR.SE/R12345"), "whoever wants to buy says yes");
    let asked = bench.session.asked().unwrap();
    assert!(asked.starts_with("Pay now?"), "{asked}");
    assert_eq!(asked.chars().count(), 300, "a message repeats so much and no more");
    bench.open("/0").await;
    assert_eq!(bench.session.asked(), None);
}

fn asking() -> Router {
    let body = r#"<button id=go onclick="if (confirm('Pay now? ' + 'x'.repeat(2000))) location = 'SEQR://SEQR.SE/R12345'">Pay</button>"#;
    router().route("/asks", get(move || async move { page(body) }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_whom_a_dialog_asks_says_yes() {
    asks(&bench(asking(), "android-480x800", Duration::from_secs(5)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_whom_a_dialog_asks_says_yes_to_a_driver_elsewhere_too() {
    asks(&bench_elsewhere(asking(), "android-480x800", Duration::from_secs(5)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_whom_a_dialog_asks_says_yes_in_webkit_too() {
    asks(&bench_in(Engine::Webkit, asking(), "ios-640x1136", Duration::from_secs(5)).await).await;
}
