//! A running backend with its recorder, raw HTTP, and hand-written messages.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use seqr_cert::backend::{Backend, BackendConfig};
use seqr_cert::candidate::{Reseller, Terminal};
use seqr_cert::trace::{Event, Recorder, Redactor, SoapCall, What};
use tempfile::TempDir;

pub const PATH: &str = "/soap/merchant/cashregister-2";
pub const QR: &str = "HTTP://SEQR.SE/000/CINEMA?show=7&seat=A%201";
pub const PASSWORD: &str = "correct-horse";

pub struct Running {
    pub backend: Backend,
    pub recorder: Recorder,
    pub folder: TempDir,
}

pub fn config() -> BackendConfig {
    BackendConfig {
        listen: "127.0.0.1:0".to_owned(),
        terminal: Terminal { id: "cinema-terminal".to_owned(), password: PASSWORD.to_owned() },
        reseller: Some(Reseller { id: "cinema".to_owned(), user_id: "9900".to_owned(), password: "1234".to_owned() }),
        service_id: "CINEMA".to_owned(),
        allowed_hosts: vec!["127.0.0.1:4010".to_owned()],
    }
}

impl Running {
    pub async fn start() -> Self {
        Self::with(config()).await
    }

    pub async fn with(config: BackendConfig) -> Self {
        let folder = TempDir::new().unwrap();
        let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
        let backend = Backend::start(config, recorder.clone()).await.unwrap();
        Self { backend, recorder, folder }
    }

    /// Posts a message and answers the call as it was recorded.
    pub async fn call(&self, message: &str) -> SoapCall {
        let before = self.calls().len();
        self.post(message).await;
        let calls = self.calls();
        assert_eq!(calls.len(), before + 1, "one message is one call");
        calls.into_iter().next_back().unwrap()
    }

    pub async fn post(&self, message: &str) -> Reply {
        raw(self.backend.address(), &request("Content-Type: text/xml\n", message.as_bytes())).await
    }

    /// sendInvoice, answered with its reference.
    pub async fn issue(&self, more: &str) -> String {
        self.call(&send_invoice(more)).await.invoice_reference.expect("an invoice")
    }

    pub fn calls(&self) -> Vec<SoapCall> {
        self.recorder.events().into_iter().filter_map(|event| soap(&event)).collect()
    }

    /// What was recorded, in words: case and kind of event.
    pub fn story(&self) -> Vec<String> {
        self.recorder.events().iter().map(tell).collect()
    }

    /// Waits until `found` finds something in the record.
    pub async fn until<T>(&self, found: impl Fn(&Event) -> Option<T>) -> T {
        let look = async {
            loop {
                let changed = self.backend.changed();
                if let Some(result) = self.recorder.events().iter().find_map(&found) {
                    return result;
                }
                changed.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), look).await.expect("it never happened")
    }
}

fn soap(event: &Event) -> Option<SoapCall> {
    match &event.what {
        What::Soap(call) => Some(SoapCall::clone(call)),
        _ => None,
    }
}

fn tell(event: &Event) -> String {
    let what = match &event.what {
        What::Soap(call) => {
            let name = call.operation.map_or("unreadable".to_owned(), |operation| operation.to_string());
            call.result_code.map_or(name.clone(), |code| format!("{name} {code}"))
        }
        What::InvoiceChanged(change) => format!("{} version {}", change.to, change.version),
        What::Acknowledged { .. } => "acknowledged".to_owned(),
        What::Reversed { .. } => "reversed".to_owned(),
        What::Notified(_) => "notified".to_owned(),
        What::Decided { choice, .. } => format!("{choice:?}"),
        What::BackendRule(rule) => format!("rule {} {:?}", rule.on, rule.answer),
        What::Misbehaved(misbehaved) => format!("{:?}", misbehaved.deed),
        other => format!("{other:?}"),
    };
    format!("{}: {what}", event.case.as_deref().unwrap_or("-"))
}

pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// A whole request; `headers` are lines that end in `\n`.
pub fn request(headers: &str, body: &[u8]) -> Vec<u8> {
    let headers = headers.replace('\n', "\r\n");
    let length = body.len();
    let mut request = format!(
        "POST {PATH} HTTP/1.1\r\nHost: seqr.test\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// Sends bytes over a socket of their own and reads to the end.
pub async fn raw(address: SocketAddr, bytes: &[u8]) -> Reply {
    let bytes = bytes.to_vec();
    tokio::task::spawn_blocking(move || converse(address, &bytes)).await.unwrap()
}

fn converse(address: SocketAddr, bytes: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no HTTP: {answer}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

/// An envelope around the content of an operation, with the terminal's credentials.
pub fn message(operation: &str, content: &str) -> String {
    message_of(["TERMINALID", "cinema-terminal", "", PASSWORD], operation, content)
}

/// The same with other credentials: type, id, userId and password.
pub fn message_of([kind, id, user, password]: [&str; 4], operation: &str, content: &str) -> String {
    let context = format!(
        "<context><clientRequestTimeout>0</clientRequestTimeout><initiatorPrincipalId><id>{id}</id><type>{kind}</type>\
         <userId>{user}</userId></initiatorPrincipalId><password>{password}</password></context>"
    );
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><m:{operation} \
         xmlns:m=\"http://external.interfaces.ers.seamless.com/\">{context}{content}</m:{operation}></s:Body></s:Envelope>"
    )
}

/// An invoice over 30.00 SEK; `more` stands inside of it.
pub fn send_invoice(more: &str) -> String {
    message("sendInvoice", &invoice("30.00", more))
}

pub fn invoice(total: &str, more: &str) -> String {
    format!(
        "<invoice><acknowledgmentMode>NO_ACKNOWLEDGMENT</acknowledgmentMode><title>Tickets</title>\
         <clientInvoiceId>order-1</clientInvoiceId><totalAmount><currency>SEK</currency><value>{total}</value>\
         </totalAmount>{more}</invoice>"
    )
}

pub fn get_payment_status(reference: &str, version: i64) -> String {
    let content = format!("<invoiceReference>{reference}</invoiceReference><invoiceVersion>{version}</invoiceVersion>");
    message("getPaymentStatus", &content)
}
