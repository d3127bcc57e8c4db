//! Every named defect changes what it says it changes, and nothing is changed without one.

use std::collections::HashSet;

use seqr_cert::merchant::Defect;
use serde_json::json;

use super::seqr::Seqr;
use super::shop::{Shop, TOKEN};

const FILES: [&str; 9] = [
    "/order",
    "/success",
    "/failure",
    "/cancel",
    "/assets/shop.css",
    "/assets/shop.js",
    "/assets/ended.js",
    "/assets/order.js",
    "/assets/success.js",
];

async fn files(shop: &Shop) -> Vec<String> {
    let mut texts = Vec::new();
    for file in FILES {
        let response = shop.get(file).await;
        texts.push(format!("{} {}", response.status(), response.text().await.unwrap()));
    }
    texts
}

#[test]
fn names_are_unique_and_lead_back_to_their_defect() {
    let names: HashSet<_> = Defect::ALL.iter().map(|defect| defect.name()).collect();
    assert_eq!(names.len(), Defect::ALL.len());
    for defect in Defect::ALL {
        assert_eq!(defect.name().parse::<Defect>(), Ok(*defect));
    }
    assert!("no-such-defect".parse::<Defect>().unwrap_err().to_string().contains("no-such-defect"));
}

#[test]
fn chapters_are_those_of_the_suites() {
    for defect in Defect::ALL {
        let folder = format!("{}/suites/{}", env!("CARGO_MANIFEST_DIR"), defect.chapter());
        assert!(std::path::Path::new(&folder).is_dir(), "{defect} offends against no chapter: {folder}");
    }
}

/// Which served files a defect of the pages changes, and what then stands or is missing there.
#[tokio::test]
async fn defects_of_pages_change_the_files_that_they_should() {
    let seqr = Seqr::start().await;
    let right = files(&Shop::at(&seqr).await).await;
    let pages: &[&str] = &["/order", "/success", "/failure", "/cancel"];
    let pages_and_style: &[&str] = &["/order", "/success", "/failure", "/cancel", "/assets/shop.css"];
    let table: [(Defect, &[&str]); 65] = [
        (Defect::ReceiptOnThisPhone, &["/assets/order.js", "/assets/success.js"]),
        (Defect::Success500, &["/success"]),
        (Defect::ScriptError, &["/assets/order.js"]),
        (Defect::SecondTap, &["/assets/order.js"]),
        (Defect::NoCancelTrigger, pages),
        (Defect::CancelInWindow, pages),
        (Defect::TriggerInFrame, &["/assets/order.js"]),
        (Defect::TriggerInWindow, &["/assets/order.js"]),
        (Defect::TriggerByFetch, &["/assets/order.js"]),
        (Defect::DenialUntold, &["/assets/order.js"]),
        (Defect::WrongCancelLink, pages),
        (Defect::CancelLinkLowerCase, pages),
        (Defect::CancelLinkIsPayment, pages),
        (Defect::StyleMissing, pages),
        (Defect::WrongCharset, pages),
        (Defect::RawError, &["/assets/shop.js"]),
        (Defect::NoisyConsole, &["/assets/order.js"]),
        (Defect::NoFailurePage, &["/failure"]),
        (Defect::NoCancelPage, &["/cancel"]),
        (Defect::SuccessIsBlank, &["/success"]),
        (Defect::EndsInThanks, &["/success", "/failure", "/cancel", "/assets/ended.js"]),
        (Defect::FailureIsBlank, &["/failure"]),
        (Defect::FailureIsOrder, &["/failure"]),
        (Defect::ThanksUndefined, &["/assets/success.js"]),
        (Defect::CancelIsBlank, &["/cancel"]),
        (Defect::PaysOnOpening, &["/assets/order.js"]),
        (Defect::BackDoesNothing, &["/assets/order.js"]),
        (Defect::BackEndsBusy, &["/assets/order.js"]),
        (Defect::ExpiryBlanksPage, &["/assets/order.js"]),
        (Defect::RefusalBlanksPage, &["/assets/order.js"]),
        (Defect::RefusalUntold, &["/assets/order.js"]),
        (Defect::NoBack, &["/order"]),
        (Defect::BackLosesSession, &["/assets/order.js"]),
        (Defect::Overflow, &["/assets/shop.css"]),
        (Defect::SmallTaps, &["/assets/shop.css"]),
        (Defect::NoViewport, pages),
        (Defect::TinyPrint, &["/assets/shop.css"]),
        (Defect::NoZoom, pages),
        (Defect::PriceInDots, &["/assets/shop.css"]),
        (Defect::DarkOnDark, &["/assets/shop.css"]),
        (Defect::CutText, &["/assets/shop.css"]),
        (Defect::TextOnText, &["/assets/shop.css"]),
        (Defect::LowResImages, pages),
        (Defect::OverflowBetween, &["/assets/shop.css"]),
        (Defect::TextBetween, &["/assets/shop.css"]),
        (Defect::ExitOffScreen, &["/assets/shop.css"]),
        (Defect::MessageOnButton, &["/assets/shop.css"]),
        (Defect::ButtonsCut, &["/assets/shop.css"]),
        (Defect::ButtonsOverlap, pages_and_style),
        (Defect::CrowdedTaps, pages_and_style),
        (Defect::PictureMissing, &["/assets/shop.css"]),
        (Defect::PictureStretched, pages),
        (Defect::NoLanguage, pages),
        (Defect::BackOnTabletsOnly, &["/assets/shop.css"]),
        (Defect::OrderIsBlank, &["/order"]),
        (Defect::TokenRemembered, &["/assets/shop.js"]),
        (Defect::TokenFromQuery, &["/assets/shop.js"]),
        (Defect::FragmentUnsplit, &["/assets/shop.js"]),
        (Defect::TokenAsHtml, &["/assets/order.js"]),
        (Defect::ReferenceAsHtml, &["/assets/success.js"]),
        (Defect::EndedAsHtml, &["/assets/ended.js"]),
        (Defect::SeatAsHtml, &["/assets/order.js"]),
        (Defect::SeatInAttribute, &["/assets/order.js"]),
        (Defect::OddShowBlanksPage, &["/assets/order.js"]),
        (Defect::PaidBlanksPage, &["/assets/order.js"]),
    ];
    for defect in Defect::ALL {
        let wrong = files(&Shop::with_defect(&seqr, *defect).await).await;
        let changed: Vec<_> =
            FILES.iter().zip(right.iter().zip(&wrong)).filter(|(_, (a, b))| a != b).map(|(file, _)| *file).collect();
        let expected = table.iter().find(|(of, _)| of == defect).map_or(&[][..], |(_, files)| files);
        assert_eq!(changed, expected, "{defect}");
    }
}

