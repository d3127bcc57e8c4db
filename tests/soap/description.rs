//! The description that clients are generated from, and the answers that it promises.

use std::io::Write as _;

use seqr_cert::soap::{
    Answer, CustomerToken, Issued, Payload, PaymentStatus, Period, Receipt, Registered, Report, SCHEMA, SessionInfo,
    Statement, description,
};
use seqr_cert::spec::{InvoiceStatus, Operation, ResultCode, SEQR_NAMESPACE};

use super::xmllint::complaints;

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";

#[test]
fn one_service_has_both_port_types_and_every_operation_is_in_one_of_them() {
    let text = description("http://127.0.0.1:8480/soap/merchant/cashregister-2");
    let document = roxmltree::Document::parse(&text).unwrap();
    let named = |tag: &'static str| {
        let nodes = document.descendants().filter(move |node| node.has_tag_name((WSDL, tag)));
        nodes.map(|node| node.attribute("name").unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named("service"), ["ERSWSExternalClientServiceService"]);
    assert_eq!(named("portType"), ["ERSWSExternalClientService", "ERSWSClientSessionInfoService"]);
    assert_eq!(named("port").len(), 2);
    for operation in Operation::ALL {
        // Once in a port type, once in its binding.
        assert_eq!(named("operation").iter().filter(|name| *name == operation.name()).count(), 2, "{operation}");
    }
    let session =
        document.descendants().find(|node| node.attribute("name") == Some("ERSWSClientSessionInfoService")).unwrap();
    assert_eq!(session.first_element_child().unwrap().attribute("name"), Some("getClientSessionInfo"));
}

#[test]
fn only_operation_elements_are_qualified() {
    let document = roxmltree::Document::parse(SCHEMA).unwrap();
    let schema = document.root_element();
    assert_eq!(schema.attribute("elementFormDefault"), Some("unqualified"));
    assert_eq!(schema.attribute("targetNamespace"), Some(SEQR_NAMESPACE));
    let globals = schema.children().filter(|node| node.tag_name().name() == "element").count();
    assert_eq!(globals, 2 * Operation::ALL.len());
}

fn tokens() -> Vec<CustomerToken> {
    let whole = CustomerToken {
        description: Some("a <card>".to_owned()),
        id: Some("1".to_owned()),
        status: Some(90),
        value: Some("2".to_owned()),
    };
    vec![whole, CustomerToken::default()]
}

fn reports() -> [Answer; 2] {
    let statement = Statement {
        title: "Books & <more>".to_owned(),
        facts: vec![("from", "today".to_owned())],
        rows: vec![vec![("amount", "1.00".to_owned()), ("clientInvoiceId", "å & <1>".to_owned())]; 2],
    };
    let report = |mime_type, content| {
        let report = Report { title: statement.title.clone(), mime_type, content };
        Answer::success(Operation::ExecuteReport, Payload::Report(report))
    };
    [report("text/xml", statement.xml()), report("text/html", statement.html())]
}

pub fn answers() -> Vec<Answer> {
    let receipt = Receipt {
        terminal_id: "t <&> 1".to_owned(),
        payment_date: "2026-11-24T10:00:00.123Z".to_owned(),
        client_invoice_id: Some("order\u{1}-1".to_owned()),
        invoice_reference: "1397240460668".to_owned(),
        payment_reference: "42".to_owned(),
    };
    let status = |status, receipt| {
        Payload::PaymentStatus(Box::new(PaymentStatus { status, version: 2, receipt, customer_tokens: tokens() }))
    };
    let info = SessionInfo { entries: vec![("msisdn".to_owned(), "467".to_owned()), ("a".to_owned(), String::new())] };
    let paid = Answer::success(Operation::GetPaymentStatus, status(InvoiceStatus::Paid, Some(receipt)));
    let mut answers = vec![
        Answer { ers_reference: Some("42".to_owned()), ..paid },
        Answer::success(Operation::GetPaymentStatus, status(InvoiceStatus::PendingIssuerAcknowledge, None)),
        Answer::success(Operation::GetClientSessionInfo, Payload::SessionInfo(info)),
        Answer::success(
            Operation::SendInvoice,
            Payload::Issued(Issued { invoice_reference: "1397240460668".to_owned() }),
        ),
        Answer::success(
            Operation::MarkTransactionPeriod,
            Payload::Period(Period { transaction_period_id: "7".to_owned() }),
        ),
        Answer::success(
            Operation::RegisterTerminal,
            Payload::Registered(Registered { terminal_id: "12345678".to_owned() }),
        ),
        Answer::success(Operation::CancelInvoice, Payload::Nothing),
        Answer { ers_reference: Some("43".to_owned()), ..Answer::success(Operation::RefundPayment, Payload::Nothing) },
    ];
    answers.extend(reports());
    for operation in Operation::ALL {
        answers.push(Answer::success(operation, Payload::Nothing));
        answers.push(Answer::of_code(operation, 12345));
        answers.extend(ResultCode::ALL.iter().map(|code| Answer::failure(operation, *code, "why <not> & when")));
    }
    answers
}

/// `xmllint` is installed by the repository's own setup script; without it this test fails and says so.
#[test]
fn every_answer_is_valid_by_our_own_schema() {
    let folder = tempfile::TempDir::new().unwrap();
    let schema = folder.path().join("schema.xsd");
    std::fs::write(&schema, SCHEMA).unwrap();
    let mut files = Vec::new();
    for (number, answer) in answers().iter().enumerate() {
        let envelope = answer.envelope();
        let document = roxmltree::Document::parse(&envelope).unwrap();
        let body = document.descendants().find(|node| node.tag_name().name().ends_with("Response")).unwrap();
        let file = folder.path().join(format!("{number}.xml"));
        std::fs::File::create(&file).unwrap().write_all(envelope[body.range()].as_bytes()).unwrap();
        files.push(file);
    }
    assert_eq!(complaints(&schema, &files), None);
    // The check itself can fail.
    let wrong = folder.path().join("wrong.xml");
    let misplaced = format!(
        "<n:sendInvoiceResponse xmlns:n=\"{SEQR_NAMESPACE}\"><return><invoiceReference>1</invoiceReference>\
         <resultCode>0</resultCode></return></n:sendInvoiceResponse>"
    );
    std::fs::write(&wrong, misplaced).unwrap();
    let complaint = complaints(&schema, &[wrong]).expect("a misplaced element");
    assert!(complaint.contains("not expected"), "{complaint}");
}
