//! The reports, made from a run that was never run: see `report/fixture.rs`.

#[path = "report/fixture.rs"]
mod fixture;
#[path = "report/html.rs"]
mod html;
#[path = "report/machines.rs"]
mod machines;
#[path = "report/paint.rs"]
mod paint;
