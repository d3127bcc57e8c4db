//! The field rules: what they find in messages, and that they never find what is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::prelude::*;
use seqr_cert::check::field::{Finding, findings};
use seqr_cert::soap::{Leaves, SCHEMA, leaves, read_envelope};
use seqr_cert::spec::{Operation, SEQR_NAMESPACE, SOAP_ENVELOPE};
use seqr_cert::suite::{FieldRule, load_builtin};
use seqr_cert::trace::{Fields, SoapCall};
use serde::Deserialize;

use crate::stored::{folder, yaml};

/// A message of `fields.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    name: String,
    message: String,
    #[serde(default)]
    change: BTreeMap<String, String>,
    #[serde(default)]
    findings: Vec<String>,
}

fn table() -> Vec<Message> {
    yaml(&folder().join("fields.yaml"))
}

fn call(message: &Message) -> SoapCall {
    let mut text = fs::read_to_string(folder().join("fields").join(format!("{}.xml", message.message))).unwrap();
    for (old, new) in &message.change {
        assert!(text.contains(old.as_str()), "{}: no `{old}`", message.name);
        text = text.replace(old.as_str(), new);
    }
    let envelope = format!(
        "<e:Envelope xmlns:e='{SOAP_ENVELOPE}' xmlns:seqr='{SEQR_NAMESPACE}' \
         xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><e:Body>{text}</e:Body></e:Envelope>"
    );
    let envelope = read_envelope(&envelope).unwrap_or_else(|error| panic!("{}: {error}", message.name));
    let Leaves { fields, oddities } = leaves(&envelope.body);
    let operation = Some(envelope.body.name.parse().unwrap());
    SoapCall { operation, request: fields, oddities, ..SoapCall::default() }
}

fn told(finding: &Finding) -> String {
    let value = finding.value.as_ref().map(|value| format!(" `{value}`")).unwrap_or_default();
    format!("{} {} {}{value}", finding.level().name(), finding.rule, finding.path)
}

#[test]
fn each_message_has_exactly_its_findings() {
    for message in table() {
        let found = findings(&call(&message));
        let lines: Vec<String> = found.iter().map(told).collect();
        assert_eq!(lines, message.findings, "{}\n{found:#?}", message.name);
    }
}

#[test]
fn every_rule_is_broken_once_and_every_operation_is_right_once() {
    let table = table();
    let broken: BTreeSet<FieldRule> =
        table.iter().flat_map(|message| findings(&call(message))).map(|finding| finding.rule).collect();
    assert_eq!(broken.into_iter().collect::<Vec<_>>(), FieldRule::ALL);
    let right: BTreeSet<Operation> = table
        .iter()
        .filter(|message| message.findings.is_empty())
        .filter_map(|message| call(message).operation)
        .collect();
    assert_eq!(right.into_iter().collect::<Vec<_>>(), Operation::ALL);
}

