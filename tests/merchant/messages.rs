//! What goes over the wire to SEQR, by the field rules of the API reference.

use super::seqr::Seqr;
use super::shop::{Shop, TOKEN};

#[tokio::test]
async fn every_message_carries_a_complete_context() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let call = &seqr.calls("getClientSessionInfo")[0];
    assert_eq!(call.field("key"), TOKEN);
    assert_eq!(call.field("context/channel"), "ClientWS");
    assert_eq!(call.field("context/clientId"), "Grand Cinema");
    assert_eq!(call.field("context/clientComment"), "GRANDCINEMA");
    assert_eq!(call.field("context/clientRequestTimeout"), "0");
    assert_eq!(call.field("context/initiatorPrincipalId/type"), "TERMINALID");
    assert_eq!(call.field("context/initiatorPrincipalId/id"), "cinema-terminal");
    assert_eq!(call.field("context/password"), "12345678");
    let reference = call.field("context/clientReference");
    assert!(reference.starts_with("grand-cinema ") && reference.len() <= 32, "{reference}");
}

#[tokio::test]
async fn an_invoice_has_every_documented_field_in_schema_order_and_its_rows_add_up() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    shop.buy(TOKEN, 3).await;
    let call = &seqr.calls("sendInvoice")[0];

    let order_reference = call.field("invoice/clientInvoiceId");
    assert!(order_reference.starts_with("GC-") && order_reference.len() == 9, "{order_reference}");
    assert!(call.field("invoice/title").contains(order_reference));
    assert!(call.field("invoice/footer").contains(order_reference));
    assert_eq!(call.field("invoice/notificationUrl"), shop.url("/seqr/notify"));
    call.field("invoice/issueDate").parse::<jiff::Timestamp>().unwrap();
    for (path, value) in [
        ("paymentMode", "IMMEDIATE_DEBIT"),
        ("acknowledgmentMode", "NO_ACKNOWLEDGMENT"),
        ("totalAmount/currency", "EUR"),
        ("totalAmount/value", "37.50"),
        ("cashierId", "Online box office"),
        ("invoiceRows/invoiceRow/itemDescription", "Paper Moons, 19:30"),
        ("invoiceRows/invoiceRow/itemQuantity", "3"),
        ("invoiceRows/invoiceRow/itemTaxRate", "10"),
        ("invoiceRows/invoiceRow/itemUnit", "PIEC"),
        ("invoiceRows/invoiceRow/itemUnitPrice/value", "12.50"),
        ("invoiceRows/invoiceRow/itemTotalAmount/currency", "EUR"),
        ("invoiceRows/invoiceRow/itemTotalAmount/value", "37.50"),
    ] {
        assert_eq!(call.field(&format!("invoice/{path}")), value, "{path}");
    }

    let schema =
        ["paymentMode", "acknowledgmentMode", "issueDate", "title", "clientInvoiceId", "invoiceRows", "totalAmount"];
    let places: Vec<_> = schema.iter().map(|name| call.xml.find(&format!("<{name}>")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[tokio::test]
async fn the_status_is_asked_with_version_0_first_and_the_latest_seen_afterwards() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    assert_eq!(seqr.called("getPaymentStatus", 1).await[0].field("invoiceVersion"), "0");
    seqr.set(&reference, "PENDING_ISSUER_ACKNOWLEDGE");
    // The next answer is the first that says version 1, whichever question it follows.
    let told = seqr.calls("getPaymentStatus").len() + 1;
    let calls = seqr.called("getPaymentStatus", told + 2).await;
    assert_eq!(calls[told + 1].field("invoiceVersion"), "1");
}

#[tokio::test]
async fn closing_a_period_is_the_reseller_user_s_call() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    let response = shop.http.post(shop.url("/admin/close")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), r#"{"transactionPeriodId":"77"}"#);
    let call = &seqr.calls("markTransactionPeriod")[0];
    assert_eq!(call.field("context/initiatorPrincipalId/type"), "RESELLERUSER");
    assert_eq!(call.field("context/initiatorPrincipalId/id"), "cinema");
    assert_eq!(call.field("context/initiatorPrincipalId/userId"), "9900");
    assert_eq!(call.field("context/password"), "1234");

    seqr.refuse("markTransactionPeriod", 93);
    let response = shop.http.post(shop.url("/admin/close")).send().await.unwrap();
    assert_eq!(response.status(), 502);
    assert!(response.text().await.unwrap().contains("93"));
}

#[tokio::test]
async fn a_refund_names_the_payment_and_the_order() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 2).await;
    seqr.set(&reference, "PAID");
    shop.until(TOKEN, "paid").await;

    let response = shop.form("/admin/refund", "ers_reference", &format!("ERS{reference}")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), r#"{"ersReference":"ERS-REFUND"}"#);
    let call = &seqr.calls("refundPayment")[0];
    assert_eq!(call.field("ersReference"), format!("ERS{reference}"));
    assert_eq!(call.field("invoice/totalAmount/value"), "25.00");

    assert_eq!(shop.form("/admin/refund", "ers_reference", "ERS-UNKNOWN").await.status(), 404);
    seqr.refuse("refundPayment", 98);
    assert_eq!(shop.form("/admin/refund", "ers_reference", &format!("ERS{reference}")).await.status(), 502);
}
