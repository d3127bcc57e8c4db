//! The page takes the width of the device.

use crate::check::journey::Journey;
use crate::check::text::clip;
use crate::spec::Page;
use crate::trace::Layout;
use crate::verdict::Judgement;

use super::measured::{Fault, Rule, judge};

/// `<meta name="viewport">` exists and sets the width of the device.
pub(in crate::check) fn viewport_meta(journey: &Journey<'_>, page: Page) -> Judgement {
    judge(
        journey,
        &Rule {
            page,
            screens: |_| true,
            measured: &|_| true,
            faults: &|_, layout| faults(layout),
            wrong: &format!("The {page} page does not take the width of the device"),
            mend: "Put `<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">` into its head.",
            expected: "width=device-width".to_owned(),
        },
    )
}

fn faults(layout: &Layout) -> Vec<Fault> {
    let Some(content) = &layout.viewport_meta else { return vec![Fault::of_page("no viewport meta")] };
    let device_width = properties(content).any(|(name, value)| name == "width" && value == "device-width");
    if device_width { Vec::new() } else { vec![Fault::of_page(format!("content=\"{}\"", clip(content)))] }
}

/// What the content of a viewport meta sets, in lower case.
pub(super) fn properties(content: &str) -> impl Iterator<Item = (String, String)> {
    let word = |text: &str| text.trim().to_ascii_lowercase();
    let pairs = content.split([',', ';']).filter_map(|property| property.split_once('='));
    pairs.map(move |(name, value)| (word(name), word(value)))
}
