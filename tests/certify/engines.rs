//! Other engines than the one that decides: what they show is judged, what they cannot do is said, and they certify nothing.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::bench::{Run, command, finished, free_port, plain, report_in, seqr_cert};

fn text(run: &Run, file: &str) -> String {
    fs::read_to_string(report_in(run.folder.path()).join(file)).unwrap()
}

#[test]
fn webkit_goes_through_whole_journeys_on_iphones_and_certifies_nothing() {
    let run = seqr_cert(&["demo", "--browser", "webkit", "screens.order", "triggers.", "urls.order-page"]);
    assert_eq!(run.exit, 3, "{}", run.printed);
    let report = run.report();
    assert_eq!((&report["verdict"], &report["engine"]), (&"inconclusive".into(), &"webkit".into()));
    assert_eq!(report["browser"]["name"], "WebKitGTK");
    assert_eq!(run.checks("fail").len() + run.checks("inconclusive").len(), 0, "{}", run.printed);
    let passed = run.checks("pass");
    for check in ["screens.order/width", "triggers.pay/trigger", "urls.order-page/answers"] {
        assert!(passed.contains(check), "{check} is not in {passed:?}");
    }
    assert!(run.messages("not-applicable").contains("no touch screen"), "{}", run.messages("not-applicable"));
    let told = "this is not a certification, Chromium decides";
    for (name, text) in [
        ("console", run.printed.split_whitespace().collect::<Vec<_>>().join(" ")),
        ("report.html", text(&run, "report.html")),
        ("report.json", text(&run, "report.json")),
        ("junit.xml", text(&run, "junit.xml")),
    ] {
        assert!(text.contains(told), "{name} does not say so: {text}");
    }
    // The first line holds the plan, which names the screens that cases were written for.
    let trace = text(&run, "trace.jsonl");
    let (_, seen) = trace.split_once('\n').unwrap();
    assert!(seen.contains(r#""screen":"ios-640x1136""#) && !seen.contains(r#""screen":"android-"#));
}

#[test]
fn a_page_that_is_wider_than_an_iphone_fails_in_webkit() {
    let run = seqr_cert(&["demo", "--browser", "webkit", "--defect", "overflow", "screens.cancel"]);
    assert_eq!(run.exit, 1, "{}", run.printed);
    assert!(run.messages("fail").contains("ios-320x480"), "{}", run.messages("fail"));
}

#[test]
fn an_engine_that_nobody_knows_and_one_that_cannot_be_elsewhere_are_usage_errors() {
    let run = plain(&["demo", "--browser", "lynx", "--list"]);
    assert_eq!(run.exit, 2, "{}", run.printed);
    assert!(run.printed.contains("chromium, webkit, firefox"), "{}", run.printed);
    let run = plain(&["demo", "--browser", "webkit", "--webdriver", "http://127.0.0.1:4444"]);
    assert_eq!(run.exit, 2, "{}", run.printed);
    assert!(run.printed.contains("on this machine only; leave out --webdriver"), "{}", run.printed);
}

#[test]
fn an_engine_that_is_not_installed_is_told_with_the_command_that_installs_it() {
    let nothing = tempfile::tempdir().unwrap();
    for engine in ["chromium", "webkit", "firefox"] {
        let folder = tempfile::tempdir().unwrap();
        let output = command(&["demo", "--browser", engine, "urls.order-page", "--report"])
            .arg(report_in(folder.path()))
            .env("PATH", nothing.path())
            .output()
            .unwrap();
        let run = finished(&output, folder);
        assert_eq!(run.exit, 3, "{}", run.printed);
        assert!(run.printed.contains(&format!("scripts/install-browser {engine}")), "{}", run.printed);
    }
}

#[test]
fn an_address_without_a_driver_and_one_of_something_else_are_told_apart() {
    let nobody = format!("http://127.0.0.1:{}", free_port());
    let run = seqr_cert(&["demo", "--webdriver", &nobody, "urls.order-page"]);
    assert_eq!(run.exit, 3, "{}", run.printed);
    assert!(run.printed.contains("start it, or correct --webdriver"), "{}", run.printed);
    let something = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", something.local_addr().unwrap());
    thread::spawn(move || {
        for client in something.incoming() {
            let mut client = client.unwrap();
            let _ = client.read(&mut [0; 4096]);
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello");
        }
    });
    let run = seqr_cert(&["demo", "--webdriver", &url, "urls.order-page"]);
    assert_eq!(run.exit, 3, "{}", run.printed);
    assert!(run.printed.contains("is --webdriver the address of a WebDriver?"), "{}", run.printed);
}
