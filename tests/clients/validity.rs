//! What the backend sent is valid by the schema in its WSDL, as `xmllint` sees it.

use std::fs;

use seqr_cert::soap::description;
use seqr_cert::spec::Operation;
use seqr_cert::trace::SoapCall;

use super::conversation::Running;
use super::table::{Line, table};
use super::xmllint::{self, complaints, schema};

/// Fails unless every answer of these calls is valid.
pub fn assert_valid(running: &Running, calls: &[SoapCall]) {
    let answer = |call: &SoapCall| {
        let body = call.response_body.as_ref().expect("the answer is stored").read(running.folder.path()).unwrap();
        String::from_utf8(body).unwrap()
    };
    xmllint::assert_valid(&calls.iter().map(answer).collect::<Vec<_>>());
}

#[test]
fn an_answer_that_the_schema_does_not_know_is_found() {
    let folder = tempfile::TempDir::new().unwrap();
    let schema = schema(folder.path());
    let wrong = folder.path().join("wrong.xml");
    let namespace = seqr_cert::spec::SEQR_NAMESPACE;
    let answer = format!(
        "<a:cancelInvoiceResponse xmlns:a='{namespace}'><return><resultCode>x</resultCode></return></a:cancelInvoiceResponse>"
    );
    fs::write(&wrong, answer).unwrap();
    assert!(complaints(&schema, &[wrong]).unwrap().contains("not a valid value"));
}

#[test]
fn every_operation_that_the_description_offers_stands_in_the_table_with_a_success() {
    let wsdl = description("http://127.0.0.1/");
    let table = table();
    let offered =
        Operation::ALL.iter().filter(|operation| wsdl.contains(&format!("<wsdl:operation name=\"{operation}\"")));
    for operation in offered {
        let succeeds = table.iter().any(|line| match line {
            Line::Exchange(exchange) => exchange.operation == operation.name() && exchange.answer["resultCode"] == 0,
            Line::Customer(_) => false,
        });
        assert!(succeeds, "no client is seen to call {operation}: add it to tests/clients/exchanges.json");
    }
}
