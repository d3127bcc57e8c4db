//! One cause with what hangs on it, in every report.

use std::path::Path;

use scraper::{Html, Selector};
use seqr_cert::report::{self, Colour, console, json, junit};
use seqr_cert::trace::Trace;
use seqr_cert::verdict::{Root, RunJudgement, Verdict, causes};

use super::fixture;

const WHAT: &str = "SEQR refuses what the service sends with 20 AUTHENTICATION_FAILED";

/// The made-up run, in which whatever failed or could not be judged has one cause.
fn judged(folder: &Path) -> (Trace, RunJudgement) {
    let (trace, mut judgement) = fixture::run(folder);
    for case in &mut judgement.cases {
        let hanging = case.checks.iter().filter(|check| matches!(check.verdict, Verdict::Fail | Verdict::Inconclusive));
        let hangs: Vec<String> = hanging.map(|check| check.id.clone()).collect();
        let event = case.checks.iter().flat_map(|check| check.evidence.first()).next().copied().unwrap_or(1);
        case.root = (!hangs.is_empty()).then(|| Root { what: WHAT.to_owned(), event, hangs });
    }
    judgement.causes = causes(&judgement.cases);
    (trace, judgement)
}

#[test]
fn the_summary_tells_it_once_with_everything_that_hangs_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = judged(folder.path());
    let text = console::summary(&judgement, &trace, Path::new("reports/cinema"), Colour::Never);
    assert!(text.contains("To mend (1)"), "{text}");
    assert!(!text.contains("Could not be judged"), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn the_page_has_one_finding_and_links_to_what_hangs_on_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = judged(folder.path());
    let html = report::html::render(folder.path(), &judgement, &trace).expect("a page");
    let page = Html::parse_document(&html);
    let all = |selector: &str| page.select(&Selector::parse(selector).expect("a selector")).collect::<Vec<_>>();
    assert_eq!(all("article.finding.fail").len(), 1);
    assert!(all("article.finding.inconclusive").is_empty());
    let named = all("#finding-1 .hangs li a").len();
    let size: usize = judgement.causes[0].size();
    assert!(named > 1 && named < size, "{named} of {size}");
    for link in all("a[href^='#']") {
        let anchor = &link.attr("href").expect("a link")[1..];
        assert!(!all(&format!("[id='{anchor}']")).is_empty(), "#{anchor} leads nowhere");
    }
    // Each check that hangs on it leads to it from its own journey.
    assert_eq!(all("#journeys .checks a[href='#finding-1']").len(), size);
}

#[test]
fn machines_get_it_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (trace, judgement) = judged(folder.path());
    let told = json::Report::new(&judgement, &trace);
    assert_eq!(told.causes.len(), 1);
    assert_eq!(told.causes[0].message, WHAT);
    assert_eq!(told.causes[0].hangs.len(), judgement.causes[0].size());
    assert!(told.causes[0].hangs.contains(&told.causes[0].told_by));
    let xml = junit::render(&judgement, &trace).expect("a report");
    let hanging = judgement.causes[0].hangs.len();
    assert_eq!(
        xml.matches(&format!(
            "one cause, {} checks in {hanging} cases hang on this: {WHAT}",
            judgement.causes[0].size()
        ))
        .count(),
        hanging
    );
}
