//! The four service URLs and what they need.

use scraper::{Html, Selector};
use seqr_cert::spec::Page;

use super::seqr::Seqr;
use super::shop::Shop;

#[tokio::test]
async fn every_page_is_html_with_a_strict_policy_and_all_its_files_exist() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    for page in Page::ALL {
        let response = shop.get(&format!("/{page}")).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        assert_eq!(response.headers()["cache-control"], "no-cache");
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");

        let html = response.text().await.unwrap();
        assert!(!html.contains("{{") && !html.contains("}}"), "{page} has an unfilled place");
        for file in files(&html) {
            let response = shop.get(&file).await;
            assert_eq!(response.status(), 200, "{file}");
            let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
            let expected = match file.rsplit_once('.').unwrap().1 {
                "js" => "text/javascript",
                "css" => "text/css",
                "svg" => "image/svg+xml",
                "png" => "image/png",
                other => panic!("a file that ends in .{other}"),
            };
            assert!(kind.starts_with(expected), "{file}: {kind}");
        }
    }
}

#[tokio::test]
async fn pages_hold_nothing_that_the_policy_would_block() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    for page in Page::ALL {
        let html = Html::parse_document(&shop.get(&format!("/{page}")).await.text().await.unwrap());
        for node in html.tree.nodes().filter_map(|node| node.value().as_element()) {
            for (name, _) in node.attrs() {
                assert!(name != "style" && !name.starts_with("on"), "{page}: <{} {name}>", node.name());
            }
        }
        let inline = Selector::parse("script:not([src]), style, form").unwrap();
        assert_eq!(html.select(&inline).count(), 0, "{page}");
    }
}

#[tokio::test]
async fn posters_have_twice_the_pixels_of_their_widest_display_and_are_light() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    let css = shop.get("/assets/shop.css").await.text().await.unwrap();
    assert!(css.contains("max-width: 240px"), "the width that the posters are drawn for");
    for id in ["5", "7", "9"] {
        let bytes = shop.get(&format!("/assets/poster-{id}.png")).await.bytes().await.unwrap();
        assert!(bytes.len() <= 40 * 1024, "{}", bytes.len());
        let poster = image::load_from_memory(&bytes).unwrap();
        assert_eq!((poster.width(), poster.height()), (480, 720));
    }
}

#[tokio::test]
async fn a_file_that_the_browser_has_is_not_sent_again() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    let tag = shop.get("/assets/shop.css").await.headers()["etag"].to_str().unwrap().to_owned();
    let request = shop.http.get(shop.url("/assets/shop.css")).header("if-none-match", tag);
    assert_eq!(request.send().await.unwrap().status(), 304);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_and_what_is_too_large_is_refused() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    for path in ["/nothing", "/order.html", "/shop.css", "/assets/nothing.js", "/assets/..%2forder", "/api/session/x"] {
        assert_eq!(shop.get(path).await.status(), 404, "{path}");
    }
    assert_eq!(shop.get("/").await.headers()["location"], "/order");
    let large = format!(r#"{{"token":"{}"}}"#, "1".repeat(20_000));
    let request = shop.http.post(shop.url("/api/session")).header("content-type", "application/json").body(large);
    assert_eq!(request.send().await.unwrap().status(), 413);
}

#[tokio::test]
async fn a_dropped_shop_no_longer_listens() {
    let seqr = Seqr::start().await;
    let shop = Shop::at(&seqr).await;
    let url = shop.url("/order");
    drop(shop);
    // The listener goes as soon as the server's task has seen the signal.
    while reqwest::Client::builder().no_proxy().build().unwrap().get(&url).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

fn files(html: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let linked = Selector::parse("[src^='/assets/'], link[href^='/assets/']").unwrap();
    let files: Vec<_> =
        html.select(&linked).filter_map(|node| node.attr("src").or(node.attr("href"))).map(str::to_owned).collect();
    assert!(files.len() >= 3, "icon, style and script at least: {files:?}");
    files
}
