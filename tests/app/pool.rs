//! Phones are handed from customer to customer and tell nothing of the one before.

use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::get;
use seqr_cert::app::{BrowserChoice, Driver, Keep, Phone, Pool, Session};
use seqr_cert::spec::{Language, REQUIRED_SCREENS};
use seqr_cert::trace::{PageOpened, Recorder, Redactor, What};

use crate::site::glance;

/// A page that tells what it remembers of its visitor, and remembers them.
const MEMORY: &str = "<!doctype html><link rel=icon href='data:,'><body><script>
    document.body.textContent = `${document.cookie}|${localStorage.seen ?? ''}|${sessionStorage.seen ?? ''}`;
    document.cookie = 'seen=yes; max-age=1000'; localStorage.seen = 'yes'; sessionStorage.seen = 'yes';
    </script>";

/// Serves pages, and tells where.
async fn served(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

async fn serve() -> String {
    let cached = ([("cache-control", "max-age=1000"), ("content-type", "text/html")], MEMORY);
    let cookie = |headers: HeaderMap| async move {
        format!("{:?}", headers.get("cookie").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()))
    };
    let router = Router::new().route("/", get(move || async move { cached })).route("/cookie", get(cookie)).route(
        "/endless",
        get(|| async { axum::response::Html("<script>setTimeout(() => { for (;;); }, 1)</script>") }),
    );
    served(router).await
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_say_which_language_their_customers_speak() {
    let accepted = |headers: HeaderMap| async move {
        let said = headers.get("accept-language").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let page = "<script>document.body.append(` ${navigator.languages}`)</script>";
        axum::response::Html(format!(
            "<!doctype html><link rel=icon href='data:,'><body>{}{page}",
            said.unwrap_or_default()
        ))
    };
    let base = served(Router::new().route("/", get(accepted))).await;
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let limit = Duration::from_secs(5);
    let pool = Pool::new(Driver::start(&BrowserChoice::default()).await.unwrap(), limit, 1);
    for (language, expected) in
        [("en-US", "en-US,en;q=0.9 en-US,en"), ("sv", "sv sv"), ("de-CH", "de-CH,de;q=0.9 de-CH,de")]
    {
        let phone = Phone { language: Language::parse(language).unwrap(), ..customer("100000-000001", limit) };
        let session = pool.phone(phone, recorder.clone()).await.unwrap();
        assert_eq!(opened(&session, &recorder, &base).await.text, expected);
        pool.put_away(session);
    }
}

fn customer(token: &str, limit: Duration) -> Phone {
    Phone {
        case: "test".into(),
        token: token.into(),
        screen: REQUIRED_SCREENS[0],
        language: Language::default(),
        limit,
    }
}

async fn opened(session: &Session, recorder: &Recorder, url: &str) -> PageOpened {
    session.open_and_look(url, Keep::Nothing, glance()).await.unwrap();
    let page = |what| if let What::PageOpened(page) = what { Some(*page) } else { None };
    recorder.events().into_iter().rev().find_map(|event| page(event.what)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_customer_of_a_phone_is_a_stranger_to_the_service() {
    let base = serve().await;
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let limit = Duration::from_secs(5);
    let pool = Pool::new(Driver::start(&BrowserChoice::default()).await.unwrap(), limit, 1);
    for token in ["100000-000001", "100000-000002", "100000-000003"] {
        let session = pool.phone(customer(token, limit), recorder.clone()).await.unwrap();
        let first = opened(&session, &recorder, &base).await;
        assert_eq!((first.text.as_str(), first.token.as_str()), ("||", token));
        // The same customer is known again, so the page does remember.
        assert_eq!(opened(&session, &recorder, &base).await.text, "seen=yes|yes|yes");
        assert_eq!(opened(&session, &recorder, &format!("{base}/cookie")).await.text, "Some(\"seen=yes\")");
        pool.put_away(session);
    }
    pool.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_eats_a_browser_does_not_reach_the_next_customer() {
    let base = serve().await;
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let limit = Duration::from_millis(300);
    let pool = Pool::new(Driver::start(&BrowserChoice::default()).await.unwrap(), limit, 1);
    let session = pool.phone(customer("100000-000001", limit), recorder.clone()).await.unwrap();
    let eaten = session.open_and_look(&format!("{base}/endless"), Keep::DocumentAndPicture, glance()).await;
    let fine = eaten.is_ok_and(|opened| opened.problem.is_none() && opened.seen.is_some_and(|seen| seen.is_ok()));
    assert!(!fine, "a page in an endless loop was seen");
    pool.put_away(session);
    let session = pool.phone(customer("100000-000002", limit), recorder.clone()).await.unwrap();
    assert_eq!(opened(&session, &recorder, &base).await.text, "||");
    pool.put_away(session);
    pool.finish().await;
}
