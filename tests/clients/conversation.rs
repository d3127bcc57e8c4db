//! A client goes through the table against a running backend.

use std::path::Path;
use std::time::{Duration, Instant};

use seqr_cert::backend::{Backend, BackendConfig, Offer, Transport};
use seqr_cert::candidate::{Reseller, Terminal};
use seqr_cert::suite::Choice;
use seqr_cert::trace::{Recorder, Redactor, SoapCall, What};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::matching::{Types, assert_same_leaves, leaves, lexical, mismatch, same};
use super::table::{Caller, Customer, Exchange, Known, Line, table};
use super::validity;

/// Something that can call operations of a WSDL.
pub trait Client {
    fn call(&mut self, operation: &str, arguments: &Value) -> Said;
}

/// What a client makes of an answer.
#[derive(Debug)]
pub enum Said {
    /// The content of `return`.
    Answer(Value),
    /// It threw, or there was none.
    Fault(String),
}

const TERMINAL_PASSWORD: &str = "pärl & <sten>";
const RESELLER_PASSWORD: &str = "reseller-secret";

/// A running backend, what it records, and where.
pub struct Running {
    pub backend: Backend,
    pub recorder: Recorder,
    pub folder: TempDir,
}

impl Running {
    pub async fn start() -> Self {
        Self::with(|_| Transport::Http).await
    }

    /// With HTTPS; the certificate to trust is in the folder.
    pub async fn with_tls() -> Self {
        Self::with(Transport::https).await
    }

    async fn with(transport: impl FnOnce(&Path) -> Transport) -> Self {
        let folder = TempDir::new().unwrap();
        let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
        let reseller =
            Reseller { id: "cinema".to_owned(), user_id: "9900".to_owned(), password: RESELLER_PASSWORD.to_owned() };
        let config = BackendConfig {
            listen: "127.0.0.1:0".to_owned(),
            terminal: Terminal { id: "cinema-terminal".to_owned(), password: TERMINAL_PASSWORD.to_owned() },
            reseller: Some(reseller),
            service_id: "CINEMA".to_owned(),
            allowed_hosts: vec!["127.0.0.1".to_owned()],
        };
        let offer = Offer { transport: transport(folder.path()), ..Offer::default() };
        let backend = Backend::start_with(config, offer, recorder.clone()).await.unwrap();
        Self { backend, recorder, folder }
    }

    pub fn wsdl_url(&self, path: &str) -> String {
        format!("{}{path}?wsdl", self.backend.origin())
    }

    pub fn calls(&self) -> Vec<SoapCall> {
        let events = self.recorder.events().into_iter();
        events.filter_map(|event| if let What::Soap(call) = event.what { Some(*call) } else { None }).collect()
    }
}

/// Lets a client go through the whole table; fails at the first difference. Blocks, because clients do.
pub fn converse(running: &Running, name: &str, types: Types, client: &mut dyn Client) {
    let mut known = Known::default();
    known.learn("order", &format!("order {name}"));
    let before = running.calls().len();
    let mut exchanged = 0;
    for (number, line) in table().iter().enumerate() {
        match line {
            Line::Customer(customer) => act(running, customer, &mut known),
            Line::Exchange(exchange) => {
                let what = format!("{name}, entry {number}, {}", exchange.operation);
                run(running, &what, types, exchange, client, &mut known);
                exchanged += 1;
                let calls = running.calls().len() - before;
                assert!(calls == exchanged || exchange.again_while.is_some(), "{what}: one call is one message");
                exchanged = calls;
            }
        }
    }
    assert!(exchanged > 0, "the table is empty");
    validity::assert_valid(running, &running.calls());
}

fn act(running: &Running, customer: &Customer, known: &mut Known) {
    let choice = match customer.customer.as_str() {
        "scans" => {
            let session =
                running.backend.scan(None, "HTTP://SEQR.SE/000/CINEMA?show=7&seat=A%201%20%26%20%C3%A5").unwrap();
            known.learn("token", &session.token);
            known.learn("msisdn", &session.msisdn);
            known.learn("subscriberKey", &session.subscriber_key);
            return;
        }
        "shows-card" => {
            running.backend.present_token(&known.fill_text(&customer.invoice)).unwrap();
            return;
        }
        "approves" => Choice::Approve,
        "declines" => Choice::Decline,
        other => panic!("the customer cannot do `{other}`"),
    };
    running.backend.decide(&known.fill_text(&customer.invoice), choice).unwrap();
}

fn run(running: &Running, what: &str, types: Types, exchange: &Exchange, client: &mut dyn Client, known: &mut Known) {
    let mut arguments = json!({"context": context(exchange.caller, known)});
    let given = known.fill(&exchange.arguments);
    arguments.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    let deadline = Instant::now() + Duration::from_secs(60);
    let answer = loop {
        let answer = match client.call(&exchange.operation, &arguments) {
            Said::Answer(answer) => answer,
            Said::Fault(fault) => panic!("{what}: the client threw: {fault}"),
        };
        let again = exchange.again_while.is_some_and(|code| same(&answer["resultCode"], &json!(code)));
        if !again || Instant::now() > deadline {
            break answer;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    if let Some(wrong) = mismatch(&known.fill(&exchange.answer), &answer, types, "return") {
        panic!("{what}: {wrong}\nanswer: {answer}");
    }
    let call = running.calls().pop().unwrap();
    assert_eq!(call.operation.map(|operation| operation.name()), Some(&*exchange.operation), "{what}");
    let password = |_: &str| arguments["context"]["password"].as_str().map(str::to_owned);
    assert_same_leaves(&format!("{what}, request"), &leaves(&arguments), &call.request, password);
    let decoded = leaves(&json!({"return": answer}));
    assert_same_leaves(&format!("{what}, answer"), &decoded, &call.response, |label| {
        known.get(label).map(str::to_owned)
    });
    for (name, part) in &exchange.remember {
        known.learn(name, &lexical(part_of(&answer, part)));
    }
}

/// `a/b/c` of an answer; of a list the first.
fn part_of<'a>(answer: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(answer, |value, name| {
        let part = &value[name];
        part.as_array().map_or(part, |items| &items[0])
    })
}

pub fn context(caller: Caller, known: &Known) -> Value {
    let (principal, password) = match caller {
        Caller::Terminal => (json!({"id": "cinema-terminal", "type": "TERMINALID"}), TERMINAL_PASSWORD),
        Caller::Reseller => (json!({"id": "cinema", "type": "RESELLERUSER", "userId": "9900"}), RESELLER_PASSWORD),
        Caller::Stranger => (json!({"id": "stranger", "type": "TERMINALID"}), TERMINAL_PASSWORD),
        Caller::Registered => (json!({"id": known.get("registered"), "type": "TERMINALID"}), RESELLER_PASSWORD),
    };
    json!({
        "channel": "WS",
        "clientComment": null,
        "clientId": "Grand Cinema",
        "clientReference": "tickets 1.0",
        "clientRequestTimeout": 0,
        "initiatorPrincipalId": principal,
        "password": password,
    })
}
