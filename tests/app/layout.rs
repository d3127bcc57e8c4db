//! What is measured of a page, on screens that pages get wrong.

use seqr_cert::app::{Depth, Look};
use seqr_cert::spec::Page;
use seqr_cert::trace::{Layout, View};

use crate::site::{Bench, bench_for, named};

const HEAD: &str = "<!doctype html><meta name=viewport content='width=device-width, initial-scale=1'><link rel=icon href='data:,'><style>* { margin: 0 }</style>";

async fn measured(body: &str, screen: &str) -> (Bench, Layout) {
    let html: &'static str = Box::leak(format!("{HEAD}{body}").into_boxed_str());
    let bench = bench_for(html, screen).await;
    bench.open("/").await;
    let view = look(&bench, screen).await;
    (bench, view.layout.unwrap())
}

pub async fn look(bench: &Bench, screen: &str) -> View {
    let look = Look::first(Page::Order, named(screen), Depth::Measure);
    bench.session.look(look).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn screens_have_the_size_and_density_that_was_asked_for() {
    let (bench, layout) = measured("<p>Hello</p>", "ios-640x1136").await;
    assert_eq!((layout.screen_width, layout.screen_height, layout.ratio), (320.0, 568.0, 2.0));
    assert_eq!(layout.content_width, 320.0);
    let picture = look(&bench, "ios-640x1136").await.screenshot.unwrap();
    let png = image::load_from_memory(&picture.read(bench.recorder.root()).unwrap()).unwrap();
    assert_eq!((png.width(), png.height()), (640, 1136));
}

#[tokio::test(flavor = "multi_thread")]
async fn content_that_is_too_wide_is_found_with_its_element() {
    let (_bench, layout) = measured("<div id=wide style='width:400px;height:20px'>Wide</div>", "android-320x480").await;
    assert_eq!(layout.content_width, 400.0);
    assert_eq!(layout.sticking_out[0].selector, "#wide");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wide_table_in_a_scroll_container_and_a_hidden_menu_are_no_overflow() {
    let body = "<div style='overflow-x:auto'><table style='width:900px'><tr><td>Wide</table></div>
        <nav style='position:fixed;left:100%;top:0;width:200px'><a href='#m'>Menu</a></nav>
        <a href='#main' style='position:absolute;left:-9999px'>Skip</a>";
    let (_bench, layout) = measured(body, "android-320x480").await;
    assert_eq!(layout.content_width, 320.0);
    assert!(layout.sticking_out.is_empty(), "{:?}", layout.sticking_out);
    assert!(layout.controls.is_empty(), "{:?}", layout.controls);
}

#[tokio::test(flavor = "multi_thread")]
async fn controls_are_measured_with_what_covers_them() {
    let body = "<button id=small style='width:20px;height:20px;padding:0'>x</button>
        <label style='display:block;height:50px'><input type=checkbox id=box> Agree</label>
        <p>See the <a id=terms href='#t'>terms</a> here.</p>
        <div style='height:900px'></div><button id=low style='height:50px'>Low</button><div style='height:100px'></div>
        <div style='position:fixed;left:0;right:0;top:0;bottom:0;margin:auto;width:300px;height:470px' id=cover></div>";
    let (_bench, layout) = measured(body, "android-320x480").await;
    let control = |selector: &str| layout.controls.iter().find(|control| control.element.selector == selector).unwrap();
    assert_eq!((control("#small").element.width, control("#small").element.height), (20.0, 20.0));
    assert!(control("#box").element.height >= 50.0, "a check box is as large as its label");
    assert!(control("#terms").inline);
    assert!(control("#low").reachable);
    assert_eq!(control("#low").covered_by.as_deref(), Some("#cover"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_told_with_their_real_pixels() {
    let png = |side: u32| {
        use base64::Engine as _;
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(side, side).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes.into_inner()))
    };
    let (one, two) = (png(100), png(200));
    let body = format!(
        "<img id=one width=100 height=100 src='{one}'><img id=two width=100 height=100 src='{one}' srcset='{one} 1x, {two} 2x'>
         <div id=back style=\"width:100px;height:100px;background:url('{two}') 0 0/cover\"></div>
         <img id=vector width=100 height=100 src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\">
         <img id=gone width=100 height=100 src='data:image/png;base64,AAAA'>"
    );
    let (_bench, layout) = measured(&body, "ios-640x960").await;
    let picture = |selector: &str| layout.images.iter().find(|image| image.element.selector == selector).unwrap();
    assert_eq!((picture("#one").pixel_width, picture("#one").element.width), (100.0, 100.0));
    assert_eq!((picture("#two").pixel_width, picture("#two").element.width), (200.0, 100.0));
    assert_eq!((picture("#back").pixel_width, picture("#back").element.width), (200.0, 100.0));
    assert!(picture("#vector").vector);
    assert_eq!(picture("#gone").pixel_width, 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_begin_at_the_top_of_a_page_that_is_wider_than_the_screen() {
    let body = "<div style='width:600px;height:40px;background:#f00'></div><div style='height:900px'></div><button>Pay</button>
        <div style='height:900px'></div>";
    let (bench, _) = measured(body, "android-320x480").await;
    let picture = look(&bench, "android-320x480").await.screenshot.unwrap();
    let png = image::load_from_memory(&picture.read(bench.recorder.root()).unwrap()).unwrap().to_rgb8();
    assert_eq!(png.get_pixel(5, 5).0, [255, 0, 0]);
}
