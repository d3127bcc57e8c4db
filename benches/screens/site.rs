//! Four pages as services have them: a style sheet, a script that fills in a part of the page, pictures.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;
use seqr_cert::spec::{REQUIRED_SCREENS, Screen};

/// Paths of the pages.
pub const PAGES: [&str; 4] = ["/order", "/success", "/failure", "/cancel"];

/// Six of the required screens: without the small tablet, and without the one that two platforms have in common.
pub fn screens() -> Vec<Screen> {
    let left_out = ["android-600x1024", "ios-320x480"];
    REQUIRED_SCREENS.into_iter().filter(|screen| !left_out.contains(&screen.name)).collect()
}

const POSTER: &[u8] = include_bytes!("../../src/merchant/assets/posters/poster-5.png");
const STYLE: &str = include_str!("../../src/merchant/assets/shop.css");

/// Serves them until the runtime ends. Answers with their base URL.
pub async fn serve() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let mut router = Router::new()
        .route("/shop.css", get(|| async { ([(CONTENT_TYPE, "text/css")], STYLE) }))
        .route("/poster.png", get(|| async { ([(CONTENT_TYPE, "image/png")], POSTER) }));
    for path in PAGES {
        router = router.route(path, get(move || async move { Html(page(path)) }));
    }
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

fn page(path: &str) -> String {
    let shows = if path == "/order" { 6 } else { 1 };
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8>
         <meta name=viewport content='width=device-width, initial-scale=1'><link rel=icon href='data:,'>
         <link rel=stylesheet href=/shop.css><title>Grand Cinema</title></head><body>
         <header class=ribbon><span class=name>Grand Cinema</span></header><main><h1>Tonight: {path}</h1>
         <fieldset class=shows><legend>Choose your film</legend></fieldset>
         <dl class=ticket><div><dt>Where</dt><dd>Hall 2</dd></div><div><dt>Total</dt><dd>€ 25.00</dd></div></dl>
         <button type=button class=primary id=pay>Pay with SEQR</button>
         <a class='quiet wide' href='SEQR-ACTION://WIZARD/CANCEL'>Return to SEQR</a></main><script>
         const shows = document.querySelector('.shows');
         for (let i = 0; i < {shows}; i += 1) shows.insertAdjacentHTML('beforeend', `<label class=show>
           <input type=radio name=show><img src=/poster.png alt=''><span class=about><span class=when>20:${{i}}5</span>
           <span class=title>The Long Way Home ${{i}}</span><span class=line>A lighthouse keeper and a radio operator share
           one winter.</span><span class=price>€ 12.50 <span class=hall>Hall ${{i}}</span></span></span></label>`);
         </script></body></html>"
    )
}
