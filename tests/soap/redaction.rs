//! Secrets leave a message by their place in it.

use proptest::prelude::*;
use seqr_cert::soap::{passwords, read_envelope, redact_text};

#[test]
fn passwords_and_personal_values_are_replaced_in_place() {
    let cases = [
        ("<c><password>pass</password><id>i</id></c>", "<c><password>[redacted:password]</password><id>i</id></c>"),
        (
            "<c><x:password xmlns:x='u'><![CDATA[pa]]>&amp;ss</x:password></c>",
            "<c><x:password xmlns:x='u'>[redacted:password]</x:password></c>",
        ),
        ("<c><password><nested>pass</nested></password></c>", "<c><password>[redacted:password]</password></c>"),
        ("<c><password/></c>", "<c><password/></c>"),
        (
            "<entry><key>msisdn</key><value>467</value></entry>",
            "<entry><key>msisdn</key><value>[redacted:msisdn]</value></entry>",
        ),
        (
            "<entry><value>467</value><key> subscriberKey </key></entry>",
            "<entry><value>[redacted:subscriberKey]</value><key> subscriberKey </key></entry>",
        ),
        ("<entry><key>show</key><value>7</value></entry>", "<entry><key>show</key><value>7</value></entry>"),
    ];
    for (text, expected) in cases {
        assert_eq!(redact_text(text), expected);
    }
}

#[test]
fn passwords_leave_messages_that_are_no_xml_too() {
    let cases = [
        ("<a><password>pass</password", "<a><password>[redacted:password]</password"),
        ("<a><x:PassWord xsi:type='s'>pa", "<a><x:PassWord xsi:type='s'>[redacted:password]"),
        ("<a><password><![CDATA[pass]]></password>", "<a><password>[redacted:password]]]></password>"),
        ("a password is missing", "a password is missing"),
    ];
    for (text, expected) in cases {
        assert_eq!(redact_text(text), expected);
    }
}

#[test]
fn every_password_of_a_message_is_found_so_that_it_can_be_kept_secret() {
    let text = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><o:registerTerminal \
                xmlns:o='http://external.interfaces.ers.seamless.com/'><context><password>one</password></context>\
                <password>two</password></o:registerTerminal></s:Body></s:Envelope>";
    assert_eq!(passwords(&read_envelope(text).unwrap().body), ["one", "two"]);
}

proptest! {
    #[test]
    fn a_password_never_survives_wherever_the_message_is_cut(cut in 0..100_usize, before in "[a-z <>/&]{0,20}") {
        let whole = format!("<context>{before}<password>tr0ub4dor</password><id>1</id></context>");
        let text = &whole[..whole.len() - cut.min(30)];
        prop_assert!(!redact_text(text).contains("tr0ub4dor"), "{}", redact_text(text));
    }
}
