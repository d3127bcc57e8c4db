//! What is measured of texts: small pages with one fault each, and pages that are unusual but right.

use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use seqr_cert::trace::Texts;

use crate::layout::look;
use crate::site::{Bench, bench};

const HEAD: &str = "<!doctype html><meta name=viewport content='width=device-width, initial-scale=1'><link rel=icon href='data:,'><style>* { margin: 0 } body { font: 16px/1.4 sans-serif }</style>";

/// What is wrong (`cut`, `overlap`, `small`), with which element.
const FAULTY: [(&str, &str, &str); 12] = [
    (
        "cut",
        "#t",
        "<div id=t style='height:30px;overflow:hidden'>A text that takes more than the one line that its box leaves to it</div>",
    ),
    ("cut", "#t", "<div id=t style='width:120px;overflow:hidden;white-space:nowrap'>The total is 1 250 kronor</div>"),
    (
        "cut",
        "#t",
        "<button id=t style='width:90px;overflow:hidden;white-space:nowrap;text-align:left'>Pay now with the app</button>",
    ),
    (
        "cut",
        "#t",
        "<div style='width:120px;overflow:hidden'><p id=t style='white-space:nowrap'>The total is 1 250 kronor</p></div>",
    ),
    ("cut", "#t", "<div style='height:8px;overflow:clip'><p id=t>Order number 17</p></div>"),
    ("overlap", "#a", "<p id=a>Order number 17</p><p id=b style='margin-top:-20px'>Total 250 kronor</p>"),
    (
        "overlap",
        "#a",
        "<p id=a>Order number 17</p><p id=b style='position:absolute;top:0;left:20px'>Total 250 kronor</p>",
    ),
    (
        "overlap",
        "#a",
        "<div style='height:20px'><p id=a>A text that takes more than the one line that its box leaves to it</p></div><p id=b>Thank you for your order</p>",
    ),
    (
        "overlap",
        "#a",
        "<div style='height:1500px'></div><p id=a>Order number 17</p><p style='transform:translateY(-18px)'>Total 250 kronor</p>",
    ),
    ("small", "#t", "<p id=t style='font-size:9px'>Terms of the shop</p>"),
    ("small", "#t", "<p id=t style='transform:scale(.5)'>Terms of the shop</p>"),
    ("small", "#t", "<p>Order <small id=t style='font-size:60%'>number 17</small></p>"),
];

/// Pages on which nothing is wrong.
const RIGHT: [&str; 20] = [
    "<div style='width:120px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>The total is 1 250 kronor</div>",
    "<p style='overflow:hidden;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:1'>A text that is cut after one line on purpose, by dots</p>",
    "<div style='overflow-x:auto'><table style='width:900px'><tr><td>Coffee<td>Two cups<td>50 kronor</table></div>",
    "<div style='overflow:hidden'><div style='display:flex;transform:translateX(0)'><p style='flex:0 0 250px'>The first of the offers</p><p style='flex:0 0 250px'>The second of the offers</p></div></div>",
    "<style>.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}</style><p>Total<span class=hidden>with tax included</span></p>",
    "<a href='#' style='display:block;width:100px;height:50px;overflow:hidden;text-indent:-9999px'>Our shop</a>",
    "<div style='height:0;overflow:hidden'><p>Closed until it is tapped</p></div><p>Delivery</p>",
    "<p>Behind the window</p><div style='position:absolute;inset:0;background:#fff'><p>In the window</p></div>",
    "<div style='position:relative'><img width=100 height=50 alt='' src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\"><b style='position:absolute;left:4px;top:4px'>New</b></div>",
    "<div style='position:fixed;bottom:0;left:0;right:0'>We use cookies</div><p style='padding-bottom:60px'>Hello</p><div style='height:460px'></div><p>End</p>",
    "<div style='position:relative'><span>★★★★★</span><span style='position:absolute;left:0;width:40px;overflow:hidden'>★★★★★</span></div>",
    "<h1 style='line-height:.9'>Thank you for<br>your order of<br>today</h1>",
    "<p dir=rtl>שלום עולם</p><p dir=rtl>תודה רבה</p>",
    "<p style='overflow-wrap:anywhere'>Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung</p>",
    "<p>H<sub style='font-size:10px'>2</sub>O and 5 m<sup style='font-size:10px'>2</sup></p>",
    "<label style='position:relative;display:block'><span style='position:absolute;top:-2px;font-size:12px'>Name</span><input style='padding-top:18px' value=Anna></label>",
    "<details><summary>Terms</summary><p style='font-size:8px'>Hidden until it is opened</p></details><p>Hello</p>",
    "<div style='height:60px;overflow:hidden;position:relative' class=more><style>.more::after{content:'';position:absolute;inset:30px 0 0;background:linear-gradient(transparent,#fff)}</style><p>A long description of the goods that fades out at its end, and goes on when the customer asks for more of it by tapping</p></div>",
    "<p style='letter-spacing:-1px;line-height:1'>Tight, but every letter can be read in every line of this text, however narrow</p>",
    "<div style='transform:rotate(-90deg);width:60px'>Offer</div><p style='opacity:0'>Not there</p><p style='margin-top:-20px'>Hello there</p>",
];

async fn texts_of(bench: &Bench, path: &str) -> Texts {
    bench.open(path).await;
    look(bench, "android-320x480").await.layout.unwrap().texts.unwrap()
}

/// What a rule would complain about, in the words of `FAULTY`.
fn faults(texts: &Texts) -> Vec<(&'static str, String)> {
    let cut = texts.clipped.iter().map(|met| ("cut", met.element.selector.clone()));
    let overlap = texts.overlapping.iter().map(|met| ("overlap", met.element.selector.clone()));
    let small = texts.small.iter().filter(|text| text.size < 12.0).map(|text| ("small", text.element.selector.clone()));
    cut.chain(overlap).chain(small).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_found_and_named_and_right_pages_have_none() {
    let page = |Path((kind, number)): Path<(String, usize)>| async move {
        let body = if kind == "faulty" { FAULTY[number].2 } else { RIGHT[number] };
        Html(format!("{HEAD}{body}"))
    };
    let router = Router::new().route("/{kind}/{number}", get(page));
    let bench = bench(router, "android-320x480", Duration::from_secs(5)).await;
    let mut wrong = Vec::new();
    for (number, (kind, selector, body)) in FAULTY.into_iter().enumerate() {
        let found = faults(&texts_of(&bench, &format!("/faulty/{number}")).await);
        if found != [(kind, selector.to_owned())] {
            wrong.push(format!("{body}\n  has {kind} {selector}, found {found:?}"));
        }
    }
    for (number, body) in RIGHT.into_iter().enumerate() {
        let found = faults(&texts_of(&bench, &format!("/right/{number}")).await);
        if !found.is_empty() {
            wrong.push(format!("{body}\n  is right, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
