//! The page for people.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use scraper::{Html, Selector};
use seqr_cert::report;
use seqr_cert::spec::REQUIRED_SCREENS;
use seqr_cert::trace::Element;
use seqr_cert::verdict::Spot;

use super::fixture::{self, SCRIPT};

/// The page of the made-up run, made once for all tests.
fn page() -> (&'static Made, Html) {
    static MADE: LazyLock<Made> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let (trace, judgement) = fixture::run(folder.path());
        let html = report::html::render(folder.path(), &judgement, &trace).expect("a page");
        let page = Html::parse_document(&html);
        let links = all(&page, "a[href]").into_iter().filter_map(|link| link.attr("href"));
        let dead = links.filter(|href| !href.starts_with('#') && !folder.path().join(href).is_file());
        let dead = dead.map(str::to_owned).collect();
        Made { html, dead, events: trace.events.iter().map(|event| event.seq).collect() }
    });
    (&MADE, Html::parse_document(&MADE.html))
}

struct Made {
    html: String,
    /// Links to files that are not there.
    dead: Vec<String>,
    /// Sequence numbers of the trace.
    events: Vec<u64>,
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn text(page: &Html, selector: &str) -> String {
    all(page, selector).iter().flat_map(|element| element.text()).collect::<Vec<_>>().join(" ")
}

#[test]
fn it_says_the_verdict_and_that_a_part_is_no_certification() {
    let (_, page) = page();
    assert_eq!(text(&page, "#verdict"), "Not conformant");
    assert!(text(&page, "header.top").contains("6 of 7 cases were selected: this is not a certification."));
    assert!(text(&page, "header.top").contains("24 November 2026, 09:12:45 UTC"));
    assert!(text(&page, "header.top").contains("Chromium 156.0.8078.79"));
}

#[test]
fn what_to_mend_is_told_worst_first_with_requirement_advice_and_evidence() {
    let (_, page) = page();
    let classes: Vec<&str> = all(&page, "article.finding").iter().filter_map(|finding| finding.attr("class")).collect();
    assert_eq!(
        classes,
        [
            "finding fail",
            "finding fail",
            "finding inconclusive",
            "finding inconclusive",
            "finding warn",
            "finding warn",
            "finding review"
        ]
    );
    let first = text(&page, "#finding-1");
    for part in ["names another invoice", "R1397240460668", "R1397240460001", "Take invoiceReference", "first row"] {
        assert!(first.contains(part), "{part} is missing in: {first}");
    }
    assert_eq!(all(&page, "#finding-1 .evidence a").len(), 2);
    assert!(text(&page, "#finding-3 .where").contains("acknowledged, receipt"), "what says the same is told once");
    assert!(text(&page, "#finding-4 .evidence").contains("#9999  is not in the trace"));
}

#[test]
fn every_link_within_the_page_leads_somewhere_and_every_event_has_its_place() {
    let (made, page) = page();
    let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id stands twice");
    for link in all(&page, "a[href]") {
        if let Some(anchor) = link.attr("href").and_then(|href| href.strip_prefix('#')) {
            assert!(known.contains(anchor), "#{anchor} leads nowhere");
        }
    }
    assert_eq!(made.dead, [""; 0]);
    for seq in &made.events {
        assert!(known.contains(format!("e{seq}").as_str()), "event {seq} has no anchor");
    }
}

#[test]
fn the_gallery_has_every_required_screen_with_a_picture_and_a_verdict() {
    let (_, page) = page();
    let titles: Vec<String> = all(&page, "#screens .view h3").iter().map(|title| title.text().collect()).collect();
    assert_eq!(
        titles,
        [
            "Order page, view 2: after tap #two-tickets 2 to mend",
            "Order page, view 1: opened 1 to mend",
            "Success page"
        ]
    );
    let rows = all(&page, "#screens .screens");
    let cells = Selector::parse("li").expect("a selector");
    assert_eq!(
        rows.iter().map(|row| row.select(&cells).count()).collect::<Vec<_>>(),
        [REQUIRED_SCREENS.len(), REQUIRED_SCREENS.len(), 1]
    );
    let broken = Selector::parse("li.fail[data-is-broken]").expect("a selector");
    assert_eq!(all(&page, "#screens .view")[0].select(&broken).count(), 2);
    for image in all(&page, "img") {
        assert!(image.attr("src").is_some_and(|source| source.starts_with("data:image/png;base64,")));
        assert!(image.attr("alt").is_some_and(|alt| alt.len() > 10));
    }
}

#[test]
fn what_is_wrong_is_outlined_on_its_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, mut judgement) = fixture::run(folder.path());
    let checks = judgement.cases.iter_mut().flat_map(|case| &mut case.checks);
    let width = checks.into_iter().find(|check| check.id == "width").expect("the check");
    let view = trace.events.iter().find(|event| event.seq == width.evidence[0]).expect("its view");
    let table = Element {
        selector: "table.prices".into(),
        text: "Row, seat, price".into(),
        x: 16.0,
        y: 296.0,
        width: 361.0,
        height: 36.0,
    };
    width.spots.push(Spot::on(view, table, "reaches to 377 px"));
    let page = Html::parse_document(&report::html::render(folder.path(), &judgement, &trace).expect("a page"));
    let outlined = all(&page, "#screens a.frame[data-outlines]");
    let told: Vec<_> = outlined.iter().filter_map(|frame| frame.attr("data-outlines")).collect();
    assert_eq!(told, ["5.00 61.67 95.00 7.50"]);
    let image = all(&page, "#screens a.frame[data-outlines] img")[0];
    assert!(image.attr("alt").is_some_and(|alt| alt.ends_with("with what is wrong outlined")));
    let png = image.attr("src").and_then(|source| source.split_once("base64,")).expect("a picture").1;
    use base64::Engine as _;
    let png = base64::engine::general_purpose::STANDARD.decode(png).expect("base64");
    let small = image::load_from_memory(&png).expect("a PNG").into_rgb8();
    let pink = |pixel: &image::Rgb<u8>| pixel.0[0] > 180 && pixel.0[1] < 80 && (80..170).contains(&pixel.0[2]);
    assert!(small.pixels().filter(|pixel| pink(pixel)).count() > 500);
}

