//! What a customer's finger does: where it lands on pages that are not as wide as the screen, and what it enters into fields.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::{get, post};
use seqr_cert::app::{Depth, Look};
use seqr_cert::candidate::Tap;
use seqr_cert::spec::Page;
use tokio::sync::{Notify, Semaphore};

use crate::site::{Bench, bench, bench_for, named};

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
        assert_eq!(text_of(&bench).await, "paid", "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_dialog_has_the_page_to_itself_its_own_control_is_meant() {
    let bench = bench_for(
        "<!doctype html><link rel=icon href='data:,'><button class=back onclick=\"document.body.textContent='back'\">Back</button>
         <dialog id=terms><button class=close onclick=\"document.body.textContent='closed'\">Close</button></dialog>
         <script>terms.showModal()</script>",
        "android-320x480",
    )
    .await;
    bench.open("/").await;
    bench.session.act(&Tap::Tap(".back, #terms .close".into())).await.unwrap();
    bench.session.settle().await.unwrap();
    assert_eq!(text_of(&bench).await, "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_in_a_shadow_tree_has_the_page_to_itself_too() {
    let bench = bench_for(
        "<!doctype html><link rel=icon href='data:,'><button class=back>Back</button><x-shop></x-shop>
         <script>customElements.define('x-shop', class extends HTMLElement {
             connectedCallback() {
                 const root = this.attachShadow({ mode: 'open' });
                 root.innerHTML = '<button class=back>Back</button><dialog><button class=no>No</button></dialog>';
                 root.querySelector('.no').onclick = () => { document.body.textContent = 'closed' };
                 root.querySelector('dialog').showModal();
             }
         });</script>",
        "android-320x480",
    )
    .await;
    bench.open("/").await;
    bench.session.act(&Tap::Tap(".back, dialog .no".into())).await.unwrap();
    bench.session.settle().await.unwrap();
    assert_eq!(text_of(&bench).await, "closed");
}

const FORM: &str = "<!doctype html><link rel=icon href='data:,'><form onsubmit=\"event.preventDefault();
        document.body.textContent = [...this.elements].map((field) => field.value).join('|')\">
    <select id=tour><option value=d>Duna körút<option value=e>Esti panoráma<option value=este>Margit-sziget</select>
    <input id=day type=date required><input id=hour type=time><input id=count type=number max=10 value=1><input id=name>
    <x-field></x-field><button id=pay></button></form>
    <script>customElements.define('x-field', class extends HTMLElement {
        connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<input id=inner><label>Inner<input type=checkbox></label>'; }
    });</script>";

fn fill(fields: &[(&str, &str)]) -> Tap {
    Tap::Fill(fields.iter().map(|(target, text)| ((*target).to_owned(), (*text).to_owned())).collect())
}

async fn text_of(bench: &Bench) -> String {
    let look = Look::first(Page::Order, named("android-320x480"), Depth::Glance);
    bench.session.look(look).await.unwrap().text
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_of_every_kind_take_what_the_profile_says() {
    let bench = bench_for(FORM, "android-320x480").await;
    for (option, value) in [("Esti panoráma", "e"), ("este", "este"), ("margit", "este"), ("d", "d")] {
        bench.open("/").await;
        let fields = [("#tour", option), ("#day", "2027-05-14"), ("#hour", "18:30"), ("#count", "4"), ("#name", "Ö")];
        bench.session.act(&fill(&fields)).await.unwrap();
        bench.session.act(&Tap::Tap("#pay".into())).await.unwrap();
        assert_eq!(text_of(&bench).await, format!("{value}|2027-05-14|18:30|4|Ö|"), "{option}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_in_shadow_trees_are_found_as_well() {
    let bench = bench_for(FORM, "android-320x480").await;
    bench.open("/").await;
    bench.session.act(&fill(&[("#inner", "deep")])).await.unwrap();
    bench.session.act(&Tap::Tap("text=Inner".into())).await.unwrap();
    assert!(text_of(&bench).await.contains("deep"));
    bench.session.act(&fill(&[("form > x-field >>> #inner", "deeper")])).await.unwrap();
    assert!(text_of(&bench).await.contains("deeper"));
    let gone = bench.session.find_now("form >>> #inner").await.unwrap();
    assert_eq!(gone.unwrap_err(), "is not on the page");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_field_does_not_take_is_told() {
    let bench = bench_for(FORM, "android-320x480").await;
    bench.open("/").await;
    let refused = [
        ("#tour", "Balaton", "`#tour` has no option `Balaton`; it has “Duna körút”, “Esti panoráma”, “Margit-sziget”"),
        (
            "#day",
            "14.5.2027",
            "`#day` takes no `14.5.2027`: a field for date is filled as in HTML, such as `2027-05-14`",
        ),
        ("#pay", "yes", "`#pay` is a button, into which nothing is typed; touch it with `tap:`"),
    ];
    for (target, text, told) in refused {
        assert_eq!(bench.session.act(&fill(&[(target, text)])).await.unwrap_err().message, told);
    }
    bench.session.act(&fill(&[("#count", "40")])).await.unwrap();
    let held_back = bench.session.unsendable(&Tap::Tap("#pay".into())).await.unwrap();
    assert!(held_back.contains("`#day` (") && held_back.contains("`#count` ("), "{held_back}");
    assert_eq!(bench.session.unsendable(&Tap::Tap("#none".into())).await.unwrap(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_not_everybody_meets_is_passed_over_where_it_is_not_there() {
    let page = "<!doctype html><button id=fine onclick='this.hidden = true'>Fine</button><button id=pay>Pay</button>";
    let bench = bench_for(page, "android-320x480").await;
    bench.open("/").await;
    let notice = Tap::TapIfThere("#fine".into());
    assert!(!bench.session.is_passed_over(&notice).await.unwrap(), "it is there");
    bench.session.act(&notice).await.unwrap();
    assert!(bench.session.is_passed_over(&notice).await.unwrap(), "it was closed");
    assert!(!bench.session.is_passed_over(&Tap::Tap("#fine".into())).await.unwrap(), "everybody must meet this");
}

#[tokio::test(flavor = "multi_thread")]
async fn triggers_that_stand_on_the_page_as_links_are_named() {
    let page = "<!doctype html><a id=pay href='SEQR://SEQR.SE/R1001'>Pay now</a><a href='SEQR-ACTION://WIZARD/CANCEL'>Leave</a>\
                <a href='seqr://SEQR.SE/R1002' hidden>Later</a><a href='/help'>Help</a>";
    let bench = bench_for(page, "android-320x480").await;
    bench.open("/").await;
    assert_eq!(bench.session.shown_triggers().await.unwrap(), "`#pay` “Pay now”");
}

const TERMS: &str = "<!doctype html><link rel=icon href='data:,'><label id=label><input type=checkbox id=box> I agree</label>\
    <div id=own role=switch aria-checked=false style='width:48px;height:48px' \
    onclick=\"this.setAttribute('aria-checked', this.getAttribute('aria-checked') !== 'true')\"></div>\
    <script>if (location.hash === '#kept') { box.checked = true; own.setAttribute('aria-checked', true) }</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_is_kept_as_the_customer_left_it_is_not_touched_again() {
    for target in ["#box", "#label", "#own"] {
        let bench = bench_for(TERMS, "android-320x480").await;
        let step = Tap::Tap(target.into());
        bench.open("/#kept").await;
        assert!(!bench.session.is_as_left(&step).await.unwrap(), "{target}: nobody has touched it");
        bench.open("/").await;
        bench.session.act(&step).await.unwrap();
        assert!(bench.session.is_as_left(&step).await.unwrap(), "{target}");
        bench.open("/").await;
        assert!(!bench.session.is_as_left(&step).await.unwrap(), "{target}: it is empty again");
        bench.open("/#kept").await;
        assert!(bench.session.is_as_left(&step).await.unwrap(), "{target}: it was kept");
    }
}

/// A part of a page, and what a customer reads of it.
const READ: [(&str, &str); 13] = [
    ("<select><option>Vanilla<option selected>Mango  &amp; lime</select>", "Mango & lime"),
    (
        "<label>Ice <select><optgroup label=All><option>Vanilla<option selected>Mango</optgroup></select></label>",
        "Ice Mango",
    ),
    ("<select multiple><option>Vanilla<option>Mango</select>", "Vanilla Mango"),
    (
        "<p>Table <input value=17> <input type=hidden value=h> <input type=password value=p> <input type=radio value=r></p>",
        "Table 17",
    ),
    ("<input type=submit value=Pay> <textarea>None</textarea>", "Pay None"),
    ("<x-card>light</x-card>", "Order 17"),
    ("<iframe srcdoc='<p>Terms</p><select><option>No<option selected>Yes</select>'></iframe>", "Terms Yes"),
    ("<div style='display:none'><select><option>Vanilla</select><input value=17><x-card></x-card></div>Hello", "Hello"),
    ("<p>23<sup>80</sup> €", "23.80 €"),
    ("1.250<span style='vertical-align: super'>50</span> kr", "1.250.50 kr"),
    ("Total <b>7</b><sup>50</sup>", "Total 7.50"),
    ("Room 23<sup>801</sup>, 23<span>80</span> pieces, note<sup>12</sup>", "Room 23801, 2380 pieces, note12"),
    ("<details><summary>More</summary><input value=17><select><option>Mango</select></details>", "More"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_what_a_customer_reads_and_nothing_else() {
    let page = |Path(number): Path<usize>| async move {
        Html(format!(
            "<!doctype html><link rel=icon href='data:,'><body>{}<script>customElements.define('x-card', class extends HTMLElement {{
                connectedCallback() {{ this.attachShadow({{ mode: 'open' }}).innerHTML = '<style>p {{ margin: 0 }}</style>Order <p>17</p>'; }}
            }});</script>",
            READ[number].0
        ))
    };
    let router = Router::new().route("/{number}", get(page));
    let bench = bench(router, "android-320x480", Duration::from_secs(5)).await;
    for (number, (part, read)) in READ.into_iter().enumerate() {
        bench.open(&format!("/{number}")).await;
        let words = text_of(&bench).await.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, read, "{part}");
    }
}

const SLOW_FORM: &str = "<!doctype html><meta name=viewport content='width=device-width'><link rel=icon href='data:,'>
    <form action=/paying method=post><button id=pay style='width:200px;height:60px'>Pay</button></form>
    <button id=wait disabled>Wait</button>";

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_on_its_way_can_be_sent_again_by_a_second_tap() {
    let (asked, let_go) = (Arc::new(Semaphore::new(0)), Arc::new(Notify::new()));
    let (arrived, released) = (asked.clone(), let_go.clone());
    let paying = move || async move {
        let released = released.notified();
        arrived.add_permits(1);
        released.await;
        Html("<!doctype html><p>Paid")
    };
    let router = Router::new().route("/", get(|| async { Html(SLOW_FORM) })).route("/paying", post(paying));
    let bench = bench(router, "android-320x480", Duration::from_secs(20)).await;
    bench.open("/").await;
    let session = &bench.session;
    let pay = Tap::Tap("#pay".into());
    let first = session.act(&pay);
    let second = async {
        asked.acquire().await.unwrap().forget();
        let control = session.find_now("#pay").await.unwrap().unwrap();
        session.touch_now(&control).await.unwrap();
        asked.acquire().await.unwrap().forget();
        let_go.notify_waiters();
    };
    let (done, ()) =
        tokio::time::timeout(Duration::from_secs(30), async { tokio::join!(first, second) }).await.unwrap();
    done.unwrap();
    assert_eq!(text_of(&bench).await, "Paid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_prevents_a_second_tap_is_told_at_once() {
    let bench = bench_for(SLOW_FORM, "android-320x480").await;
    bench.open("/").await;
    for (target, problem) in [("#wait", "is visible, but disabled"), ("#gone", "is not on the page")] {
        assert_eq!(bench.session.find_now(target).await.unwrap().unwrap_err(), problem);
    }
}
