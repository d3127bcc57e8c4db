//! Pages at every width: what breaks is found wherever it breaks, and nothing is found on pages that are right.

use seqr_cert::app::Keep;
use seqr_cert::spec::{Page, Screen};
use seqr_cert::trace::{Suspect, SuspectKind, Swept, widths_to_look_at};

use crate::site::{Bench, bench_for, glance, named};

const HEAD: &str = "<!doctype html><meta name=viewport content='width=device-width, initial-scale=1'><link rel=icon href='data:,'><style>* { margin: 0 }</style>";

async fn swept(body: &str) -> (Bench, Swept) {
    let html: &'static str = Box::leak(format!("{HEAD}{body}").into_boxed_str());
    let bench = bench_for(html, "android-320x480").await;
    let opened = bench.session.open_and_sweep(Page::Order, &format!("{}/", bench.base), 1).await.unwrap();
    let swept = opened.seen.unwrap().unwrap();
    (bench, swept)
}

fn suspect(kind: SuspectKind, selector: &str, by: Option<&str>, from: u32, to: u32) -> Suspect {
    Suspect { kind, selector: Some(selector.to_owned()), by: by.map(str::to_owned), from, to }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_width_is_measured_and_a_page_that_is_right_is_not_suspected() {
    let body = "<h1>Tickets</h1><p style='overflow-wrap:break-word'>Long words such as Donaudampfschifffahrtsgesellschaftskapitän may wrap.</p>
        <div style='overflow-x:auto'><table style='width:900px'><tr><td>Wide</table></div>
        <p style='overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>A text that is shortened on purpose where there is too little room for it</p>
        <nav style='position:fixed;left:100%;top:0;width:200px'><a href='#m'>Menu</a></nav><button style='height:48px'>Pay</button>";
    let (_bench, swept) = swept(body).await;
    assert_eq!((swept.from, swept.to, swept.measured, swept.unclear), (320, 800, 481, 0));
    assert_eq!(swept.suspects, []);
    // Nearly all widths are known from their neighbours.
    assert!(swept.closely < 40, "{}", swept.closely);
}

#[tokio::test(flavor = "multi_thread")]
async fn unusual_pages_that_are_right_are_not_suspected_at_any_width() {
    let bench = bench_for("", "android-320x480").await;
    let base = crate::layout_corpus::serve().await;
    let mut wrong = Vec::new();
    for page in crate::layout_corpus::pages("right") {
        let url = format!("{base}/right/{page}.html");
        let opened = bench.session.open_and_look(&url, Keep::Nothing, glance()).await.unwrap();
        assert!(opened.problem.is_none(), "{page}: {opened:?}");
        let swept = bench.session.sweep(Page::Order, 1, "opened").await.unwrap();
        if !swept.is_whole() || !swept.suspects.is_empty() {
            wrong.push(format!("{page}: {swept:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_layout_that_breaks_at_a_single_width_is_found() {
    let body = "<style>@media (width: 501px) { #banner { width: 600px } }</style><div id=banner style='height:20px'>News</div>";
    let (_bench, swept) = swept(body).await;
    assert_eq!(swept.suspects, [suspect(SuspectKind::Wide, "#banner", None, 501, 501)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_break_is_told_with_its_element_and_its_widths() {
    let body = "<style>
        #cut { height: 40px; overflow: hidden }
        @media (min-width: 400px) and (max-width: 409px) { #cut { height: 11px } }
        @media (min-width: 500px) and (max-width: 509px) { #under { margin-top: -20px } }
        @media (min-width: 600px) and (max-width: 609px) { #bar { display: block !important } }
        @media (min-width: 700px) and (max-width: 709px) { html { overflow: hidden } #leave { margin-top: 3000px } }
        </style>
        <p id=cut>About the film</p><p id=over style='line-height:20px'>Twelve fifty</p><p id=under style='line-height:20px'>In the great hall</p>
        <div style='position:relative;height:100px'><button id=pay style='height:60px;width:200px'>Pay</button>
        <div id=bar style='display:none;position:absolute;inset:0;background:#ccc'></div></div>
        <button id=leave style='height:60px;width:200px'>Leave</button>";
    let (_bench, swept) = swept(body).await;
    let found =
        |wanted: &Suspect| assert!(swept.suspects.contains(wanted), "{wanted:?} is not in {:#?}", swept.suspects);
    found(&suspect(SuspectKind::Cut, "#cut", Some("#cut"), 400, 409));
    found(&suspect(SuspectKind::Overlap, "#over", Some("#under"), 500, 509));
    found(&suspect(SuspectKind::Covered, "#pay", Some("#bar"), 600, 609));
    found(&suspect(SuspectKind::OutOfReach, "#leave", None, 700, 709));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_box_tells_is_found_where_other_rules_of_the_style_sheets_apply() {
    let body = "<style>
        #veil { position: absolute; inset: 0; pointer-events: none }
        @media (min-width: 533px) and (max-width: 537px) { #veil { pointer-events: auto } }
        </style>
        <div style='position:relative'><button id=pay style='height:60px;width:200px'>Pay</button><div id=veil></div></div>";
    let (_bench, swept) = swept(body).await;
    assert_eq!(swept.suspects, [suspect(SuspectKind::Covered, "#pay", Some("#veil"), 533, 537)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_that_ends_where_there_is_just_enough_room_is_told_to_the_pixel() {
    let body = "<style>p { position: absolute; top: 0; white-space: nowrap; font: 20px/20px monospace }</style>
        <p id=film>The Long Way Home</p><p id=price style='left:50vw'>12.50</p>";
    let (bench, swept) = swept(body).await;
    let suspects = swept.suspects.as_slice();
    let [Suspect { kind: SuspectKind::Overlap, from: 320, to, .. }] = suspects else { panic!("{suspects:?}") };
    for (width, overlaps) in [(*to, true), (to + 1, false)] {
        bench.session.set_screen(Screen::of_width(width)).await.unwrap();
        bench.open("/").await;
        let layout = crate::layout::look(&bench, "android-320x480").await.layout.unwrap();
        assert_eq!(!layout.texts.unwrap().overlapping.is_empty(), overlaps, "at {width} px");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_lays_itself_out_by_script_has_heard_of_the_width() {
    let body = "<div id=banner style='height:20px'>News</div><script>
        addEventListener('resize', () => { banner.style.width = screen.width >= 450 && screen.width < 460 ? '900px' : 'auto'; });</script>";
    let (_bench, swept) = swept(body).await;
    assert_eq!(swept.suspects, [suspect(SuspectKind::Wide, "#banner", None, 450, 459)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_that_the_page_has_replaced_do_not_deceive_the_measures() {
    let body = "<div id=banner style='height:20px;width:330px'>News</div><script>
        Element.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 1, 1);
        document.querySelectorAll = () => []; Object.defineProperty(Element.prototype, 'scrollWidth', { get: () => 1 });</script>";
    let (_bench, swept) = swept(body).await;
    assert_eq!(swept.suspects, [suspect(SuspectKind::Wide, "#banner", None, 320, 328)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_loads_itself_anew_at_one_width_is_measured_all_the_same() {
    let body = "<div id=banner style='height:20px;width:330px'>News</div><script>
        matchMedia('(min-width: 600px)').addEventListener('change', () => location.reload());</script>";
    let (_bench, swept) = swept(body).await;
    assert_eq!((swept.measured, swept.suspects), (481, vec![suspect(SuspectKind::Wide, "#banner", None, 320, 328)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_flees_from_every_width_is_not_called_measured() {
    let body = "<p>News</p><script>addEventListener('resize', () => { location.search = Math.random(); });</script>";
    let (_bench, swept) = swept(body).await;
    assert!(!swept.is_whole(), "{swept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_has_its_own_screen_again_afterwards() {
    let (bench, _) = swept("<p>Hello</p>").await;
    let view = crate::layout::look(&bench, "android-320x480").await;
    let layout = view.layout.unwrap();
    assert_eq!(layout.content_width, f64::from(named("android-320x480").width));
}

#[test]
fn ranges_are_looked_at_in_their_middle_and_at_both_ends() {
    let of = |ranges: &[(u32, u32)]| {
        let suspects: Vec<Suspect> =
            ranges.iter().map(|&(from, to)| suspect(SuspectKind::Wide, "#a", None, from, to)).collect();
        widths_to_look_at(&suspects)
    };
    assert!(of(&[]).is_empty());
    assert_eq!(of(&[(367, 413)]), [367, 390, 413]);
    assert_eq!(of(&[(500, 500)]), [500]);
    // The middle of the inner one serves the outer one.
    assert_eq!(of(&[(320, 800), (400, 410)]), [320, 400, 405, 410, 800]);
    let many: Vec<(u32, u32)> = (0..20).map(|index| (330 + 20 * index, 334 + 20 * index)).collect();
    assert_eq!(of(&many).len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_yet_at_rest_is_measured_as_it_is_in_the_end() {
    let body = "<div id=banner style='height:20px'>News</div><script>setTimeout(() => {
        document.body.insertAdjacentHTML('beforeend', '<style>@media (width: 333px) { #banner { width: 600px } }</style>');
    }, 120)</script>";
    let (bench, swept) = swept(body).await;
    assert_eq!(swept.suspects, [suspect(SuspectKind::Wide, "#banner", None, 333, 333)]);
    assert!(bench.last_page().settled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_does_not_load_is_not_swept() {
    let bench = bench_for("", "android-320x480").await;
    let opened = bench.session.open_and_sweep(Page::Order, "http://127.0.0.1:9/order#1", 1).await.unwrap();
    assert!(opened.seen.is_none());
    assert_eq!(bench.last_page().problem, opened.problem.map(|(_, message)| message));
}