#[test]
fn a_timeline_puts_page_trigger_and_messages_into_their_lanes_in_order() {
    let (_, page) = page();
    let lanes: Vec<String> = all(&page, "#case-triggers\\.pay-once .timeline > li")
        .iter()
        .map(|entry| {
            let title = Selector::parse(".title").expect("a selector");
            let title: String = entry.select(&title).flat_map(|title| title.text()).collect();
            format!("{} {}", entry.attr("class").unwrap_or_default(), title)
        })
        .collect();
    insta::assert_snapshot!(lanes.join("\n"));
}

#[test]
fn what_the_candidate_sent_is_shown_and_never_obeyed() {
    let (made, page) = page();
    let html = &made.html;
    assert_eq!(all(&page, "script").len(), 1, "only our own script");
    assert!(all(&page, "[onerror], [onclick], iframe, object, embed, link, base, form, [style]").is_empty());
    assert!(!html.contains(SCRIPT));
    assert!(text(&page, "#journeys").contains(SCRIPT), "it is shown as text");
    assert!(html.chars().all(|c| c == '\n' || !c.is_control()), "control characters are made visible");
    assert!(!html.contains('\u{202e}'), "nothing turns the direction of writing");
    assert!(html.contains("⟨U+202E⟩") && html.contains('␛'));
}

#[test]
fn it_needs_nothing_from_outside_and_forbids_it() {
    let (_, page) = page();
    let policy = all(&page, "meta[http-equiv]")[0].attr("content").expect("a policy").to_owned();
    assert!(policy.starts_with("default-src 'none'; img-src data: 'self' file:; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for element in all(&page, "[src]") {
        assert!(element.attr("src").is_some_and(|source| source.starts_with("data:")));
    }
}

#[test]
fn missing_and_changed_artifacts_are_told_and_do_not_stop_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = fixture::run(folder.path());
    let pictures = folder.path().join("artifacts/screens.order");
    std::fs::remove_file(pictures.join("android-320x480-1.png")).expect("it was there");
    std::fs::write(pictures.join("ios-640x960-2.png"), b"forged").expect("it can be changed");
    let html = report::html::render(folder.path(), &judgement, &trace).expect("a page");
    let page = Html::parse_document(&html);
    let told = text(&page, "header.top .notice li");
    assert!(told.contains("artifacts/screens.order/android-320x480-1.png  is missing"), "{told}");
    assert!(told.contains("artifacts/screens.order/ios-640x960-2.png  was changed after the run"), "{told}");
    assert!(!html.contains(folder.path().to_str().expect("a path")), "where the folder lies is nobody's business");
}

#[test]
fn a_path_that_leads_out_of_the_folder_is_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("run")).expect("a folder");
    let root = folder.path().join("run");
    let (mut trace, judgement) = fixture::run(&root);
    std::fs::copy(root.join("artifacts/api.paid/request.xml"), folder.path().join("secret")).expect("a copy");
    for event in &mut trace.events {
        if let seqr_cert::trace::What::Soap(call) = &mut event.what
            && let Some(body) = &mut call.request_body
        {
            body.path = "artifacts/../../secret".to_owned();
        }
    }
    let page = Html::parse_document(&report::html::render(&root, &judgement, &trace).expect("a page"));
    assert!(text(&page, "header.top .notice").contains("does not lie among the artifacts"));
    assert!(!text(&page, "#journeys").contains("<Envelope>"));
}

#[test]
fn beside_what_failed_stands_what_the_service_printed_meanwhile() {
    let (_, page) = page();
    let printed = text(&page, "#finding-1 .printed pre");
    assert!(printed.starts_with("[Tue Nov 24 09:12:46 2026] GET /order\nPHP Warning: Undefined"), "{printed}");
    assert!(text(&page, "main").contains("The service printed: PHP Warning"));
}
