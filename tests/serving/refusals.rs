//! Who may not press the buttons, and where there are none.

use seqr_cert::spec::InvoiceStatus;

use crate::support::{Running, send_invoice};
use crate::world::{get, press, send, with_page};

/// Host, Origin (none where empty), and whether that is the page itself. `{}` stands for the port.
const SENDERS: [(&str, &str, bool); 14] = [
    ("127.0.0.1:{}", "http://127.0.0.1:{}", true),
    ("localhost:{}", "http://localhost:{}", true),
    ("LOCALHOST:{}", "http://localhost:{}", true),
    ("seqr.localhost:{}", "http://seqr.localhost:{}", true),
    ("[::1]:{}", "http://[::1]:{}", true),
    ("127.0.0.1:{}", "", false),
    ("127.0.0.1:{}", "null", false),
    ("127.0.0.1:{}", "http://127.0.0.1:4010", false),
    ("127.0.0.1:{}", "http://localhost:{}", false),
    ("127.0.0.1:{}", "https://127.0.0.1:{}", false),
    ("127.0.0.1:{}", "http://evil.example", false),
    ("evil.example:{}", "http://evil.example:{}", false),
    ("127.0.0.1.evil.example:{}", "http://127.0.0.1.evil.example:{}", false),
    ("localhost.evil.example", "http://localhost.evil.example", false),
];

#[tokio::test]
async fn only_the_page_itself_presses_its_buttons() {
    let running = with_page().await;
    let port = running.backend.address().port().to_string();
    for (host, origin, own) in SENDERS {
        let reference = running.issue("").await;
        let origin = if origin.is_empty() { String::new() } else { format!("Origin: {origin}\n") };
        let headers = format!("Host: {host}\n{origin}").replace("{}", &port);
        let reply = send(&running, "POST", &format!("/playground/invoices/{reference}/pay"), &headers).await;
        let (status, invoice) = if own { (200, InvoiceStatus::Paid) } else { (403, InvoiceStatus::Issued) };
        assert_eq!(reply.status, status, "{headers}{}", reply.body);
        assert_eq!(running.backend.invoice(&reference).unwrap().status, invoice, "{headers}");
    }
}

#[tokio::test]
async fn no_other_name_that_points_here_can_read_anything() {
    let running = with_page().await;
    running.call(&send_invoice("")).await;
    for host in ["Host: evil.example\n", "Host: \n", "Host: a b\n", ""] {
        for path in ["/", "/playground/events", "/playground/desk", "/playground/calls/1"] {
            let reply = send(&running, "GET", path, host).await;
            // Without a Host header at all HTTP itself is broken, and the server says so.
            assert!(matches!(reply.status, 400 | 403), "{host}{path}: {}", reply.status);
            assert!(!reply.body.contains("order-1") && !reply.body.contains("script"), "{}", reply.body);
        }
    }
}

#[tokio::test]
async fn the_service_itself_is_called_under_every_name() {
    let running = with_page().await;
    assert_eq!(running.post(&send_invoice("")).await.status, 200, "the host of that is seqr.test");
    let lost = send(&running, "POST", "/", "Host: seqr.test\nContent-Length: 0\n").await;
    assert_eq!(lost.status, 404);
    assert!(lost.body.contains("Fault"), "a message that went astray is told so: {}", lost.body);
}

#[tokio::test]
async fn the_backend_of_a_run_offers_no_page() {
    let running = Running::start().await;
    for path in ["/", "/playground/events", "/playground/script.js"] {
        let reply = get(&running, path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.body.starts_with("Nothing here."), "{}", reply.body);
    }
    let reference = running.issue("").await;
    assert_eq!(press(&running, &format!("/playground/invoices/{reference}/pay")).await.status, 404);
    assert_eq!(running.backend.invoice(&reference).unwrap().status, InvoiceStatus::Issued);
}
