//! What is seen of a page on a phone that is set to dark colours.

use seqr_cert::app::{Depth, Look};
use seqr_cert::spec::Page;
use seqr_cert::trace::{View, What};

use crate::site::{Bench, bench_for, named};

const SCREEN: &str = "ios-640x1136";
const HEAD: &str = "<!doctype html><html lang=en><meta name=viewport content='width=device-width, initial-scale=1'><title>Shop</title><link rel=icon href='data:,'>";

/// The light and the dark view of a page, in turn, as often as it was looked at.
async fn seen(page: &str, times: usize) -> (Bench, Vec<View>) {
    let html: &'static str = Box::leak(format!("{HEAD}{page}").into_boxed_str());
    let bench = bench_for(html, SCREEN).await;
    bench.open("/").await;
    for _ in 0..times {
        bench.session.look(Look::first(Page::Order, named(SCREEN), Depth::Audit)).await.unwrap();
    }
    let events = bench.recorder.events();
    let views = events.into_iter().filter_map(|event| match event.what {
        What::View(view) if view.layout.as_ref().is_some_and(|layout| layout.audit.is_some()) => Some(*view),
        _ => None,
    });
    let views = views.collect();
    (bench, views)
}

/// The elements with too little contrast.
fn faint(view: &View) -> Vec<&str> {
    let audit = view.layout.as_ref().unwrap().audit.as_ref().unwrap();
    let contrast = audit.violations.iter().filter(|violation| violation.rule == "color-contrast");
    contrast.flat_map(|violation| &violation.elements).map(|element| element.selector.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn dark_words_on_a_ground_that_turns_dark_slowly_are_found_with_a_picture_and_the_page_is_light_again() {
    let page = "<style>body { color: #222; background: #fff; transition: background-color 5s }
        @media (prefers-color-scheme: dark) { body { background: #111 } }</style>
        <main><h1 id=words>Choose</h1></main><div style='height: 2000px'></div>";
    let (bench, views) = seen(page, 2).await;
    let told: Vec<_> = views.iter().map(|view| (view.dark, view.moment.as_str(), faint(view))).collect();
    let light = (false, "opened", vec![]);
    let dark = (true, "opened, in dark colours", vec!["#words"]);
    assert_eq!(told, [light.clone(), dark.clone(), light, dark]);
    let picture = views[1].screenshot.as_ref().unwrap().read(bench.recorder.root()).unwrap();
    let pixel = image::load_from_memory(&picture).unwrap().to_rgb8().get_pixel(4, 600).0;
    assert_eq!(pixel, [0x11, 0x11, 0x11]);
    assert!(views[1].whole.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_that_a_script_changes_are_waited_for() {
    let page = "<style>body { color: #222; background: #fff } .dark { background: #111 }</style>
        <main><h1 id=words>Choose</h1></main>
        <script>matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (now) => document.body.classList.toggle('dark', now.matches))</script>";
    let (_bench, views) = seen(page, 1).await;
    assert_eq!(views.iter().map(faint).collect::<Vec<_>>(), [vec![], vec!["#words"]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_turn_dark_as_a_whole_or_not_at_all_have_nothing_wrong_with_them() {
    let whole = "<style>:root { color-scheme: light dark }</style><main><h1>Choose</h1></main>";
    let never = "<style>body { color: #222; background: #fff }</style><main><h1>Choose</h1></main>";
    for page in [whole, never] {
        let (_bench, views) = seen(page, 1).await;
        let told: Vec<_> = views.iter().map(|view| (view.dark, faint(view), view.screenshot.is_some())).collect();
        assert_eq!(told, [(false, vec![], true), (true, vec![], false)], "{page}");
    }
}
