//! The check of our own answers at run time says the same as `xmllint` does with the whole of XML Schema.

use std::path::PathBuf;

use seqr_cert::soap::{SCHEMA, read_envelope, validate};
use seqr_cert::spec::{SEQR_NAMESPACE, SOAP_ENVELOPE};

use super::description::answers;
use super::xmllint::complaints;

/// What stands in the Body: name of the element, its content, and the complaint or nothing.
const MESSAGES: [(&str, &str, &str); 30] = [
    ("sendInvoiceResponse", "<return><resultCode>0</resultCode></return>", ""),
    ("sendInvoiceResponse", "", ""),
    ("sendInvoiceResponse", "<return/>", "return/resultCode: it is missing, or not in its place"),
    (
        "sendInvoiceResponse",
        "<return><resultDescription>x</resultDescription><resultCode>0</resultCode></return>",
        "return/resultCode: it is missing, or not in its place",
    ),
    (
        "sendInvoiceResponse",
        "<return><resultCode>0</resultCode><invoiceQRCode>q</invoiceQRCode><invoiceReference>1</invoiceReference></return>",
        "return: `invoiceReference` is not expected where it stands",
    ),
    (
        "sendInvoiceResponse",
        "<return><resultCode>0</resultCode><resultCode>0</resultCode></return>",
        "return: `resultCode` is not expected where it stands",
    ),
    ("sendInvoiceResponse", "<return><resultCode/></return>", "return/resultCode: `` is not an int"),
    ("sendInvoiceResponse", "<return><resultCode>2147483648</resultCode></return>", "`2147483648` is not an int"),
    ("sendInvoiceResponse", "<return>text<resultCode>0</resultCode></return>", "stands among its elements"),
    (
        "sendInvoiceResponse",
        "<return><resultCode>0</resultCode><resultDescription><b/></resultDescription></return>",
        "return/resultDescription: it holds the element `b`, not text",
    ),
    (
        "sendInvoiceResponse",
        "<return><resultCode>0</resultCode><transactionPeriodId>1</transactionPeriodId></return>",
        "`transactionPeriodId` is not expected",
    ),
    ("sendInvoiceResult", "", "the operation's element: the schema has no element `sendInvoiceResult`"),
    ("getPaymentStatusResponse", "<return><resultCode>0</resultCode><status>PAID</status></return>", ""),
    (
        "getPaymentStatusResponse",
        "<return><resultCode>0</resultCode><status>PAYED</status></return>",
        "no invoiceStatus",
    ),
    ("getPaymentStatusResponse", "<return><resultCode>0</resultCode><version>one</version></return>", "not an int"),
    (
        "getPaymentStatusResponse",
        "<return><resultCode>0</resultCode><receipt><paymentDate>2026-11-24T10:00:00.123Z</paymentDate></receipt></return>",
        "",
    ),
    (
        "getPaymentStatusResponse",
        "<return><resultCode>0</resultCode><receipt><paymentDate>2026-11-24 10:00:00</paymentDate></receipt></return>",
        "return/receipt/paymentDate: `2026-11-24 10:00:00` is not a dateTime",
    ),
    (
        "getPaymentStatusResponse",
        "<return><resultCode>0</resultCode><receipt><paymentDate>2026-02-30T10:00:00</paymentDate></receipt></return>",
        "not a dateTime",
    ),
    (
        "getPaymentStatusResponse",
        "<return><resultCode>0</resultCode><customerTokens><customerToken><status>0</status></customerToken>\
         <customerToken><id>1</id></customerToken></customerTokens></return>",
        "return/customerTokens/customerToken[2]/status: it is missing",
    ),
    (
        "executeReportResponse",
        "<return><resultCode>0</resultCode><report><title>t</title><content>QUJD</content></report></return>",
        "",
    ),
    (
        "executeReportResponse",
        "<return><resultCode>0</resultCode><report><content>QUJ</content></report></return>",
        "return/report/content: `QUJ` is not base64",
    ),
    (
        "executeReportResponse",
        "<return><resultCode>0</resultCode><report><contentString>c</contentString><content>QUJD</content></report></return>",
        "return/report: `content` is not expected where it stands",
    ),
    (
        "updateInvoice",
        "<invoiceReference>1</invoiceReference><invoice><paymentMode>IMMEDIATE_DEBIT</paymentMode><totalAmount>\
         <currency>SEK</currency><value>-.5</value></totalAmount></invoice><tokens><status>1</status></tokens>\
         <tokens><status>99</status></tokens>",
        "",
    ),
    (
        "updateInvoice",
        "<invoice><totalAmount><value>1e3</value></totalAmount></invoice>",
        "`1e3` is not a decimal number",
    ),
    ("updateInvoice", "<invoice><totalAmount><value>.</value></totalAmount></invoice>", "not a decimal number"),
    (
        "commitReservation",
        "<amount><value>1</value><currency>SEK</currency></amount>",
        "amount: `currency` is not expected where it stands",
    ),
    (
        "submitPaymentReceipt",
        "<receiptDocument><receiptData>QU\n JD</receiptData><receiptType>VOUCHER</receiptType></receiptDocument>",
        "",
    ),
    ("getPaymentStatus", "<invoiceReference>1</invoiceReference>", "invoiceVersion: it is missing"),
    ("cancelInvoice", "<context xmlns=\"u\"/>", "context: it stands in a namespace"),
    (
        "sendInvoice",
        "<invoice xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>",
        "invoice: it is nil, which the schema does not allow",
    ),
];

fn enveloped(body: &str) -> String {
    format!("<s:Envelope xmlns:s=\"{SOAP_ENVELOPE}\"><s:Body>{body}</s:Body></s:Envelope>")
}

#[test]
fn what_xmllint_refuses_is_refused_with_its_place_and_nothing_else() {
    let folder = tempfile::TempDir::new().unwrap();
    let schema = folder.path().join("schema.xsd");
    std::fs::write(&schema, SCHEMA).unwrap();
    for (number, (name, content, complaint)) in MESSAGES.iter().enumerate() {
        let body = format!("<n:{name} xmlns:n=\"{SEQR_NAMESPACE}\">{content}</n:{name}>");
        let file: PathBuf = folder.path().join(format!("{number}.xml"));
        std::fs::write(&file, &body).unwrap();
        let by_xmllint = complaints(&schema, &[file]);
        let ours = validate(&read_envelope(&enveloped(&body)).unwrap().body).map_err(|violation| violation.to_string());
        assert_eq!(by_xmllint.is_some(), ours.is_err(), "{body}: {by_xmllint:?} {ours:?}");
        match ours {
            Ok(()) => assert_eq!(*complaint, "", "{body}"),
            Err(told) => assert!(!complaint.is_empty() && told.contains(complaint), "{body}: {told}"),
        }
    }
}

#[test]
fn every_answer_of_the_backend_is_what_its_schema_promises() {
    for answer in answers() {
        let text = answer.envelope();
        let envelope = read_envelope(&text).unwrap();
        assert_eq!(validate(&envelope.body), Ok(()), "{answer:?}");
    }
}
