//! A throwaway SEQR: notes every call and answers what the test wants. It follows no rules of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use roxmltree::{Document, Node};
use tokio::net::TcpListener;

/// A call as it was received.
#[derive(Clone, Debug)]
pub struct Call {
    pub operation: String,
    pub xml: String,
    /// Leaves by path from the operation's child down.
    pub fields: BTreeMap<String, String>,
}

impl Call {
    pub fn field(&self, path: &str) -> &str {
        self.fields.get(path).map_or("", String::as_str)
    }
}

/// What the test wants to be answered.
#[derive(Default)]
struct Script {
    calls: Vec<Call>,
    parameters: Vec<(String, String)>,
    refusals: BTreeMap<String, i32>,
    /// invoiceReference → status and version.
    invoices: BTreeMap<String, (String, i64)>,
    broken: bool,
}

pub struct Seqr {
    pub url: String,
    script: Arc<Mutex<Script>>,
    server: tokio::task::JoinHandle<()>,
}

impl Seqr {
    pub async fn start() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/soap/merchant/cashregister-2", listener.local_addr().unwrap());
        let router = Router::new().route("/soap/merchant/cashregister-2", post(answer)).with_state(script.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, script, server }
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// The QR code's parameters.
    pub fn parameters(&self, parameters: &[(&str, &str)]) {
        self.script().parameters = parameters.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    }

    /// Answers an operation with a result code; 0 makes it work again.
    pub fn refuse(&self, operation: &str, code: i32) {
        self.script().refusals.insert(operation.to_owned(), code);
    }

    /// Answers everything with a SOAP fault.
    pub fn break_down(&self) {
        self.script().broken = true;
    }

    /// Moves an invoice to another status.
    pub fn set(&self, reference: &str, status: &str) {
        let mut script = self.script();
        let invoice = script.invoices.get_mut(reference).expect("an invoice that was sent");
        *invoice = (status.to_owned(), invoice.1 + 1);
    }

    /// The calls of an operation so far.
    pub fn calls(&self, operation: &str) -> Vec<Call> {
        self.script().calls.iter().filter(|call| call.operation == operation).cloned().collect()
    }

    /// Waits until an operation was called this often, however long that takes.
    pub async fn called(&self, operation: &str, times: usize) -> Vec<Call> {
        loop {
            let calls = self.calls(operation);
            if calls.len() >= times {
                return calls;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Seqr {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(script): State<Arc<Mutex<Script>>>, body: String) -> Response {
    let call = read(&body);
    let mut script = script.lock().unwrap();
    script.calls.push(call.clone());
    if script.broken {
        let fault = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault>\
                     <faultcode>s:Server</faultcode><faultstring>out of order</faultstring></s:Fault></s:Body></s:Envelope>";
        return (StatusCode::INTERNAL_SERVER_ERROR, [(CONTENT_TYPE, "text/xml")], fault).into_response();
    }
    let code = script.refusals.get(&call.operation).copied().unwrap_or(0);
    let inner = if code == 0 { success(&mut script, &call) } else { String::new() };
    let operation = &call.operation;
    let envelope = format!(
        "<?xml version=\"1.0\"?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>\
         <ns2:{operation}Response xmlns:ns2=\"http://external.interfaces.ers.seamless.com/\"><return>\
         <resultCode>{code}</resultCode><resultDescription>as the test says</resultDescription>{inner}</return>\
         </ns2:{operation}Response></S:Body></S:Envelope>"
    );
    ([(CONTENT_TYPE, "text/xml;charset=utf-8")], envelope).into_response()
}

fn success(script: &mut Script, call: &Call) -> String {
    match call.operation.as_str() {
        "getClientSessionInfo" => {
            let entry = |(key, value): &(String, String)| {
                let value = value.replace('&', "&amp;").replace('<', "&lt;");
                format!("<entry><key>{key}</key><value>{value}</value></entry>")
            };
            let entries: String = script.parameters.iter().map(entry).collect();
            format!("<parameters><entry><key>msisdn</key><value>46700000000</value></entry>{entries}</parameters>")
        }
        "sendInvoice" => {
            let reference = (1_397_240_460_668_u64 + script.invoices.len() as u64).to_string();
            script.invoices.insert(reference.clone(), ("ISSUED".to_owned(), 0));
            format!(
                "<invoiceReference>{reference}</invoiceReference><invoiceQRCode>HTTP://SEQR.SE/R{reference}</invoiceQRCode>"
            )
        }
        "getPaymentStatus" => {
            let reference = call.field("invoiceReference");
            let (status, version) = script.invoices[reference].clone();
            let paid =
                if status == "PAID" { format!("<ersReference>ERS{reference}</ersReference>") } else { String::new() };
            format!("{paid}<status>{status}</status><version>{version}</version>")
        }
        "markTransactionPeriod" => "<transactionPeriodId>77</transactionPeriodId>".to_owned(),
        "refundPayment" => "<ersReference>ERS-REFUND</ersReference>".to_owned(),
        _ => String::new(),
    }
}

fn read(body: &str) -> Call {
    let document = Document::parse(body).expect("well-formed XML");
    let operation = document
        .descendants()
        .find(|node| node.tag_name().namespace() == Some("http://external.interfaces.ers.seamless.com/"))
        .expect("an operation in the namespace");
    let mut fields = BTreeMap::new();
    leaves(operation, "", &mut fields);
    Call { operation: operation.tag_name().name().to_owned(), xml: body.to_owned(), fields }
}

fn leaves(node: Node<'_, '_>, path: &str, fields: &mut BTreeMap<String, String>) {
    for child in node.children().filter(Node::is_element) {
        assert_eq!(child.tag_name().namespace(), None, "children are in no namespace");
        let path = if path.is_empty() {
            child.tag_name().name().to_owned()
        } else {
            format!("{path}/{}", child.tag_name().name())
        };
        if child.children().any(|inner| inner.is_element()) {
            leaves(child, &path, fields);
        } else {
            fields.insert(path, child.text().unwrap_or_default().to_owned());
        }
    }
}
