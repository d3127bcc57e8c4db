//! Which letters a browser has fonts for.

use seqr_cert::app::Letters;

use crate::site::bench_for;

#[tokio::test]
async fn a_letter_that_no_font_has_is_told_and_one_that_every_font_has_is_not() {
    let bench = bench_for("", "android-480x800").await;
    let letters = |name, sample| Letters { name, sample, package: "" };
    // U+0378 is not assigned, so that no font has a letter there.
    let (latin, nobodys) = (letters("Latin", 'å'), letters("nobody's", '\u{378}'));
    assert_eq!(bench.session.lacks(&[latin, nobodys]).await.unwrap(), [nobodys]);
}
