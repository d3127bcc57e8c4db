//! Bad input over raw sockets: whatever is sent, the backend answers cleanly or closes the connection, keeps little of it in
//! memory, and serves the next request.
//!
//! `tests/backend` has single bad messages byte for byte, `tests/soap` the parser's bounds; here is what needs a socket: what
//! is too large to come from a file, what never ends, and what breaks off.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use seqr_cert::spec::{SEQR_NAMESPACE, SERVICE_PATHS, SOAP_ENVELOPE};

use super::conversation::Running;

const MEBIBYTE: usize = 1024 * 1024;

/// How a sender's connection ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// With this status; that SOAP says a fault or a result in it is looked at before.
    Answered(u16),
    /// Without an answer.
    Closed,
}

struct Sender {
    stream: TcpStream,
}

impl Sender {
    fn new(address: SocketAddr, headers: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        // A bound against hanging, far beyond the backend's own limits.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
        let head = format!("POST {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n", SERVICE_PATHS[0]);
        stream.write_all(head.as_bytes()).unwrap();
        Self { stream }
    }

    /// Sends as long as the other side takes it; answers how many bytes that were.
    fn pour(&mut self, chunk: &[u8], total: usize) -> usize {
        let mut sent = 0;
        while sent < total {
            match self.stream.write(&chunk[..chunk.len().min(total - sent)]) {
                Ok(count) => sent += count,
                Err(error) => {
                    assert!(closed(&error), "{error}");
                    break;
                }
            }
        }
        sent
    }

    fn end(mut self) -> End {
        // The other side may have closed already.
        let _ended = self.stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        if let Err(error) = self.stream.read_to_end(&mut answer) {
            assert!(closed(&error), "{error}");
        }
        let answer = String::from_utf8(answer).unwrap();
        let Some((head, body)) = answer.split_once("\r\n\r\n") else {
            assert_eq!(answer, "", "half an answer");
            return End::Closed;
        };
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        if head.to_ascii_lowercase().contains("text/xml") {
            let document = roxmltree::Document::parse(body).unwrap();
            let said =
                document.descendants().find(|node| node.has_tag_name("faultstring") || node.has_tag_name("resultCode"));
            let words = said.and_then(|node| node.text()).expect("a fault or a result");
            assert!(!words.is_empty(), "{body}");
        }
        End::Answered(status)
    }
}

fn closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted
    )
}

fn envelope(content: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='{SOAP_ENVELOPE}'><s:Body><o:cancelInvoice xmlns:o='{SEQR_NAMESPACE}'>{content}</o:cancelInvoice></s:Body></s:Envelope>"
    )
}

fn sent(address: SocketAddr, headers: &str, body: &[u8]) -> End {
    let mut sender = Sender::new(address, &format!("Content-Length: {}\r\n{headers}", body.len()));
    sender.pour(body, body.len());
    sender.end()
}

fn gzip(times: usize, content: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..times {
        packed.write_all(content).unwrap();
    }
    packed.finish().unwrap()
}

/// The backend still understands a sound message.
fn assert_serves(address: SocketAddr, after: &str) {
    let mut sender = Sender::new(address, "Content-Length: 0\r\n");
    sender.pour(b"", 0);
    assert_eq!(sender.end(), End::Answered(500), "an empty message gets a fault, {after}");
    let message = envelope("");
    let mut sender = TcpStream::connect(address).unwrap();
    let path = SERVICE_PATHS[0];
    let length = message.len();
    let request =
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{message}");
    sender.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    sender.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("<resultCode>29</resultCode>"), "{after}: {answer}");
}

async fn hostile(send: impl FnOnce(SocketAddr) + Send + 'static) -> Running {
    let running = Running::start().await;
    let address = running.backend.address();
    tokio::task::spawn_blocking(move || send(address)).await.unwrap();
    running
}

/// Bytes below a folder: nothing that is refused may fill the disk either.
fn stored(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| if entry.path().is_dir() { stored(&entry.path()) } else { entry.metadata().unwrap().len() })
        .sum()
}

#[tokio::test]
async fn a_body_of_100_megabytes_is_not_taken_in_announced_or_not() {
    let running = hostile(|address| {
        let chunk = vec![b' '; 64 * 1024];
        let total = 100 * MEBIBYTE;
        let mut announced = Sender::new(address, &format!("Content-Length: {total}\r\n"));
        let taken = announced.pour(&chunk, total);
        assert!(taken < 40 * MEBIBYTE, "{taken} bytes were taken in");
        assert!(matches!(announced.end(), End::Answered(413) | End::Closed));
        assert_serves(address, "after an announced body");
        let mut chunked = Sender::new(address, "Transfer-Encoding: chunked\r\n");
        let framed = [format!("{:x}\r\n", chunk.len()).as_bytes(), &chunk, b"\r\n"].concat();
        let taken = chunked.pour(&framed, total / chunk.len() * framed.len());
        assert!(taken < 40 * MEBIBYTE, "{taken} bytes were taken in");
        assert!(matches!(chunked.end(), End::Answered(413) | End::Closed));
        assert_serves(address, "after an endless body");
    })
    .await;
    assert!(stored(running.folder.path()) < MEBIBYTE as u64);
}

