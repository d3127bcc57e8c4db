//! The source document, statement by statement.

use seqr_cert::suite::{Gap, Passage, gaps, load_builtin, passages};

const DOCUMENT: &str = "\
---
title: A document
---

# Paying

Tap   the button. Booking numbers/codes etc. must be kept (i.e. shown). **Note** that this is so.

* First, a bullet. With two sentences.
2. A step.

|--- | --- |
|  Method | Description |
| sendInvoice | Sends it. Twice is wrong. |
| --- | --- |
<img src=\"/diagram.png\" />
* First, a bullet.
";

fn texts(document: &str) -> Vec<(usize, String)> {
    passages(document).into_iter().map(|passage| (passage.line, passage.text)).collect()
}

#[test]
fn a_document_is_taken_apart_into_sentences_rows_headlines_and_pictures() {
    let expected = [
        (5, "# Paying"),
        (7, "Tap the button."),
        (7, "Booking numbers/codes etc. must be kept (i.e. shown)."),
        (7, "**Note** that this is so."),
        (9, "First, a bullet."),
        (9, "With two sentences."),
        (10, "A step."),
        (13, "| Method | Description |"),
        (14, "| sendInvoice | Sends it. Twice is wrong. |"),
        (16, "<img src=\"/diagram.png\" />"),
        (17, "First, a bullet."),
    ];
    assert_eq!(texts(DOCUMENT), expected.map(|(line, text)| (line, text.to_owned())));
}

#[test]
fn a_digest_does_not_depend_on_white_space_or_on_the_place() {
    let digest = |document: &str| passages(document)[0].digest();
    assert_eq!(digest("* Tap   the button."), digest("\n\nTap the button."));
    assert_ne!(digest("Tap the button."), digest("Tap the buttons."));
    assert_eq!(digest("Tap the button.").len(), 12);
}

/// The built-in catalogue, with an account of this document.
fn accounting_for(passages: &[Passage]) -> seqr_cert::suite::Catalogue {
    let mut catalogue = load_builtin().unwrap().catalogue;
    let pattern = catalogue.statements[0].clone();
    let entry = |passage: &Passage| seqr_cert::suite::Statement { digest: passage.digest(), ..pattern.clone() };
    catalogue.statements = passages.iter().map(entry).collect();
    catalogue
}

#[test]
fn a_document_that_is_accounted_for_has_no_gaps() {
    assert_eq!(gaps(&accounting_for(&passages(DOCUMENT)), DOCUMENT), []);
}

#[test]
fn a_statement_that_the_catalogue_does_not_know_is_a_gap_with_its_line() {
    let catalogue = accounting_for(&passages(DOCUMENT));
    let longer = format!("{DOCUMENT}\nThe app must sing.");
    let expected = Passage { line: 19, text: "The app must sing.".to_owned() };
    assert_eq!(gaps(&catalogue, &longer), [Gap::Unaccounted(expected)]);
}

#[test]
fn the_same_words_in_two_places_need_two_entries() {
    let all = passages(DOCUMENT);
    let catalogue = accounting_for(&all[..all.len() - 1]);
    assert_eq!(gaps(&catalogue, DOCUMENT), [Gap::Unaccounted(all[all.len() - 1].clone())]);
}

#[test]
fn an_entry_for_what_the_document_does_not_say_is_a_gap() {
    let catalogue = accounting_for(&passages(DOCUMENT));
    let shorter = DOCUMENT.replace("2. A step.\n", "");
    let gone = catalogue.statements[6].clone();
    assert_eq!(gaps(&catalogue, &shorter), [Gap::NotInDocument(gone)]);
}

#[test]
fn every_requirement_of_the_built_in_catalogue_says_why_it_matters() {
    let catalogue = load_builtin().unwrap().catalogue;
    let silent: Vec<_> = catalogue.requirements().filter(|one| one.why.is_none()).map(|one| &one.id).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn every_must_of_the_source_document_has_a_statement_there() {
    let catalogue = load_builtin().unwrap().catalogue;
    let stated = |id: &String| catalogue.statements.iter().any(|statement| statement.requirements.contains(id));
    let of_the_document = |source: &str| !source.contains("protocol facts") && !source.starts_with("Guidelines");
    let unstated: Vec<_> = catalogue
        .requirements()
        .filter(|one| of_the_document(&one.source) && !stated(&one.id))
        .map(|one| &one.id)
        .collect();
    assert!(unstated.is_empty(), "{unstated:?}");
}
