//! A customer who taps again what seems to do nothing.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::candidate::Tap;
use crate::spec::{Operation, Page};
use crate::trace::{Event, StepFailure, TappedAgain, What};

use super::journey::{Journey, failure};
use super::purchase::{List, bought, tap, told, with_variables};
use super::trouble::{end_of_delay, until};

/// How long after SEQR was asked the customer loses patience: time enough for a page to take its control out of use.
const PATIENT_FOR: Duration = Duration::from_millis(400);

/// Buys, and taps again what was tapped last when SEQR is asked for the invoice and does not answer yet. The browser may be
/// waiting for another page meanwhile, so both go on at the same time.
pub(super) async fn buy(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    journey.known_triggers = journey.open_session()?.triggers().len();
    let limit = journey.patience();
    let trigger = {
        let journey = &*journey;
        match select(pin!(purchase(journey, limit)), pin!(tap_again(journey))).await {
            Either::Left((trigger, _)) => trigger?,
            Either::Right((again, purchase)) => {
                again?;
                purchase.await?
            }
        }
    };
    bought(journey, List::of(journey, false), trigger, limit).await
}

/// The steps of the profile, up to the trigger.
async fn purchase(journey: &Journey<'_>, limit: Duration) -> Result<Option<String>, StepFailure> {
    let session = journey.open_session()?;
    let (_, last) = List::of(journey, false).last()?;
    for (index, step) in journey.world.profile.buy.iter().enumerate() {
        tap(journey, "buy", index, step, index == last).await?;
        if index < last && matches!(step, Tap::Tap(_) | Tap::TapIfThere(_)) {
            session.settle().await.map_err(failure)?;
        }
    }
    session.wait_trigger(journey.known_triggers, limit).await.map_err(failure)
}

/// Waits until SEQR is being asked, and does once more what was done last, if the page still offers it.
async fn tap_again(journey: &Journey<'_>) -> Result<(), StepFailure> {
    let world = journey.world;
    until(world, || is_asked(journey)).await;
    tokio::time::sleep(PATIENT_FOR).await;
    let Some(step) = last_done(journey) else { return Ok(()) };
    let action = told(step);
    let Tap::Tap(target) = with_variables(step, &journey.variables())? else { return Ok(()) };
    let session = journey.open_session()?;
    let found = session.find_now(&target).await.map_err(failure)?;
    let prevented = found.as_ref().err().cloned();
    // The event comes first, so that what the tap causes follows it.
    world.recorder.record(Some(&journey.case.id), What::TappedAgain(TappedAgain { action, prevented }));
    match found {
        Ok(control) => session.touch_now(&control).await.map_err(failure),
        Err(_) => Ok(()),
    }
}

/// Whether SEQR has a sendInvoice of this case and holds back the answer.
fn is_asked(journey: &Journey<'_>) -> bool {
    let now = journey.world.recorder.elapsed_ms();
    let held_back = |event: &Event| end_of_delay(event, Some(Operation::SendInvoice)).is_some_and(|end| end > now);
    journey.world.recorder.case_events(&journey.case.id).iter().any(held_back)
}

/// The step of the profile that was done last on the page that is open.
fn last_done<'w>(journey: &Journey<'w>) -> Option<&'w Tap> {
    let events = journey.world.recorder.case_events(&journey.case.id);
    let last = events.iter().rev().find_map(|event| match &event.what {
        What::Tapped(tapped) if tapped.list == "buy" => Some(Some(tapped.index)),
        What::PageOpened(opened) if opened.page == Page::Order => Some(None),
        _ => None,
    });
    journey.world.profile.buy.get(last??)
}
