//! What the page's buttons do.

use seqr_cert::spec::InvoiceStatus;
use seqr_cert::trace::What;
use serde_json::Value;

use crate::support::{PASSWORD, QR, Running, get_payment_status, message, message_of, send_invoice};
use crate::world::{get, press, with_page};

fn status(running: &Running, reference: &str) -> InvoiceStatus {
    running.backend.invoice(reference).unwrap().status
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[tokio::test]
async fn the_customer_pays_declines_and_cancels() {
    let running = with_page().await;
    for (action, expected) in
        [("pay", InvoiceStatus::Paid), ("decline", InvoiceStatus::Failed), ("cancel", InvoiceStatus::Canceled)]
    {
        let reference = running.issue("").await;
        let path = format!("/playground/invoices/{reference}/{action}");
        let pressed = press(&running, &path).await;
        assert_eq!(pressed.status, 200, "{}", pressed.body);
        assert_eq!(status(&running, &reference), expected);
        let again = press(&running, &path).await;
        assert_eq!(again.status, 409, "{action} twice");
        let error = json(&again.body)["error"].as_str().unwrap().to_owned();
        assert!(error.contains(&reference) && error.contains("only an ISSUED one waits"), "{error}");
    }
}

#[tokio::test]
async fn what_cannot_be_done_is_said_and_changes_nothing() {
    let running = with_page().await;
    let reference = running.issue("").await;
    assert_eq!(press(&running, "/playground/invoices/123/pay").await.status, 409);
    assert_eq!(press(&running, &format!("/playground/invoices/{reference}/steal")).await.status, 404);
    let looked = get(&running, &format!("/playground/invoices/{reference}/pay")).await;
    assert_eq!(looked.status, 404, "a link must not pay");
    assert_eq!(status(&running, &reference), InvoiceStatus::Issued);
}

#[tokio::test]
async fn a_customer_of_the_page_has_a_session_and_links_to_the_merchants_pages() {
    let running = with_page().await;
    let customer = json(&press(&running, "/playground/customers").await.body);
    let token = customer["token"].as_str().unwrap();
    assert_eq!(customer["links"][0]["url"], format!("http://127.0.0.1:4010/order#{token}"));
    assert_eq!(customer["links"].as_array().unwrap().len(), 4);
    let call = running.call(&message("getClientSessionInfo", &format!("<key>{token}</key>"))).await;
    assert_eq!(call.result_code, Some(0), "{call:?}");
}

#[tokio::test]
async fn a_customers_session_can_be_denied_and_opened_again() {
    let running = with_page().await;
    let customer = json(&press(&running, "/playground/customers").await.body);
    let token = customer["token"].as_str().unwrap();
    let ask = message("getClientSessionInfo", &format!("<key>{token}</key>"));
    for (session, code) in [("expired", 60), ("cancelled", 61), ("in-progress", 62), ("unknown", 63), ("open", 0)] {
        let pressed = press(&running, &format!("/playground/customers/{token}/{session}")).await;
        assert_eq!(pressed.status, 200, "{}", pressed.body);
        assert_eq!(running.call(&ask).await.result_code, Some(code), "{session}");
    }
    assert_eq!(press(&running, &format!("/playground/customers/{token}/stolen")).await.status, 404);
    let nobody = press(&running, "/playground/customers/111111-222222/expired").await;
    assert_eq!(nobody.status, 409);
    assert!(nobody.body.contains("111111-222222"), "{}", nobody.body);
}

#[tokio::test]
async fn a_notification_is_sent_again_once_there_was_a_first() {
    let running = with_page().await;
    let mute = running.issue("").await;
    let told = running.issue("<notificationUrl>http://127.0.0.1:1/told</notificationUrl>").await;
    let notify = |reference: &str| format!("/playground/invoices/{reference}/notify");
    let early = press(&running, &notify(&told)).await;
    assert_eq!(early.status, 409);
    assert!(early.body.contains("is ISSUED"), "{}", early.body);
    for reference in [&mute, &told] {
        press(&running, &format!("/playground/invoices/{reference}/pay")).await;
    }
    let nobody = press(&running, &notify(&mute)).await;
    assert_eq!(nobody.status, 409);
    assert!(nobody.body.contains("without a notificationUrl"), "{}", nobody.body);
    assert_eq!(press(&running, &notify(&told)).await.status, 200);
    let mut changed = running.backend.changed();
    loop {
        let events = running.recorder.events();
        if events.iter().filter(|event| matches!(event.what, What::Notified(_))).count() == 2 {
            break;
        }
        crate::world::in_time("the second notification", changed).await;
        changed = running.backend.changed();
    }
}

#[tokio::test]
async fn the_messages_of_a_call_can_be_read_without_the_password() {
    let running = with_page().await;
    running.call(&send_invoice("<footer>&lt;script&gt;</footer>")).await;
    running.call(&get_payment_status("1", 0)).await;
    let call = get(&running, "/playground/calls/1").await;
    assert_eq!(call.status, 200);
    assert!(call.head.contains("content-type: application/json"), "{}", call.head);
    let messages = json(&call.body);
    let request = messages["request"].as_str().unwrap();
    assert!(request.contains("<footer>&lt;script&gt;</footer>"), "{request}");
    assert!(!request.contains(PASSWORD), "{request}");
    assert!(messages["response"].as_str().unwrap().contains("sendInvoiceResponse"));
    for nothing in ["/playground/calls/2", "/playground/calls/99"] {
        assert_eq!(get(&running, nothing).await.status, 404, "{nothing} is no call");
    }
}

#[tokio::test]
async fn the_page_brings_all_that_it_needs_and_makes_no_html_of_texts() {
    let running = with_page().await;
    let page = get(&running, "/").await;
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-security-policy: default-src 'none'"), "{}", page.head);
    assert!(page.head.contains("frame-ancestors 'none'"), "{}", page.head);
    for path in ["/playground/style.css", "/playground/script.js", "/playground/qr.svg", "/playground/desk"] {
        let file = get(&running, path).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(file.head.contains("x-content-type-options: nosniff"), "{path}");
        assert!(path.ends_with("desk") || path.ends_with("svg") || page.body.contains(path), "{path} is not used");
        for foreign in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "https://", "@import"]
        {
            assert!(!file.body.contains(foreign), "{path} has {foreign}");
        }
    }
}

