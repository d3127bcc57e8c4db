//! A developer plays the customer, in a real browser.

use std::time::Duration;

use seqr_cert::app::{BrowserChoice, Driver, Keep, Phone, Session};
use seqr_cert::candidate::Tap;
use seqr_cert::spec::{InvoiceStatus, Page, screen_named};
use seqr_cert::trace::What;

use crate::support::get_payment_status;
use crate::world::with_page;

/// Would ask the backend for a picture that it does not have, if a browser took it for HTML.
const HOSTILE: &str = "<invoiceRows><invoiceRow><itemDescription>&lt;img src=/hostile onerror=alert(1)&gt;</itemDescription>\
    </invoiceRow></invoiceRows>";

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_that_is_paid_on_the_page_is_paid_for_the_merchant() {
    let running = with_page().await;
    let driver = Driver::start(&BrowserChoice::default()).await.unwrap();
    let screen = screen_named("android-320x480").unwrap();
    let phone = Phone { case: "test".into(), token: String::new(), screen, limit: Duration::from_secs(20) };
    let session = Session::start(&driver, phone, running.recorder.clone()).await.unwrap();
    let page = format!("{}/", running.backend.origin());
    let opened = session.open(Page::Order, &page, Keep::Nothing).await.unwrap();
    assert_eq!(opened.problem, None);

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

    let events = running.recorder.events();
    let trouble = events
        .iter()
        .find(|event| matches!(event.what, What::Dialog { .. } | What::RequestFailed { .. } | What::Console { .. }));
    assert_eq!(trouble, None, "texts of the merchant stay texts, and nothing breaks");
    session.close().await;
}
