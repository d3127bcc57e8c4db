//! Hostile messages are refused before they cost anything.

use proptest::prelude::*;
use seqr_cert::soap::{MAX_ATTRIBUTES, MAX_DEPTH, Unreadable, decode, decode_request, leaves, read_envelope};
use seqr_cert::spec::Operation;

const HEAD: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>";
const TAIL: &str = "</s:Body></s:Envelope>";

fn operation(content: &str) -> String {
    format!("{HEAD}<sendInvoice xmlns=\"http://external.interfaces.ers.seamless.com/\">{content}</sendInvoice>{TAIL}")
}

#[test]
fn nesting_is_bounded_before_anything_recurses() {
    let nested = |depth: usize| operation(&format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth)));
    // Envelope, Body and the operation are three levels themselves.
    assert!(read_envelope(&nested(MAX_DEPTH - 3)).is_ok());
    assert!(matches!(read_envelope(&nested(MAX_DEPTH - 2)), Err(Unreadable::TooDeep { line: 1, .. })));
    let unclosed = format!("{HEAD}{}", "<a>".repeat(300_000));
    assert!(matches!(read_envelope(&unclosed), Err(Unreadable::TooDeep { .. })));
    // Empty elements, comments and CDATA nest nothing.
    assert!(read_envelope(&operation(&"<a/><!-- <a><a> --><![CDATA[<a><a>]]>".repeat(100))).is_ok());
}

#[test]
fn attributes_are_bounded_because_parsers_compare_each_with_each() {
    let with = |count: usize| {
        let attributes: String = (0..count).map(|number| format!(" a{number}='>'")).collect();
        operation(&format!("<a{attributes}/>"))
    };
    assert!(read_envelope(&with(MAX_ATTRIBUTES)).is_ok());
    assert!(matches!(read_envelope(&with(MAX_ATTRIBUTES + 1)), Err(Unreadable::TooManyAttributes { .. })));
    assert!(matches!(read_envelope(&with(100_000)), Err(Unreadable::TooManyAttributes { .. })));
}

#[test]
fn the_place_of_a_mistake_is_told_by_line_and_column() {
    let text = operation("\n  <title>Tickets & more</title>");
    let Err(Unreadable::NotXml { message }) = read_envelope(&text) else { panic!("it was read") };
    assert!(message.starts_with("line 2, column "), "{message}");
    let unclosed = &text[..text.len() - 20];
    assert!(read_envelope(unclosed).unwrap_err().to_string().contains("line 2, column"));
    let wrong = decode(b"<a>\n  \xe5</a>", None).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "the message is not valid UTF-8, as the default says: line 2, column 3 has the byte 0xE5"
    );
}

#[test]
fn leaves_are_named_by_their_way_with_an_index_only_among_namesakes() {
    let text = operation(
        "<invoice><rows><row><q>1</q></row><row><q/></row></rows><title> T </title></invoice><n xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:nil=\"true\"/>",
    );
    let envelope = read_envelope(&text).unwrap();
    let fields: Vec<_> = leaves(&envelope.body)
        .fields
        .iter()
        .map(|field| format!("{}={}", field.path, field.value.unwrap_or("(nil)")))
        .collect();
    assert_eq!(fields, ["invoice/rows/row[1]/q=1", "invoice/rows/row[2]/q=", "invoice/title=T", "n=(nil)"]);
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), charset in "[a-z0-9-]{0,12}") {
        let content_type = format!("text/xml; charset={charset}");
        if let Ok(text) = decode(&bytes, Some(&content_type)) {
            let _unreadable = read_envelope(&text);
        }
        if let Ok(text) = decode(&bytes, None) {
            let _unreadable = read_envelope(&text);
        }
    }

    #[test]
    fn no_content_makes_decoding_panic(
        parts in proptest::collection::vec("<(context|invoice|totalAmount|value|invoiceRow|invoiceRows|entry|key)>|[0-9.eE+-]{1,40}|</(context|invoice|value|entry)>|&amp;|\\PC{0,8}", 0..40),
        which in 0..13_usize,
    ) {
        if let Ok(envelope) = read_envelope(&operation(&parts.concat())) {
            let decoded = decode_request(Operation::ALL[which], &envelope.body);
            prop_assert_eq!(decoded.request.operation(), Operation::ALL[which]);
            prop_assert_eq!(leaves(&envelope.body).fields.is_empty(), envelope.body.children.is_empty());
        }
    }
}