#[tokio::test]
async fn an_invoice_can_be_let_expire_until_nothing_waits_any_more() {
    let running = with_page().await;
    let (open, paid, known) = (running.issue("").await, running.issue("").await, running.issue("").await);
    for reference in [&paid, &known] {
        press(&running, &format!("/playground/invoices/{reference}/pay")).await;
    }
    running.call(&get_payment_status(&known, 1)).await;
    let expire = |reference: &str| format!("/playground/invoices/{reference}/expire");
    for reference in [&open, &paid] {
        assert_eq!(press(&running, &expire(reference)).await.status, 200);
        let call = running.call(&get_payment_status(reference, 1)).await;
        assert_eq!(call.status, Some(InvoiceStatus::Canceled));
    }
    assert!(running.backend.invoice(&paid).unwrap().reversed);
    let refused = press(&running, &expire(&known)).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("nothing about it expires"), "{}", refused.body);
}

#[tokio::test]
async fn a_code_leads_to_what_the_app_would_show() {
    let running = with_page().await;
    let code = |text: &str| {
        let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        format!("/playground/codes?text={text}")
    };
    let customer = json(&press(&running, &code(QR)).await.body);
    let ask = message("getClientSessionInfo", &format!("<key>{}</key>", customer["token"].as_str().unwrap()));
    assert_eq!(running.call(&ask).await.result_code, Some(0));

    let reference = running.issue("").await;
    let shown = json(&press(&running, &code(&format!("HTTP://SEQR.SE/R{reference}"))).await.body);
    assert_eq!(shown["invoice"], reference);

    let register = "<externalTerminalId>1</externalTerminalId><password>till-password</password><name>Foyer</name>";
    let register = message_of(["RESELLERUSER", "cinema", "9900", "1234"], "registerTerminal", register);
    let terminal = running.call(&register).await.response;
    let terminal = terminal.value("return/terminalId").unwrap();
    let till = ["TERMINALID", terminal, "", "till-password"];
    running.call(&message_of(till, "assignSeqrId", "<seqrId>FOYER1</seqrId>")).await;
    let sent = running.call(&message_of(till, "sendInvoice", &crate::support::invoice("5.00", ""))).await;
    let shown = json(&press(&running, &code("HTTP://SEQR.SE/QFOYER1")).await.body);
    assert_eq!(shown["invoice"].as_str(), sent.invoice_reference.as_deref());
    press(&running, &format!("/playground/invoices/{}/pay", shown["invoice"].as_str().unwrap())).await;

    for (text, words) in [
        ("HTTP://SEQR.SE/QFOYER1", "is PAID"),
        ("HTTP://SEQR.SE/QNOBODY", "no terminal has the seqrId"),
        ("HTTP://SEQR.SE/R42", "there is no invoice 42"),
        ("HTTP://SEQR.SE/000/OTHER", "the QR code is of service `OTHER`"),
        ("hello", "does not start with HTTP://SEQR.SE/"),
    ] {
        let refused = press(&running, &code(text)).await;
        assert_eq!(refused.status, 409, "{text}");
        assert!(json(&refused.body)["error"].as_str().unwrap().contains(words), "{text}: {}", refused.body);
    }
}

#[tokio::test]
async fn an_invoice_that_says_nothing_of_acknowledgment_waits_for_the_service_after_the_yes() {
    let running = with_page().await;
    let sent = send_invoice("").replace("<acknowledgmentMode>NO_ACKNOWLEDGMENT</acknowledgmentMode>", "");
    let reference = running.call(&sent).await.invoice_reference.unwrap();
    press(&running, &format!("/playground/invoices/{reference}/pay")).await;
    assert_eq!(status(&running, &reference), InvoiceStatus::PendingIssuerAcknowledge);
    let card = crate::world::News::open(&running, "").await.unwrap().next().await["invoices"][0].clone();
    assert_eq!((&card["acknowledgment_mode"], &card["status"]), (&Value::Null, &"PENDING_ISSUER_ACKNOWLEDGE".into()));
    let update = format!("<invoiceReference>{reference}</invoiceReference>{}", crate::support::invoice("30.00", ""));
    assert_eq!(running.call(&message("updateInvoice", &update)).await.result_code, Some(0));
    assert_eq!(status(&running, &reference), InvoiceStatus::Paid);
}