#[tokio::test]
async fn early_invoice_is_sent_on_opening() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::EarlyInvoice).await;
    shop.open(TOKEN).await;
    assert_eq!(seqr.calls("sendInvoice").len(), 1);
}

#[tokio::test]
async fn double_invoice_sends_two_with_one_order_reference() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::DoubleInvoice).await;
    shop.open(TOKEN).await;
    shop.buy(TOKEN, 1).await;
    assert_eq!(seqr.calls("sendInvoice").len(), 2);
}

#[tokio::test]
async fn triggers_go_wrong_in_two_ways() {
    let seqr = Seqr::start().await;
    let trigger = async |defect| {
        let shop = Shop::with_defect(&seqr, defect).await;
        shop.open(TOKEN).await;
        shop.order(TOKEN, 1).await["trigger"].as_str().unwrap().to_owned()
    };
    assert_eq!(trigger(Defect::LowercasePath).await, "SEQR://seqr.se/r1397240460668");
    let wrong = trigger(Defect::WrongReference).await;
    assert!(wrong.starts_with("SEQR://SEQR.SE/R") && !wrong.contains("1397240460669"), "{wrong}");
}

#[tokio::test]
async fn success_unverified_shows_a_receipt_that_nobody_paid() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::SuccessUnverified).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    shop.notify(&reference).await;
    assert_eq!(shop.status(TOKEN).await["state"], "paid");
    assert_eq!(seqr.calls("getPaymentStatus").len(), 0);
}

#[tokio::test]
async fn no_status_call_waits_for_ever() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::NoStatusCall).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    seqr.set(&reference, "PAID");
    shop.notify(&reference).await;
    assert_eq!(shop.status(TOKEN).await, json!({ "state": "waiting" }));
    assert_eq!(seqr.calls("getPaymentStatus").len(), 0);
}

#[tokio::test]
async fn version_stuck_asks_with_version_0_for_ever() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::VersionStuck).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    seqr.set(&reference, "PENDING_ISSUER_ACKNOWLEDGE");
    let told = seqr.calls("getPaymentStatus").len() + 1;
    let calls = seqr.called("getPaymentStatus", told + 2).await;
    assert!(calls.iter().all(|call| call.field("invoiceVersion") == "0"));
}

#[tokio::test]
async fn reference_hidden_leaves_it_out_of_receipt_title_and_footer() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::ReferenceHidden).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    seqr.set(&reference, "PAID");
    assert_eq!(shop.until(TOKEN, "paid").await["receipt"]["reference"], json!(null));
    let call = &seqr.calls("sendInvoice")[0];
    let number = call.field("invoice/clientInvoiceId");
    assert!(!call.field("invoice/title").contains(number) && !call.field("invoice/footer").contains(number));
}

#[tokio::test]
async fn session_unchecked_sells_to_customers_whom_seqr_refuses() {
    let seqr = Seqr::start().await;
    seqr.refuse("getClientSessionInfo", 60);
    let shop = Shop::with_defect(&seqr, Defect::SessionUnchecked).await;
    shop.open(TOKEN).await;
    shop.buy(TOKEN, 1).await;
    assert_eq!(seqr.calls("sendInvoice").len(), 1);
}

#[tokio::test]
async fn breaks_ignored_starts_a_payment_without_an_answer() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::BreaksIgnored).await;
    shop.open(TOKEN).await;
    seqr.break_down();
    let answer = shop.order(TOKEN, 1).await;
    let right = answer["trigger"].as_str().is_some_and(|trigger| trigger.starts_with("SEQR://SEQR.SE/R"));
    assert!(right, "{answer}");
}

#[tokio::test]
async fn notification_believed_shows_a_receipt_that_nobody_paid() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::NotificationBelieved).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    shop.notify(&reference).await;
    assert_eq!(shop.status(TOKEN).await["state"], "paid");
}

#[tokio::test]
async fn notified_once_breaks_down_at_the_second_notification_of_an_order() {
    let seqr = Seqr::start().await;
    let shop = Shop::with_defect(&seqr, Defect::NotifiedOnce).await;
    shop.open(TOKEN).await;
    let reference = shop.buy(TOKEN, 1).await;
    assert_eq!((shop.notify(&reference).await, shop.notify(&reference).await), (204, 500));
}