#[test]
fn findings_say_what_is_wrong_and_what_to_do() {
    let mut text = String::new();
    for message in table().iter().filter(|message| !message.findings.is_empty()) {
        text.push_str(&format!("{}\n", message.name));
        for finding in findings(&call(message)) {
            assert!(finding.mend.ends_with(['.', '?']), "{finding:?}");
            text.push_str(&format!("    {finding}\n        {}\n", finding.mend));
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("field-findings", text));
}

#[test]
fn rules_and_catalogue_agree_about_levels() {
    let library = load_builtin().unwrap();
    for rule in FieldRule::ALL {
        let requirement = library.catalogue.get(rule.requirement());
        let requirement = requirement.unwrap_or_else(|| panic!("`{}` is not in the catalogue", rule.requirement()));
        assert_eq!(requirement.level, rule.level(), "{rule}");
    }
}

#[test]
fn what_a_client_generated_from_the_description_sends_is_known_and_in_order() {
    let places = [
        ("clientContext", "context"),
        ("principalId", "context/initiatorPrincipalId"),
        ("invoice", "invoice"),
        ("paymentInvoiceRow", "invoice/invoiceRows/invoiceRow"),
        ("amount", "invoice/totalAmount"),
        ("customerToken", "tokens"),
    ];
    for (kind, place) in places {
        let from = SCHEMA.find(&format!("complexType name=\"{kind}\"")).unwrap_or_else(|| panic!("no type {kind}"));
        let to = from + SCHEMA[from..].find("</xs:complexType>").unwrap();
        let names = SCHEMA[from..to].split("element name=\"").skip(1).filter_map(|rest| rest.split('"').next());
        // A row stands inside of invoiceRows, whose type has no name.
        let names = names.filter(|name| *name != "invoiceRow");
        let request: Fields = names.map(|name| (format!("{place}/{name}"), Some(String::new()))).collect();
        assert!(request.iter().count() > 1, "{kind}");
        let call = SoapCall { operation: Some(Operation::SendInvoice), request, ..SoapCall::default() };
        let told: Vec<Finding> =
            findings(&call).into_iter().filter(|finding| finding.rule == FieldRule::Schema).collect();
        assert_eq!(told, [], "{kind}");
    }
}

#[test]
fn an_unreadable_message_has_no_findings() {
    let unreadable = SoapCall { unreadable: Some("no XML".to_owned()), ..SoapCall::default() };
    assert_eq!(findings(&unreadable), []);
    let call = SoapCall { operation: Some(Operation::SendInvoice), ..unreadable };
    assert_eq!(findings(&call), []);
}

#[test]
fn a_hostile_message_has_bounded_findings() {
    // Each about as long as the longest message that SEQR reads.
    for (rows, length, told) in [(5000, 200, Finding::MOST), (1, 1_000_000, 15)] {
        let row =
            |index: usize| (format!("invoice/invoiceRows/invoiceRow[{index}]/itemQuantity"), Some("x".repeat(length)));
        let call = SoapCall {
            operation: Some(Operation::SendInvoice),
            request: (1..=rows).map(row).collect(),
            ..SoapCall::default()
        };
        let found = findings(&call);
        assert_eq!(found.len(), told);
        assert!(found.iter().all(|finding| finding.to_string().len() < 1000));
    }
}

fn amount_text() -> impl Strategy<Value = (String, i64)> {
    (0_i64..1_000_000, 0_usize..4).prop_map(|(cents, spelling)| {
        let plain = format!("{}.{:02}", cents / 100, cents % 100);
        let text = match spelling {
            0 => plain,
            1 => format!("{plain}000"),
            2 => format!("+0{plain}"),
            _ => format!("\t{plain} ").trim().to_owned(),
        };
        (text, cents)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn rows_that_add_up_are_never_told_not_to(rows in proptest::collection::vec(amount_text(), 1..8), off in -1_i64..=1) {
        let total: i64 = rows.iter().map(|(_, cents)| cents).sum::<i64>() + off;
        let mut request = Fields::default();
        for (index, (text, _)) in rows.iter().enumerate() {
            let number = if rows.len() > 1 { format!("[{}]", index + 1) } else { String::new() };
            let path = format!("invoice/invoiceRows/invoiceRow{number}/itemTotalAmount/value");
            request.push(&path, Some(&[text]));
        }
        let sign = if total < 0 { "-" } else { "" };
        let total = format!("{sign}{}.{:02}", total.abs() / 100, total.abs() % 100);
        request.push("invoice/totalAmount/value", Some(&[&total]));
        let call = SoapCall { operation: Some(Operation::SendInvoice), request, ..SoapCall::default() };
        let told = findings(&call).iter().any(|finding| finding.rule == FieldRule::Sum);
        prop_assert_eq!(told, off != 0);
    }

    #[test]
    fn no_message_makes_the_rules_panic(
        fields in proptest::collection::vec(("[a-z/\\[\\]12]{0,20}|invoice/[a-zA-Z/]{0,12}|context/[a-zA-Z/]{0,12}", proptest::option::of(".{0,40}")), 0..20),
        operation in 0..Operation::ALL.len(),
    ) {
        let request = fields.into_iter().collect();
        let call = SoapCall { operation: Some(Operation::ALL[operation]), request, ..SoapCall::default() };
        prop_assert!(findings(&call).len() <= Finding::MOST);
    }
}
