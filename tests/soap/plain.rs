//! Most messages are read by a quick reader that knows a part of XML, the rest by a full parser. A comment behind the
//! envelope means nothing, and only the full parser reads it: so every message can be read in both ways and compared.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use seqr_cert::soap::{Leaves, leaves, passwords, read_envelope, redact_envelope, redact_text};
use seqr_cert::trace::{Fields, Oddity};

const SOAP: &str = "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"";
const SEQR: &str = "\"http://external.interfaces.ers.seamless.com/\"";

/// Messages as stacks write them.
fn usual() -> [String; 4] {
    [
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope {SOAP}><s:Body><n:sendInvoice xmlns:n={SEQR}><context>\
             <clientId>Grand &amp; Cinema</clientId><password>tr0ub4dor</password></context><invoice><title>Tickets</title>\
             <invoiceRows><invoiceRow><itemQuantity>1</itemQuantity></invoiceRow><invoiceRow/></invoiceRows></invoice>\
             </n:sendInvoice></s:Body></s:Envelope>"
        ),
        format!(
            "<?xml version='1.0' encoding='utf-8'?>\n<s:Envelope {SOAP}>\n  <s:Header/>\n  <s:Body>\n    \
             <getPaymentStatus xmlns={SEQR}>\n      <invoiceVersion>0</invoiceVersion>\n      <invoiceReference> 1 \
             </invoiceReference>\n    </getPaymentStatus>\n  </s:Body>\n</s:Envelope>\n"
        ),
        format!(
            "<s:Envelope {SOAP} xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:n={SEQR}><s:Body>\
             <n:markTransactionPeriod><parameters><entry><key>msisdn</key><value x:type=\"s\">467</value></entry>\
             </parameters><n:title x:nil='true'/></n:markTransactionPeriod></s:Body></s:Envelope>"
        ),
        format!(
            "<s:Envelope {SOAP}><s:Header><password>tr0ub4dor</password></s:Header><s:Body>\
             <cancelInvoice xmlns={SEQR}/></s:Body></s:Envelope>"
        ),
    ]
}

/// What may stand somewhere in a message, where it belongs and where it does not.
const PIECES: [&str; 50] = [
    "<a>",
    "</a>",
    "<a/>",
    "<a b='1'/>",
    "<a b='1' b='2'/>",
    "<a b='1' x:b='2'/>",
    "<a b=1/>",
    "<a x:nil='1'>t</a>",
    "<x:a/>",
    "<n:a><b/><n:c/></n:a>",
    "<a x:type='s:base64Binary'>YQ==</a>",
    "<a type='base64Binary' x:type=' hexBinary '/>",
    "<a x:type='x:string' x:nil='false'>t</a>",
    "<a xmlns='u'><b/><b xmlns='v'/></a>",
    "<a xmlns:x='u' x:type='base64' x:nil='1'/>",
    "<a nil='true'/>",
    "<a xmlns='u'/>",
    "<a xmlns=''/>",
    "<a xmlns:p='u'><p:b/></a>",
    "<a xmlns:xml='u'/>",
    "<xml:a/>",
    "<a\n/>",
    "<a ></a >",
    "< a/>",
    "<1/>",
    "<å/>",
    "<a b='<'/>",
    "<a b='&lt;'/>",
    "<a b='>'/>",
    "&amp;",
    "&#65;",
    "&x;",
    "&",
    "<![CDATA[<c>]]>",
    "<!-- c -->",
    "<?p i?>",
    "<!DOCTYPE a>",
    "\r\n",
    "]]>",
    ">",
    "<",
    "\u{E5}",
    "\u{FFFE}",
    "\u{A0}",
    "\u{1}",
    "\t",
    " text ",
    "<password>tr0ub4dor</password>",
    "<password> </password>",
    "<entry><value>4<b/>6</value><key>subscriberKey</key></entry>",
];

/// What a message says: its leaves and what is odd about them, its passwords, and the text that is stored.
type Reading = ((Fields, Vec<Oddity>), Vec<String>, String);

/// `None` when it cannot be read.
fn read(text: &str) -> Option<Reading> {
    let envelope = read_envelope(text).ok()?;
    let Leaves { fields, oddities } = leaves(&envelope.body);
    let passwords = passwords(&envelope.body).into_iter().map(str::to_owned).collect();
    Some(((fields, oddities), passwords, redact_envelope(&envelope).into_owned()))
}

/// The same in the full parser's words.
fn read_fully(text: &str) -> Option<Reading> {
    const NOTHING: &str = "<!---->";
    let (fields, passwords, stored) = read(&format!("{text}{NOTHING}"))?;
    Some((fields, passwords, stored.strip_suffix(NOTHING)?.to_owned()))
}

#[test]
fn usual_messages_are_read_alike_and_keep_their_secrets() {
    for text in usual() {
        let quick = read(&text);
        assert!(quick.is_some(), "{text}");
        assert_eq!(quick, read_fully(&text));
        let stored = quick.map(|(_, _, stored)| stored);
        assert_eq!(stored, Some(redact_text(&text)));
        assert!(stored.is_some_and(|stored| !stored.contains("tr0ub4dor") && !stored.contains("467")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn whatever_stands_in_a_message_both_ways_of_reading_agree(
        mut text in select(usual().to_vec()),
        pieces in prop::collection::vec((any::<Index>(), select(PIECES.to_vec())), 0..4),
        cut in prop::option::weighted(0.1, any::<Index>()),
    ) {
        let place = |text: &str, index: Index| text.char_indices().map(|(at, _)| at).nth(index.index(text.chars().count()));
        for (index, piece) in pieces {
            let at = place(&text, index).unwrap_or_default();
            text.insert_str(at, piece);
        }
        if let Some(index) = cut {
            text.remove(place(&text, index).unwrap_or_default());
        }
        prop_assert_eq!(read(&text), read_fully(&text), "{}", text);
    }
}
