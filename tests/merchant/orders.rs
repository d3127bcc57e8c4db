//! Orders from the first page to the tickets.

use serde_json::json;

use super::seqr::Seqr;
use super::shop::{Shop, TOKEN};

#[tokio::test]
async fn opening_the_page_asks_who_is_there_and_sends_no_invoice() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    seqr.parameters(&[("show", "7"), ("seat", "A1")]);
    assert_eq!(shop.open(TOKEN).await, json!({ "show": "7", "seat": "A1", "paid": false }));
    assert_eq!(seqr.calls("getClientSessionInfo").len(), 1);
    assert_eq!(seqr.calls("sendInvoice").len(), 0);
}

#[tokio::test]
async fn qr_parameters_that_we_do_not_have_are_ignored() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    for (show, seat) in [("77", "Z9"), ("<script>alert(1)</script>", "A0"), ("", ""), ("7 ", "A10"), ("७", "Aé")] {
        seqr.parameters(&[("show", show), ("seat", seat), ("other", "x")]);
        assert_eq!(shop.open(TOKEN).await, json!({ "show": null, "seat": null, "paid": false }), "{show} {seat}");
    }
}

#[tokio::test]
async fn polling_learns_of_the_payment_and_stops() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 2).await;
    assert_eq!(shop.status(TOKEN).await, json!({ "state": "waiting" }));
    seqr.set(&reference, "PAID");
    let order = shop.until(TOKEN, "paid").await;

    let number = seqr.calls("sendInvoice")[0].field("invoice/clientInvoiceId").to_owned();
    let receipt = json!({
        "reference": number, "show": "Paper Moons", "time": "19:30", "hall": "Hall 1",
        "tickets": 2, "seats": "Together, from A1", "amount": "€ 25.00",
    });
    assert_eq!(order["receipt"], receipt);

    let asked = seqr.calls("getPaymentStatus").len();
    assert_eq!(shop.notify(&reference).await, 204);
    shop.until(TOKEN, "paid").await;
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    assert_eq!(seqr.calls("getPaymentStatus").len(), asked, "PAID needs no further question");
}

#[tokio::test]
async fn a_notification_makes_us_ask_and_proves_nothing() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    let asked = seqr.called("getPaymentStatus", 1).await.len();
    assert_eq!(shop.notify(&reference).await, 204);
    seqr.called("getPaymentStatus", asked + 1).await;
    assert_eq!(shop.status(TOKEN).await, json!({ "state": "waiting" }));

    assert_eq!(shop.notify("999").await, 404, "an invoice of somebody else");
}

#[tokio::test]
async fn a_notification_after_the_poller_has_gone_still_finds_the_payment() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    seqr.set(&reference, "CANCELED");
    shop.until(TOKEN, "cancelled").await;
    seqr.set(&reference, "PAID");
    shop.notify(&reference).await;
    shop.until(TOKEN, "paid").await;
}

#[tokio::test]
async fn failed_and_cancelled_orders_say_so() {
    for (status, state) in [("FAILED", "failed"), ("CANCELED", "cancelled")] {
        let seqr = Seqr::start().await;
        let shop = Shop::at(&seqr).await;
        shop.open(TOKEN).await;
        let reference = shop.buy(TOKEN, 1).await;
        seqr.set(&reference, status);
        shop.until(TOKEN, state).await;
        shop.give_up(TOKEN).await;
        assert_eq!(seqr.calls("cancelInvoice").len(), 0, "what is settled needs no cancelling");
    }
}

#[tokio::test]
async fn giving_up_cancels_the_unpaid_invoice() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    assert_eq!(shop.give_up(TOKEN).await, json!({ "state": "none" }));
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    assert_eq!(shop.give_up(TOKEN).await, json!({ "state": "cancelled" }));
    assert_eq!(seqr.calls("cancelInvoice")[0].field("invoiceReference"), reference);
}

#[tokio::test]
async fn giving_up_takes_every_answer_to_cancel_invoice_in_its_stride() {
    for (code, state) in [(95, "cancelled"), (55, "cancelled"), (50, "waiting"), (51, "waiting"), (94, "waiting")] {
        let seqr = Seqr::start().await;
        let shop = Shop::at(&seqr).await;
        shop.open(TOKEN).await;
        shop.buy(TOKEN, 1).await;
        seqr.refuse("cancelInvoice", code);
        assert_eq!(shop.give_up(TOKEN).await, json!({ "state": state }), "{code}");
    }
}

#[tokio::test]
async fn giving_up_what_was_paid_meanwhile_finds_the_payment() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    seqr.set(&reference, "PAID");
    assert_eq!(shop.give_up(TOKEN).await["state"], "paid");
    assert_eq!(seqr.calls("cancelInvoice").len(), 0);
}

