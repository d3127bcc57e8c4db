//! Real clients while SEQR goes wrong, as steps of a case say it: a result code reaches them as a result, what cannot be read
//! makes them throw, and the next call is served.

use std::collections::BTreeSet;

use seqr_cert::spec::{Operation, ResultCode, SERVICE_PATHS};
use seqr_cert::suite::{BackendRule, SessionFault, Step};
use serde::Deserialize;
use serde_json::{Value, json};

use super::conversation::{Client, Running, Said, context};
use super::raw::{Raw, STYLES};
use super::stacks::{NODE, PHP, SUDS, Stack, ZEEP};
use super::table::{Caller, Known};
use super::variants::{variant, variants};

const CASE: &str = "wrong";

/// A row of `trouble.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    step: Step,
    /// Whether clients come by an answer.
    read: bool,
}

fn table() -> Vec<Row> {
    serde_saphyr::from_str(include_str!("trouble.yaml")).unwrap()
}

fn rule_of(step: &Step) -> BackendRule {
    match step {
        Step::Backend(rule) => *rule,
        other => panic!("{other:?} is no `backend` step"),
    }
}

#[test]
fn the_table_has_every_fault_that_a_case_can_ask_for() {
    let faults: BTreeSet<String> =
        table().iter().filter_map(|row| rule_of(&row.step).fault).map(|fault| variant(&fault)).collect();
    assert_eq!(faults, variants("Fault"));
    assert!(table().iter().any(|row| rule_of(&row.step).delay.is_some()));
}

/// A client and the backend that it talks to.
struct Talk<'a> {
    name: &'a str,
    running: &'a Running,
    client: &'a mut dyn Client,
}

impl Talk<'_> {
    fn ask(&mut self, operation: &str, content: Value) -> Said {
        let mut arguments = json!({"context": context(Caller::Terminal, &Known::default())});
        arguments.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        self.client.call(operation, &arguments)
    }

    fn send_invoice(&mut self) -> Said {
        let total = json!({"currency": "SEK", "value": {"decimal": "12.50"}});
        self.ask("sendInvoice", json!({"invoice": {"title": "Tickets", "totalAmount": total}}))
    }

    /// Code and description of an answer.
    fn result(&self, said: Said, what: &str) -> (i64, String) {
        let Said::Answer(answer) = said else { panic!("{}, {what}: {said:?}", self.name) };
        let code = &answer["resultCode"];
        // Clients without a WSDL have texts only.
        let code = code.as_i64().or_else(|| code.as_str()?.parse().ok()).unwrap();
        (code, answer["resultDescription"].as_str().unwrap_or_default().to_owned())
    }

    /// Every fault of the table, each followed by a call that succeeds.
    fn faults(&mut self) {
        for row in table() {
            let what = format!("{:?}", row.step);
            self.running.backend.set_rule(CASE, rule_of(&row.step));
            let said = self.send_invoice();
            assert_eq!(matches!(said, Said::Answer(_)), row.read, "{}, {what}: {said:?}", self.name);
            if row.read {
                assert_eq!(self.result(said, &what).0, 0, "{what}");
            }
            let next = self.send_invoice();
            assert_eq!(self.result(next, &what).0, 0, "{}: the call after {what}", self.name);
        }
    }

    /// Every result code is a result, and not a fault.
    fn codes(&mut self) {
        for code in ResultCode::ALL.iter().filter(|code| **code != ResultCode::Success) {
            let rule = BackendRule { times: Some(1), ..BackendRule::answering(Operation::CancelInvoice, code.code()) };
            self.running.backend.set_rule(CASE, rule);
            let said = self.ask("cancelInvoice", json!({"invoiceReference": "1"}));
            let expected = (i64::from(code.code()), code.name().to_owned());
            assert_eq!(self.result(said, code.name()), expected, "{}", self.name);
        }
    }

    fn sessions(&mut self) {
        let session = self.running.backend.scan(Some(CASE), "HTTP://SEQR.SE/000/CINEMA").unwrap();
        let all = [SessionFault::Expired, SessionFault::Cancelled, SessionFault::InProgress, SessionFault::Unknown];
        assert_eq!(all.iter().map(variant).collect::<BTreeSet<_>>(), variants("SessionFault"));
        for denied in all.map(Some).into_iter().chain([None]) {
            self.running.backend.deny_session(&session.token, denied).unwrap();
            let said = self.ask("getClientSessionInfo", json!({"key": session.token}));
            let code = denied.map_or(0, |denied| denied.code().code());
            assert_eq!(self.result(said, "a session").0, i64::from(code), "{}, {denied:?}", self.name);
        }
    }

    fn all(&mut self) {
        self.running.backend.set_case(Some(CASE));
        self.faults();
        self.codes();
        self.sessions();
    }
}

async fn trouble(name: &'static str, stack: &'static Stack) {
    let running = Running::start().await;
    let talk = move || {
        let client = &mut stack.client(&running, SERVICE_PATHS[0]);
        Talk { name, running: &running, client }.all();
    };
    tokio::task::spawn_blocking(talk).await.unwrap();
}

#[tokio::test]
async fn php_soap_client_meets_all_of_it() {
    trouble("php", &PHP).await;
}

#[tokio::test]
async fn python_zeep_meets_all_of_it() {
    trouble("zeep", &ZEEP).await;
}

#[tokio::test]
async fn python_suds_meets_all_of_it() {
    trouble("suds", &SUDS).await;
}

#[tokio::test]
async fn node_soap_meets_all_of_it() {
    trouble("node", &NODE).await;
}

#[tokio::test]
async fn a_hand_written_client_is_told_every_code_and_every_denial() {
    let running = Running::start().await;
    let talk = move || {
        let client = &mut Raw { address: running.backend.address(), path: SERVICE_PATHS[0], style: STYLES[0] };
        running.backend.set_case(Some(CASE));
        let mut talk = Talk { name: "raw", running: &running, client };
        talk.codes();
        talk.sessions();
    };
    tokio::task::spawn_blocking(talk).await.unwrap();
}