#[tokio::test]
async fn compressed_bombs_are_refused_before_they_unfold() {
    let running = hostile(|address| {
        let bomb = gzip(1024, &vec![b' '; MEBIBYTE]);
        assert!(bomb.len() < MEBIBYTE + 100_000, "a gibibyte, packed");
        // Packed once more it is a few kilobytes; one layer is undone, which is no XML.
        let nested = gzip(1, &bomb);
        let markup = gzip(64, envelope(&"<a/>".repeat(100_000)).as_bytes());
        for (name, bytes) in [("a gibibyte", &bomb[..MEBIBYTE.min(bomb.len())]), ("markup", &markup)] {
            assert_eq!(sent(address, "Content-Encoding: gzip\r\n", bytes), End::Answered(413), "{name}");
            assert_serves(address, name);
        }
        assert_eq!(sent(address, "Content-Encoding: gzip\r\n", &nested), End::Answered(500));
        assert_eq!(sent(address, "Content-Encoding: gzip, gzip\r\n", &nested), End::Answered(415));
        assert_serves(address, "after a bomb in a bomb");
    })
    .await;
    assert!(stored(running.folder.path()) < 8 * MEBIBYTE as u64);
}

#[tokio::test]
async fn markup_that_costs_parsers_dearly_is_refused() {
    hostile(|address| {
        let entities: String =
            (1..30).map(|level| format!("<!ENTITY e{level} '{}'>", format!("&e{};", level - 1).repeat(10))).collect();
        let attributes: String = (0..100_000).map(|number| format!(" a{number}=''")).collect();
        let namespaces: String = (0..30_000).map(|number| format!(" xmlns:n{number}='u{number}'")).collect();
        let messages = [
            ("entities", format!("<!DOCTYPE a [<!ENTITY e0 'x'>{entities}]>{}", envelope("&e29;"))),
            (
                "one huge entity",
                format!("<!DOCTYPE a [<!ENTITY e '{}'>]>{}", "x".repeat(100_000), envelope(&"&e;".repeat(100_000))),
            ),
            ("nesting", envelope(&format!("{}{}", "<a>".repeat(140_000), "</a>".repeat(140_000)))),
            ("open tags", envelope(&"<a>".repeat(300_000))),
            ("a million attributes' worth", envelope(&format!("<a{attributes}/>"))),
            ("namespaces", envelope(&format!("<a{namespaces}/>"))),
            ("many small elements", envelope(&"<a/>".repeat(250_000))),
            ("an unclosed tag", format!("<{}", "a ".repeat(500_000))),
            ("an unclosed comment", format!("{}<!-- {}", envelope(""), "-".repeat(900_000))),
            ("an unclosed value", envelope(&format!("<a b='{}", "<".repeat(900_000)))),
            ("angle brackets", "<".repeat(MEBIBYTE)),
            (
                "long names above many elements",
                envelope(&format!("<{0}>{1}</{0}>", "a".repeat(300_000), "<b/>".repeat(100_000))),
            ),
            ("passwords without end", "<password>".repeat(100_000)),
            ("password without a tag", "password".repeat(130_000)),
        ];
        for (name, message) in &messages {
            assert_eq!(sent(address, "", message.as_bytes()), End::Answered(500), "{name}");
        }
        // It is well-formed, if strange: the answer is that the caller is nobody.
        for crowd in ["<value/>", "<value>1</value>"] {
            let values = envelope(&format!("<entry>{}</entry>", crowd.repeat(1_000_000 / crowd.len())));
            assert_eq!(sent(address, "", values.as_bytes()), End::Answered(200), "{crowd}");
        }
        let long_name = envelope(&format!("<{}/>", "a".repeat(900_000)));
        assert_eq!(sent(address, "", long_name.as_bytes()), End::Answered(200));
        assert_serves(address, "after all of it");
    })
    .await;
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
    hostile(|address| {
        let message = envelope("<invoiceReference>1</invoiceReference>");
        let nul = message.replace("<invoiceReference>1", "<invoiceReference>\0");
        let utf_16: Vec<u8> = message.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let odd = &utf_16[..utf_16.len() - 1];
        let surrogates: Vec<u8> = [0xFE, 0xFF].into_iter().chain([0xD8, 0x00].repeat(1000)).collect();
        let latin = message.replace('1', "\u{e5}").chars().map(|c| c as u8).collect::<Vec<_>>();
        let cases: [(&str, &str, &[u8]); 8] = [
            ("NUL in a text", "", nul.as_bytes()),
            ("nothing but NUL", "", &vec![0; MEBIBYTE]),
            ("half a UTF-16 character", "Content-Type: text/xml; charset=utf-16be\r\n", odd),
            ("lone surrogates", "", &surrogates),
            ("Latin 1 without saying so", "", &latin),
            ("Latin 1 that says UTF-8", "Content-Type: text/xml; charset=utf-8\r\n", &latin),
            ("UTF-8 that says UTF-16", "Content-Type: text/xml; charset=utf-16\r\n", message.as_bytes()),
            ("a charset of our own making", "Content-Type: text/xml; charset=seqr-8\r\n", message.as_bytes()),
        ];
        for (name, headers, bytes) in cases {
            assert_eq!(sent(address, headers, bytes), End::Answered(500), "{name}");
        }
        assert_serves(address, "after all of it");
    })
    .await;
}

