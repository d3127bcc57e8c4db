//! Which part of a picture is shown for an element.

use proptest::prelude::*;
use seqr_cert::report::html::{PicturePart, picture_part};
use seqr_cert::trace::Element;

fn element(x: f64, y: f64, width: f64, height: f64) -> Element {
    Element { selector: "#it".into(), text: String::new(), x, y, width, height }
}

#[test]
fn an_element_is_shown_with_something_around_it() {
    let part = picture_part((640, 960), 2.0, &element(100.0, 200.0, 100.0, 40.0)).expect("it is in the picture");
    let expected = PicturePart { x: 60, y: 340, width: 480, height: 200, left: 140, top: 60, right: 340, bottom: 140 };
    assert_eq!(part, expected);
}

#[test]
fn an_element_at_the_edge_is_shown_up_to_the_edge() {
    let part = picture_part((320, 480), 1.0, &element(300.0, 470.0, 100.0, 40.0)).expect("a part of it is");
    assert_eq!((part.x + part.width, part.y + part.height), (320, 480));
    assert_eq!((part.right, part.bottom), (part.width, part.height));
}

#[test]
fn of_an_element_that_is_longer_than_what_is_shown_the_beginning_is() {
    let part = picture_part((320, 5000), 1.0, &element(0.0, 1000.0, 320.0, 3000.0)).expect("it is in the picture");
    assert!(part.y <= 1000 && part.y > 980 && part.height == 320, "{part:?}");
    assert_eq!(part.bottom, part.height);
}

#[test]
fn what_is_not_in_the_picture_or_makes_no_sense_is_not_shown() {
    for (x, y, width, height) in [
        (400.0, 0.0, 50.0, 50.0),
        (0.0, 500.0, 50.0, 50.0),
        (-100.0, 0.0, 50.0, 50.0),
        (10.0, 10.0, 0.0, 20.0),
        (10.0, 10.0, -5.0, 20.0),
        (f64::NAN, 10.0, 20.0, 20.0),
        (10.0, 10.0, f64::INFINITY, 20.0),
    ] {
        assert_eq!(picture_part((320, 480), 1.0, &element(x, y, width, height)), None, "{x} {y} {width} {height}");
    }
    for ratio in [0.0, -1.0, f64::NAN, 1e9] {
        assert_eq!(picture_part((320, 480), ratio, &element(10.0, 10.0, 20.0, 20.0)), None, "{ratio}");
    }
}

proptest! {
    #[test]
    fn a_part_lies_in_its_picture_and_the_outline_in_its_part(
        wide in 1_u32..3000, high in 1_u32..9000, ratio in 0.5_f64..4.0,
        x in -500.0_f64..2000.0, y in -500.0_f64..9000.0, width in 0.0_f64..3000.0, height in 0.0_f64..9000.0,
    ) {
        if let Some(part) = picture_part((wide, high), ratio, &element(x, y, width, height)) {
            prop_assert!(part.width >= 1 && part.height >= 1);
            prop_assert!(part.x + part.width <= wide && part.y + part.height <= high, "{part:?}");
            prop_assert!(part.left <= part.right && part.right <= part.width, "{part:?}");
            prop_assert!(part.top <= part.bottom && part.bottom <= part.height, "{part:?}");
        }
    }
}
