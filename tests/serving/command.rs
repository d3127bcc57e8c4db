//! `seqr-cert backend` as a process.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::{invoice, message, raw, request};

pub struct Process {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    folder: TempDir,
}

impl Process {
    pub fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_seqr-cert"))
            .args(["backend", "--listen", "127.0.0.1:0", "--report"])
            .arg(folder.path().join("report"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, folder }
    }

    /// The rest of the next line that has `word` in it.
    pub fn after(&mut self, word: &str) -> String {
        let line = self.lines.by_ref().map(Result::unwrap).find(|line| line.contains(word));
        let line = line.unwrap_or_else(|| panic!("no line has `{word}`"));
        line.split_once(word).unwrap().1.trim().to_owned()
    }

    /// Types a line into the terminal.
    fn type_in(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn interrupt(mut self) -> (Option<i32>, Vec<String>) {
        kill_process(Pid::from_child(&self.child), Signal::INT).unwrap();
        let rest = self.lines.by_ref().map(Result::unwrap).collect();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already gone where the test came to its end.
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

#[tokio::test]
async fn it_says_where_it_is_and_what_is_wrong_with_each_call() {
    let mut process = Process::start(&["--candidate", "tests/candidate/grand-cinema.yaml"]);
    let wsdl = process.after("WSDL");
    assert!(wsdl.starts_with("http://127.0.0.1:") && wsdl.ends_with("?wsdl"), "{wsdl}");
    assert_eq!(process.after("endpoint"), wsdl.trim_end_matches("?wsdl"));
    assert_eq!(process.after("terminal"), "id cinema-terminal, password 12345678");
    assert!(process.after("reseller").contains("user 9900"));
    let page = process.after("page").split(' ').next().unwrap().to_owned();
    assert!(process.after("open ").starts_with("http://127.0.0.1:4010/order#"), "the first customer");
    let address = page.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
    let shown =
        raw(address, format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes()).await;
    assert!(shown.body.contains("<title>SEQR playground"), "{}", shown.body);

    // Credentials are the profile's; nothing else is right about these.
    let status =
        message("getPaymentStatus", "<invoiceReference>1</invoiceReference>").replace("correct-horse", "12345678");
    for text in [status.clone(), status, "\u{1b}[2J<a/>".to_owned()] {
        raw(address, &request("Content-Type: text/xml\n", text.as_bytes())).await;
    }
    assert!(process.after("getPaymentStatus").contains("-> 54 INVALID_INVOICE_REFERENCE"));
    let identity = process.after("must");
    assert!(identity.contains("context/clientId"), "{identity}");
    let second = process.after("as before: ");
    assert!(second.contains("context/clientId"), "{second}");
    let unreadable = process.after("unreadable message");
    assert!(!unreadable.contains('\u{1b}'), "what is sent does not draw on the terminal: {unreadable:?}");
    let (exit, _) = process.interrupt();
    assert_eq!(exit, Some(0));
}

#[tokio::test]
async fn with_tls_it_says_what_to_trust() {
    let mut process = Process::start(&["--tls"]);
    assert!(process.after("WSDL").starts_with("https://127.0.0.1:"));
    let url = process.after("endpoint");
    let ca_file = process.after("trust");
    assert_eq!(ca_file, process.folder.path().join("report/seqr-ca.pem").to_str().unwrap());
    assert!(process.after("page").starts_with("https://"));
    let authority = reqwest::Certificate::from_pem(&std::fs::read(ca_file).unwrap()).unwrap();
    let client = reqwest::Client::builder().no_proxy().add_root_certificate(authority).build().unwrap();
    let answer = client.post(url).body(message("sendInvoice", "")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    process.after("sendInvoice");
    assert_eq!(process.interrupt().0, Some(0));
}

#[tokio::test]
async fn an_open_page_does_not_hold_it_up() {
    let mut process = Process::start(&[]);
    let page = process.after("page").split(' ').next().unwrap().to_owned();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut news = client.get(format!("{page}playground/events")).send().await.unwrap();
    assert!(news.chunk().await.unwrap().is_some());
    assert_eq!(process.interrupt().0, Some(0));
    assert!(!matches!(news.chunk().await, Ok(Some(_))), "the stream has ended");
}

#[tokio::test]
async fn the_terminal_plays_the_customer_too() {
    let mut process = Process::start(&["--candidate", "tests/candidate/grand-cinema.yaml"]);
    let url = process.after("endpoint");
    let address = url.trim_start_matches("http://").split('/').next().unwrap().parse().unwrap();
    let call = async |operation: &str, content: &str| {
        let text = message(operation, content).replace("correct-horse", "12345678");
        raw(address, &request("Content-Type: text/xml\n", text.as_bytes())).await.body
    };
    for (word, becomes) in [("pay", "PAID"), ("fail", "FAILED"), ("cancel", "CANCELED"), ("expire", "CANCELED")] {
        let sent = call("sendInvoice", &invoice("5.00", "")).await;
        let reference = sent.split("<invoiceReference>").nth(1).unwrap().split('<').next().unwrap();
        process.type_in(&format!("scan HTTP://SEQR.SE/R{reference}"));
        assert_eq!(process.after("the app shows invoice"), reference);
        process.type_in(&format!("{word} {reference}"));
        assert_eq!(process.after(&format!("invoice {reference} is {becomes}")), "");
        process.type_in(&format!("notify {reference}"));
        assert!(process.after(&format!("invoice {reference}")).starts_with(if word == "pay" {
            "came without"
        } else {
            "is"
        }));
    }
    for (typed, told) in
        [("token", "open http://"), ("scan HTTP://SEQR.SE/R1", "there is no invoice 1"), ("help", "type:")]
    {
        process.type_in(typed);
        process.after(told);
    }
    assert_eq!(process.interrupt().0, Some(0));
}

#[test]
fn a_report_folder_of_something_else_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("thesis.txt"), "").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqr-cert"));
    let output = command.args(["backend", "--report"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no report of ours"));
}

/// A candidate that the harness starts finds the certificate to trust; one that looks at its environment is enough.
#[test]
fn a_started_candidate_finds_the_certificate_in_its_environment() {
    let folder = tempfile::tempdir().unwrap();
    let port = crate::port::free_port();
    let text = std::fs::read_to_string("tests/candidate/grand-cinema.yaml").unwrap();
    let note = "echo \\\"$SEQR_CA_FILE $SEQR_ENDPOINT_URL\\\" > seen; cp \\\"$SEQR_CA_FILE\\\" copy; \
                exec /usr/bin/python3 -m http.server --bind 127.0.0.1 $PORT";
    let text = text
        .replace("listen: 127.0.0.1:8480", "listen: 127.0.0.1:0\n  tls: true")
        .replace("4010", &port.to_string())
        .replace("[\"php\", \"-S\", ", "[\"sh\", \"-c\", ")
        .replace(&format!("\"127.0.0.1:{port}\", \"-t\", \"public\"]"), &format!("\"{note}\"]"));
    std::fs::write(folder.path().join("candidate.yaml"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqr-cert"));
    let output = command.args(["doctor", "--candidate"]).arg(folder.path().join("candidate.yaml")).output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("the candidate answers"), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let seen = std::fs::read_to_string(folder.path().join("seen")).unwrap();
    let (ca_file, endpoint) = seen.split_once(' ').unwrap();
    assert!(ca_file.starts_with('/') && ca_file.ends_with("/seqr-ca.pem"), "{seen}");
    assert!(endpoint.starts_with("https://127.0.0.1:"), "{seen}");
    let copy = std::fs::read_to_string(folder.path().join("copy")).unwrap();
    assert!(copy.starts_with("-----BEGIN CERTIFICATE-----"), "{copy}");
}