#[tokio::test]
async fn a_message_may_break_off_anywhere() {
    hostile(|address| {
        let message = envelope("<invoiceReference>1</invoiceReference>");
        let path = SERVICE_PATHS[0];
        let length = message.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{message}"
        );
        for cut in 0..request.len() {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            stream.write_all(&request.as_bytes()[..cut]).unwrap();
            let end = Sender { stream }.end();
            assert!(matches!(end, End::Closed | End::Answered(400)), "cut at {cut}: {end:?}");
        }
        // Without shutting down its half first, a sender that is gone is gone.
        for cut in [10, 100, request.len() - 1] {
            TcpStream::connect(address).unwrap().write_all(&request.as_bytes()[..cut]).unwrap();
        }
        assert_serves(address, "after all of it");
    })
    .await;
}

#[tokio::test]
async fn heads_without_end_and_framing_that_contradicts_itself_are_refused() {
    hostile(|address| {
        let path = SERVICE_PATHS[0];
        let heads = [
            format!("POST {path} HTTP/1.1\r\nX: {}", "a".repeat(4 * MEBIBYTE)),
            format!("POST {path}?{} HTTP/1.1\r\n\r\n", "a".repeat(MEBIBYTE)),
            format!("POST {path} HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(50_000)),
            format!("POST {path} HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
            format!("POST {path} HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n"),
            format!("POST {path} HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            format!("POST {path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nab"),
            "\0\0\0\0\r\n\r\n".to_owned(),
        ];
        for head in heads {
            let stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            let mut sender = Sender { stream };
            sender.pour(head.as_bytes(), head.len());
            let end = sender.end();
            let begin: String = head.chars().take(120).collect();
            assert!(matches!(end, End::Closed | End::Answered(400..=499)), "{begin}: {end:?}");
        }
        assert_serves(address, "after all of it");
    })
    .await;
}

/// Everything that comes back until the other side closes.
fn talk(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert!(closed(&error), "{error}");
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn post(content: &str, headers: &str) -> String {
    let (path, message) = (SERVICE_PATHS[0], envelope(content));
    format!("POST {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {}\r\n\r\n{message}", message.len())
}

#[tokio::test]
async fn requests_that_do_not_wait_for_their_turn_are_answered_one_after_the_other() {
    let running = hostile(|address| {
        let mut all: String =
            (0..50).map(|number| post(&format!("<invoiceReference>{number}</invoiceReference>"), "")).collect();
        // One that cannot be read stands among them.
        all.push_str(&post("<invoiceReference>", ""));
        all.push_str(&post("<invoiceReference>last</invoiceReference>", "Connection: close\r\n"));
        let answers = talk(address, all.as_bytes());
        assert_eq!(answers.matches("HTTP/1.1 200 ").count(), 51, "{answers}");
        assert_eq!(answers.matches("HTTP/1.1 500 ").count(), 1, "{answers}");
        assert!(answers.rfind("HTTP/1.1 500 ") < answers.rfind("HTTP/1.1 200 "), "in their order");
        assert_serves(address, "after all of it");
    })
    .await;
    let asked = running.calls().into_iter().filter_map(|call| call.invoice_reference);
    let expected: Vec<String> = (0..50).map(|number| number.to_string()).chain(["last".to_owned()]).collect();
    assert_eq!(asked.collect::<Vec<_>>(), expected, "in their order");
}

#[tokio::test]
async fn methods_paths_and_protocols_that_nobody_speaks_here_get_clear_words_or_none() {
    hostile(|address| {
        let path = SERVICE_PATHS[0];
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB"] {
            let answer = talk(address, format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes());
            assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("?wsdl"), "{method}: {answer}");
        }
        let nowhere = ["/", "//", "/soap/merchant/cashregister-3", "/soap/../soap/merchant/cashregister-2", "/%00", "/%", "*"];
        for target in nowhere {
            let answer = talk(address, format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes());
            assert!(answer.starts_with("HTTP/1.1 40"), "{target}: {answer}");
        }
        let strange = [
            "CONNECT seqr.se:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            // HTTP/2 with prior knowledge, HTTP/0.9, TLS, another protocol altogether.
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET /\r\n\r\n",
            "\u{16}\u{3}\u{1}\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        ];
        for bytes in strange {
            let answer = talk(address, bytes.as_bytes());
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 40"), "{bytes:?}: {answer}");
        }
        // The whole URL as the target, as proxies are asked.
        let message = envelope("<invoiceReference>1</invoiceReference>");
        let whole = format!(
            "POST http://seqr.test{path} HTTP/1.1\r\nHost: seqr.test\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{message}",
            message.len()
        );
        assert!(talk(address, whole.as_bytes()).starts_with("HTTP/1.1 200 "));
        assert_serves(address, "after all of it");
    })
    .await;
}