#[tokio::test]
async fn the_same_choice_again_finds_its_open_invoice() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let (first, second) = tokio::join!(shop.buy(TOKEN, 2), shop.buy(TOKEN, 2));
    assert_eq!(first, second);
    assert_eq!(seqr.calls("sendInvoice").len(), 1, "two taps make one invoice");
}

#[tokio::test]
async fn another_choice_takes_the_place_of_the_first() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let first = shop.buy(TOKEN, 1).await;
    let second = shop.buy(TOKEN, 2).await;
    assert_ne!(first, second);
    assert_eq!(seqr.calls("cancelInvoice")[0].field("invoiceReference"), first);
}

#[tokio::test]
async fn what_is_paid_is_not_sold_twice_in_one_session() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    seqr.set(&reference, "PAID");
    assert_eq!(shop.order(TOKEN, 1).await, json!({ "problem": "already-paid" }));
    assert_eq!(seqr.calls("sendInvoice").len(), 1);
    assert_eq!(shop.open(TOKEN).await["paid"], true);
}

#[tokio::test]
async fn who_comes_again_after_paying_can_buy_the_same_once_more() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let first = shop.buy(TOKEN, 1).await;
    seqr.set(&first, "PAID");
    shop.until(TOKEN, "paid").await;
    let wanted = json!({ "token": TOKEN, "again": true, "show": "7", "tickets": 1, "seat": "A1" });
    let trigger = shop.ask("/api/order", wanted).await["trigger"].as_str().unwrap().to_owned();
    assert!(!trigger.contains(&first), "{trigger}");
    assert_eq!(seqr.calls("sendInvoice").len(), 2);
}

#[tokio::test]
async fn customers_do_not_see_each_other() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    let other = "654321-310987";
    tokio::join!(shop.open(TOKEN), shop.open(other));
    let (mine, theirs) = tokio::join!(shop.buy(TOKEN, 1), shop.buy(other, 1));
    assert_ne!(mine, theirs);
    seqr.set(&mine, "PAID");
    shop.until(TOKEN, "paid").await;
    assert_eq!(shop.status(other).await, json!({ "state": "waiting" }));
    let question = json!({ "token": other, "reference": mine });
    assert_eq!(shop.ask("/api/status", question).await, json!({ "state": "waiting" }), "a reference opens no door");
}

#[tokio::test]
async fn a_session_that_seqr_does_not_accept_is_told_so() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    for code in [60, 61, 62, 63] {
        seqr.refuse("getClientSessionInfo", code);
        assert_eq!(shop.open(TOKEN).await, json!({ "problem": "session-unknown" }), "{code}");
        assert_eq!(shop.order(TOKEN, 1).await, json!({ "problem": "session-unknown" }), "{code}");
    }
    assert_eq!(seqr.calls("sendInvoice").len(), 0);
}

#[tokio::test]
async fn what_cannot_be_a_token_never_reaches_seqr() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    for token in ["", "<script>", "1 2", "é", &"1".repeat(65)] {
        assert_eq!(shop.open(token).await, json!({ "problem": "session-unknown" }), "{token}");
        assert_eq!(shop.status(token).await, json!({ "problem": "session-unknown" }), "{token}");
    }
    assert_eq!(seqr.calls("getClientSessionInfo").len(), 0);
}

#[tokio::test]
async fn trouble_at_seqr_is_told_and_heals() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    for code in [90, 93, 94, 49, 20] {
        seqr.refuse("sendInvoice", code);
        assert_eq!(shop.order(TOKEN, 1).await, json!({ "problem": "seqr-unavailable" }), "{code}");
    }
    seqr.refuse("sendInvoice", 0);
    shop.buy(TOKEN, 1).await;
}

#[tokio::test]
async fn a_fault_and_a_dead_endpoint_are_told_as_well() {
    let seqr = Seqr::start().await;
    seqr.break_down();
    let shop = Shop::at(&seqr).await;
    assert_eq!(shop.open(TOKEN).await, json!({ "problem": "seqr-unavailable" }));

    // Port 9 is discard; nothing listens there.
    let shop = Shop::with("http://127.0.0.1:9/", None).await;
    assert_eq!(shop.open(TOKEN).await, json!({ "problem": "seqr-unavailable" }));
}

#[tokio::test]
async fn only_what_is_on_sale_is_sold() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    for (show, tickets, seat) in [("8", 1, "A1"), ("7", 0, "A1"), ("7", 7, "A1"), ("7", u32::MAX, "A1"), ("7", 1, "G1")]
    {
        let order = json!({ "token": TOKEN, "show": show, "tickets": tickets, "seat": seat });
        assert_eq!(shop.ask("/api/order", order).await, json!({ "problem": "not-on-sale" }), "{show} {tickets} {seat}");
    }
    assert_eq!(seqr.calls("sendInvoice").len(), 0);
}
