//! Looking at a page on every required screen, and at every width between them.

use crate::app::Depth;
use crate::spec::{AUDITED_SCREEN, Ability, Page, REQUIRED_WIDTHS, Screen, screens_to_judge};
use crate::trace::{Blame, StepFailure, widths_to_look_at};

use super::journey::{Closely, Journey, failure};
use super::purchase::{List, up_to_payment};
use super::step::look;

/// How a view is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looking {
    /// On the screen that the phone has, that closely.
    Once(Depth),
    /// Its layout is measured at every width.
    Sweep,
}

/// Every required screen on a fresh load. Phones wait more than they work: where no purchase belongs to the page, two
/// customers share the screens.
pub(super) async fn survey(journey: &mut Journey<'_>, page: Page) -> Result<(), StepFailure> {
    let engine = journey.world.engine;
    let mut screens = screens_to_judge(journey.world.profile.landscape);
    screens.retain(|screen| engine.shows(screen.platform));
    if page != Page::Order {
        return survey_screens(journey, page, &screens).await;
    }
    let (some, rest) = screens.split_at(screens.len() / 2);
    let mut other = Journey::scan(journey.world, journey.case, journey.screen)?;
    let (first, second) = tokio::join!(survey_screens(journey, page, some), survey_screens(&mut other, page, rest));
    first.and(second)
}

/// A screen on which the page's own steps cannot be done does not keep the others from being looked at.
async fn survey_screens(journey: &mut Journey<'_>, page: Page, screens: &[Screen]) -> Result<(), StepFailure> {
    let mut first_failure = None;
    for &screen in screens {
        let depth = if screen.name == AUDITED_SCREEN { Depth::Audit } else { Depth::Measure };
        journey.screen = screen;
        match each_view(journey, page, Looking::Once(depth)).await {
            Ok(()) => {}
            Err(failure) if failure.blame == Blame::Candidate => {
                first_failure.get_or_insert(StepFailure {
                    message: format!("on {}: {}", screen.label(), failure.message),
                    ..failure
                });
            }
            Err(failure) => return Err(failure),
        }
    }
    first_failure.map_or(Ok(()), Err)
}

/// Every view of a freshly loaded page, of the order page up to the last one before the payment.
async fn each_view(journey: &mut Journey<'_>, page: Page, how: Looking) -> Result<(), StepFailure> {
    let screen = journey.screen;
    journey.session().await?.set_screen(screen).await.map_err(failure)?;
    let only_view = page != Page::Order || journey.world.profile.buy.len() < 2;
    let last_before_payment = only_view && page == Page::Order;
    match how {
        Looking::Once(depth) => journey.open(page, Closely::Measure { last_before_payment, depth }).await?,
        Looking::Sweep => journey.open(page, Closely::Sweep).await?,
    }
    if !only_view {
        up_to_payment(journey, List::of(journey, false), Some(how)).await?;
        look_at(journey, page, "before the last step", true, how).await?;
    }
    Ok(())
}

/// Looks at the view that is open.
pub(super) async fn look_at(
    journey: &mut Journey<'_>,
    page: Page,
    moment: &str,
    last_before_payment: bool,
    how: Looking,
) -> Result<(), StepFailure> {
    match how {
        Looking::Once(depth) => look(journey, page, moment, last_before_payment, depth).await.map(drop),
        Looking::Sweep => {
            journey.views += 1;
            let swept = journey.open_session()?.sweep(page, journey.views, moment).await.map_err(failure)?;
            journey.suspects.extend(swept.suspects);
            Ok(())
        }
    }
}

/// Every width without loading the page anew, and then, on fresh loads, the widths at which something looked wrong: a page
/// that is resized may show what a page that is loaded at that width does not. An engine that cannot be resized like that is
/// not asked.
pub(super) async fn sweep(journey: &mut Journey<'_>, page: Page) -> Result<(), StepFailure> {
    if journey.world.engine.cannot(Ability::EveryWidth).is_some() {
        return Ok(());
    }
    let former = journey.screen;
    journey.screen = Screen::of_width(*REQUIRED_WIDTHS.start());
    let swept = each_view(journey, page, Looking::Sweep).await;
    let screens: Vec<Screen> =
        widths_to_look_at(&std::mem::take(&mut journey.suspects)).into_iter().map(Screen::of_width).collect();
    let looked = match &swept {
        Err(failure) if failure.blame != Blame::Candidate => Ok(()),
        _ => survey_screens(journey, page, &screens).await,
    };
    journey.screen = former;
    if let Ok(session) = journey.open_session() {
        session.set_screen(former).await.map_err(failure)?;
    }
    swept.and(looked)
}
