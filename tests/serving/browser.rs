//! A developer plays the customer, in a real browser.

use std::collections::BTreeMap;
use std::time::Duration;

use seqr_cert::app::{BrowserChoice, Depth, Driver, Keep, Look, Phone, Session};
use seqr_cert::candidate::Tap;
use seqr_cert::spec::{InvoiceStatus, Language, Page, screen_named};
use seqr_cert::trace::{Event, What};

use crate::support::{Running, get_payment_status};
use crate::world::with_page;

/// Would ask the backend for a picture that it does not have, if a browser took it for HTML.
const HOSTILE: &str = "<invoiceRows><invoiceRow><itemDescription>&lt;img src=/hostile onerror=alert(1)&gt;</itemDescription>\
    </invoiceRow></invoiceRows>";

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_that_is_paid_on_the_page_is_paid_for_the_merchant() {
    let running = with_page().await;
    let driver = Driver::start(&BrowserChoice::default()).await.unwrap();
    let session = open(&driver, &running).await;

    // The page is open already: the invoice appears by itself.
    let reference = running.issue(HOSTILE).await;
    session.act(&Tap::Tap("[data-action=pay]".into())).await.unwrap();
    running
        .until(|event| match &event.what {
            What::InvoiceChanged(change) => (change.to == InvoiceStatus::Paid).then_some(()),
            _ => None,
        })
        .await;
    let call = running.call(&get_payment_status(&reference, 1)).await;
    assert_eq!(call.status, Some(InvoiceStatus::Paid));

    assert_eq!(trouble(&running), None, "texts of the merchant stay texts, and nothing breaks");
    session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_button_does_what_it_says() {
    let running = with_page().await;
    let driver = Driver::start(&BrowserChoice::default()).await.unwrap();
    let session = open(&driver, &running).await;
    let ends =
        [("decline", InvoiceStatus::Failed), ("cancel", InvoiceStatus::Canceled), ("expire", InvoiceStatus::Canceled)];
    for (action, expected) in ends {
        let reference = running.issue("").await;
        tap(&session, &button(&reference, action)).await;
        until_changed(&running, &reference, expected).await;
    }

    let reference = running.issue("<notificationUrl>http://127.0.0.1:1/told</notificationUrl>").await;
    // Found by its code, as a customer at the counter would.
    tap(&session, ".other summary").await;
    let code = BTreeMap::from([("#code".to_owned(), format!("HTTP://SEQR.SE/R{reference}"))]);
    session.act(&Tap::Fill(code)).await.unwrap();
    tap(&session, "#other button").await;
    tap(&session, &button(&reference, "pay")).await;
    until_changed(&running, &reference, InvoiceStatus::Paid).await;
    tap(&session, &button(&reference, "notify")).await;
    let told =
        |_: &Event| (running.story().iter().filter(|line| line.ends_with(": notified")).count() == 2).then_some(());
    running.until(told).await;
    // Not acknowledged so far: its time can be up.
    tap(&session, &button(&reference, "expire")).await;
    until_changed(&running, &reference, InvoiceStatus::Canceled).await;
    assert!(running.backend.invoice(&reference).unwrap().reversed);

    tap(&session, "#scan").await;
    let customer = Tap::Tap("#customers select".to_owned());
    session.wait_until_usable(&customer, Duration::from_secs(20)).await.unwrap();
    assert_eq!(trouble(&running), None);
    session.close().await;
}

async fn open(driver: &Driver, running: &Running) -> Session {
    let screen = screen_named("android-320x480").unwrap();
    let phone = Phone {
        case: "test".into(),
        token: String::new(),
        screen,
        language: Language::default(),
        limit: Duration::from_secs(20),
    };
    let session = Session::start(driver, phone, running.recorder.clone()).await.unwrap();
    let page = format!("{}/", running.backend.origin());
    let look = Look::first(Page::Order, screen, Depth::Glance);
    let opened = session.open_and_look(&page, Keep::Nothing, look).await.unwrap();
    assert_eq!(opened.problem, None);
    session
}

/// A button of one invoice: what the page shows of another may be older than the click.
fn button(reference: &str, action: &str) -> String {
    format!("[aria-labelledby=invoice-{reference}] [data-action={action}]")
}

async fn tap(session: &Session, target: &str) {
    session.act(&Tap::Tap(target.to_owned())).await.unwrap();
}

async fn until_changed(running: &Running, reference: &str, status: InvoiceStatus) {
    let changed = |event: &Event| match &event.what {
        What::InvoiceChanged(change) => (change.invoice_reference == reference && change.to == status).then_some(()),
        _ => None,
    };
    running.until(changed).await;
}

/// What a page must never bring about.
fn trouble(running: &Running) -> Option<Event> {
    let mut events = running.recorder.events().into_iter();
    let is_trouble =
        |what: &What| matches!(what, What::Dialog { .. } | What::RequestFailed { .. } | What::Console { .. });
    events.rfind(|event| is_trouble(&event.what))
}
