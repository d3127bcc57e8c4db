//! Rules: pure functions of a case and what was seen of it. No clock, no browser, no file.
//!
//! `judge` is the way in for a whole trace, `judge_case` for one case. `rule` leads every `Expect` of the suite language
//! to its rule; the rules live one family per file and read the trace through `journey` only:
//!
//! - `page`, `clean`, `injection`, `success`, `failure`, `receipt`: what the customer sees
//! - `fulfilment`, `customers`, `impatience`: what they get for their money, each for their own, also when they tap twice
//! - `trigger`, `handover`, `payable`, `navigation`, `qr`: how app and service find each other
//! - `screen/`: layout on the required screens
//! - `call`, `choice`, `acknowledgement`, `version`, `message`: what the service tells SEQR
//! - `sequence`, `bounds` (over `moment`): order and timing of what happens
//! - `field/`: the fields of its messages
//! - `cause`: what stands behind several failures of a case
//! - `place`: whether a picture of the whole page will be wanted
//!
//! What all rules share: something broken that was seen is broken, whatever else went wrong; a pass names the events
//! that show it; everything else is inconclusive and says what stood in the way. A step that the candidate could not
//! take is broken only for the check whose subject it is, and blocks the others.

mod acknowledgement;
mod back_office;
mod beyond;
mod bounds;
mod call;
mod cause;
mod changed_choice;
mod choice;
mod clean;
mod currency_mark;
mod customers;
mod ends;
mod failure;
pub mod field;
mod fulfilment;
mod handover;
mod impatience;
mod injection;
mod issue_date;
mod journey;
mod legible;
mod judge;
mod message;
mod moment;
mod money;
mod navigation;
mod notification;
mod own_choice;
mod own_order;
mod page;
mod payable;
mod place;
mod price;
mod qr;
mod readable;
mod receipt;
mod rule;
mod screen;
mod sequence;
mod success;
mod text;
mod trigger;
mod typed;
mod unpaid;
mod version;
mod withdrawal;

pub use judge::{judge, judge_case};
pub use place::points_below;
pub use rule::expectation;
