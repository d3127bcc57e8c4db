//! Where a finger lands, on pages that are not as wide as the screen.

use seqr_cert::app::{Depth, Look};
use seqr_cert::candidate::Tap;
use seqr_cert::spec::Page;

use crate::site::{bench_for, named};

const BUTTON: &str =
    "<button id=pay style='width:100px;height:60px' onclick=\"document.body.textContent='paid'\">Pay</button>";

const FULL: &str = "<meta name=viewport content='width=device-width, initial-scale=1'>";

/// A page's head, what stands before its button, and where that is.
const PAGES: [(&str, &str, &str); 6] = [
    (FULL, "", "on the first screen"),
    (FULL, "<p style='height:2000px'>", "far down"),
    (FULL, "<p style='width:460px;height:300px'>", "on a page that is too wide"),
    (FULL, "<p style='width:460px;height:900px'>", "far down on a page that is too wide"),
    (FULL, "<p style='width:460px;height:900px'><i style='padding-left:360px'></i>", "beyond the right edge"),
    ("", "<p style='height:1500px'><i style='padding-left:700px'></i>", "on a page that is shown as on a desk"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_meets_its_control_wherever_the_page_puts_it() {
    for (head, before, place) in PAGES {
        let html = format!(
            "<!doctype html>{head}<link rel=icon href='data:,'><style>* {{ margin: 0 }}</style>{before}{BUTTON}"
        );
        let bench = bench_for(Box::leak(html.into_boxed_str()), "android-320x480").await;
        bench.open("/").await;
        bench.session.act(&Tap::Tap("#pay".into())).await.unwrap();
        bench.session.settle().await.unwrap();
        let look = Look {
            page: Page::Order,
            number: 1,
            moment: "after the tap".into(),
            screen: named("android-320x480"),
            first_step: None,
            back: None,
            last_before_payment: false,
            depth: Depth::Glance,
        };
        assert_eq!(bench.session.look(look).await.unwrap().text, "paid", "{place}");
    }
}
