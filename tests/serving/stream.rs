//! What the page is told, and when.

use seqr_cert::suite::Choice;
use serde_json::Value;

use crate::support::{Running, get_payment_status, message, raw, request, send_invoice};
use crate::world::{News, press, with_page};

const ROWS: &str = "<invoiceRows><invoiceRow><itemDescription>&lt;img src=x onerror=alert(1)&gt;</itemDescription>\
    <itemQuantity>2</itemQuantity><itemTotalAmount><currency>SEK</currency><value>20.00</value></itemTotalAmount>\
    </invoiceRow><invoiceRow><itemDescription>Popcorn</itemDescription><itemQuantity>1</itemQuantity>\
    <itemTotalAmount><currency>SEK</currency><value>10.00</value></itemTotalAmount></invoiceRow></invoiceRows>";

fn calls(update: &Value) -> Vec<&Value> {
    let lines = update["lines"].as_array().unwrap().iter();
    lines.filter(|line| !line["call"].is_null()).collect()
}

fn first_invoice(update: &Value) -> &Value {
    &update["invoices"][0]
}

#[tokio::test]
async fn a_page_that_opens_sees_everything_so_far() {
    let running = with_page().await;
    let reference = running.issue(ROWS).await;
    raw(running.backend.address(), &request("", b"rubbish")).await;
    let update = News::open(&running, "").await.unwrap().next().await;
    assert_eq!(update["afresh"], true);
    let invoice = first_invoice(&update);
    assert_eq!(invoice["reference"], reference);
    assert_eq!(invoice["order"], "order-1");
    assert_eq!(invoice["title"], "Tickets");
    assert_eq!(invoice["total"], "30.00 SEK");
    assert_eq!(invoice["status"], "ISSUED");
    let row = &invoice["rows"][0];
    assert_eq!(row["description"], "<img src=x onerror=alert(1)>", "told as it is; the page shows it as text");
    assert_eq!((&row["quantity"], &row["total"]), (&"2".into(), &"20.00".into()));
    assert_eq!(invoice["rows"][1]["description"], "Popcorn");
    let calls = calls(&update);
    assert_eq!(calls[0]["call"]["operation"], "sendInvoice");
    assert_eq!(calls[0]["call"]["result"], "0 SUCCESS");
    assert_eq!(calls[0]["call"]["remarks"][0]["text"], "order order-1");
    assert_eq!(calls[1]["call"]["operation"], Value::Null);
    assert!(calls[1]["call"]["unreadable"].as_str().unwrap().contains("XML"), "{}", calls[1]);
}

#[tokio::test]
async fn an_open_page_is_told_what_is_new_and_only_that() {
    let running = with_page().await;
    running.call(&send_invoice("")).await;
    let mut news = News::open(&running, "").await.unwrap();
    assert_eq!(calls(&news.next().await).len(), 1);
    running.call(&get_payment_status("1", 0)).await;
    let (operation, afresh) = news
        .until(|update| {
            let calls = calls(update);
            assert!(calls.len() <= 1, "{update}");
            calls.first().map(|line| (line["call"]["operation"].clone(), update["afresh"].clone()))
        })
        .await;
    assert_eq!((operation, afresh), ("getPaymentStatus".into(), false.into()));
    let (id, tokens) = (news.id.clone(), press(&running, "/playground/customers").await.body);
    let token = serde_json::from_str::<Value>(&tokens).unwrap()["token"].clone();
    news.until(|update| (update["customers"][0]["token"] == token).then_some(())).await;
    drop(news);

    running.call(&message("fooBar", "")).await;
    let again = News::open(&running, &id).await.unwrap().next().await;
    assert_eq!(again["afresh"], false);
    assert_eq!(calls(&again).len(), 1, "a page that lost its connection gets what it missed: {again}");
    let other_run = News::open(&running, "1-1").await.unwrap().next().await;
    assert_eq!(other_run["afresh"], true, "what another backend told is forgotten");
}

#[tokio::test]
async fn a_payment_can_be_watched_until_the_merchant_knows() {
    let running = with_page().await;
    let reference = running.issue("").await;
    let mut news = News::open(&running, "").await.unwrap();
    assert_eq!(first_invoice(&news.next().await)["reversal_at_ms"], Value::Null);
    running.backend.decide(&reference, Choice::Approve).unwrap();
    let paid = news.until(|update| (first_invoice(update)["status"] == "PAID").then(|| update.clone())).await;
    let left = first_invoice(&paid)["reversal_at_ms"].as_u64().unwrap() - paid["now_ms"].as_u64().unwrap();
    assert!(left <= 20_000, "{left} ms");
    running.call(&get_payment_status(&reference, 1)).await;
    let known = news.until(|update| (first_invoice(update)["acknowledged"] == true).then(|| update.clone())).await;
    assert_eq!(first_invoice(&known)["reversal_at_ms"], Value::Null);
}

#[tokio::test]
async fn invoices_that_wait_stand_first_and_the_list_is_bounded() {
    let running = with_page().await;
    let first = running.issue("").await;
    for _ in 0..45 {
        let other = running.issue("").await;
        running.backend.decide(&other, Choice::Decline).unwrap();
    }
    let update = News::open(&running, "").await.unwrap().next().await;
    assert_eq!(first_invoice(&update)["reference"], first);
    assert_eq!(update["invoices"].as_array().unwrap().len(), 40);
    assert_eq!(update["more_invoices"], 6);
}

#[tokio::test]
async fn pages_that_are_open_too_often_are_refused_until_one_closes() {
    let running: Running = with_page().await;
    let mut open = Vec::new();
    let refused = loop {
        match News::open(&running, "").await {
            Ok(news) => open.push(news),
            Err(status) => break status,
        }
    };
    assert_eq!((refused, open.len()), (503, 16));
    open.pop();
    let reopen = async {
        while News::open(&running, "").await.is_err() {
            // The server notices the closed one when it next writes to it.
            running.call(&get_payment_status("1", 0)).await;
        }
    };
    crate::world::in_time("a free place", reopen).await;
}
