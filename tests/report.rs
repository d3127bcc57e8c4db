//! The reports, made from a run that was never run: see `report/fixture.rs`.

#![expect(clippy::expect_used, reason = "what a test needs and does not get ends the test")]

#[path = "report/causes.rs"]
mod causes;
#[path = "report/crop.rs"]
mod crop;
#[path = "report/fixture.rs"]
mod fixture;
#[path = "report/html.rs"]
mod html;
#[path = "report/judged.rs"]
mod judged;
#[path = "report/machines.rs"]
mod machines;
#[path = "report/misbehaviour.rs"]
mod misbehaviour;
#[path = "report/paint.rs"]
mod paint;
