//! What a customer does on the order page, as the profile lists it.

use std::time::Duration;

use crate::app::{AppError, Depth};
use crate::candidate::{Tap, Variables, substitute};
use crate::spec::{Ability, NARROWEST_SCREEN, Page, QrCode};
use crate::trace::{Blame, StepFailure, Tapped, What};

use super::journey::{Journey, failure};
use super::step::look;
use super::survey::{self, Looking};
use super::trouble;

/// The steps of a purchase.
#[derive(Clone, Copy)]
pub(super) struct List<'w> {
    /// What the profile calls it.
    name: &'static str,
    steps: &'w [Tap],
    /// How many of them are done already.
    begun: usize,
    /// Whether every view on the way is looked at, and the last one measured on a narrow screen.
    closely: bool,
}

impl<'w> List<'w> {
    /// `buy`, or `buy_other`.
    pub(super) fn of(journey: &Journey<'w>, other: bool) -> Self {
        let profile = &journey.world.profile;
        let (name, steps) = if other { ("buy_other", &profile.buy_other) } else { ("buy", &profile.buy) };
        Self { name, steps, begun: 0, closely: false }
    }

    pub(super) const fn looking(self, closely: bool) -> Self {
        Self { closely, ..self }
    }

    /// The step that starts the payment, and which one it is.
    pub(super) fn last(self) -> Result<(&'w Tap, usize), StepFailure> {
        let split = self.steps.split_last().map(|(last, before)| (last, before.len()));
        split.ok_or_else(|| StepFailure {
            blame: Blame::Candidate,
            message: format!("the profile's `{}` is empty", self.name),
        })
    }
}

pub(super) fn told(step: &Tap) -> String {
    match step {
        Tap::Tap(target) | Tap::TapIfThere(target) => format!("tap {target}"),
        Tap::Fill(fields) => format!("fill {}", fields.keys().cloned().collect::<Vec<_>>().join(", ")),
    }
}

/// Does one step of a list of the profile and records it. The event comes first, so that what the tap causes follows it.
pub(super) async fn tap(
    journey: &Journey<'_>,
    list: &str,
    index: usize,
    step: &Tap,
    last: bool,
) -> Result<(), StepFailure> {
    let action = told(step);
    let variables = journey.variables();
    let step = with_variables(step, &variables)?;
    let session = journey.open_session()?;
    // Waiting for the element comes before the event, or a tap that never was would be told.
    let blamed = |error: AppError| blame_list(list, index, &error.message, error.blame);
    if session.is_passed_over(&step).await.map_err(blamed)? {
        let action = format!("{action}: it is not there");
        let tapped = Tapped { list: list.to_owned(), index, action, last };
        journey.world.recorder.record(Some(&journey.case.id), What::Tapped(tapped));
        return Ok(());
    }
    session.wait_until_usable(&step, journey.patience()).await.map_err(blamed)?;
    let as_left = session.is_as_left(&step).await.map_err(blamed)?;
    let action = if as_left { format!("{action}: it is as the customer left it") } else { action };
    let tapped = Tapped { list: list.to_owned(), index, action, last };
    journey.world.recorder.record(Some(&journey.case.id), What::Tapped(tapped));
    if as_left { Ok(()) } else { session.act(&step).await.map_err(blamed) }
}

fn blame_list(list: &str, index: usize, message: &str, blame: Blame) -> StepFailure {
    let place = if list == "back" { "`back`".to_owned() } else { format!("step {} of `{list}`", index + 1) };
    StepFailure { blame, message: format!("{place} of the profile could not be done: {message}") }
}

pub(super) fn with_variables(step: &Tap, variables: &Variables) -> Result<Tap, StepFailure> {
    let fill = |text: &str| {
        substitute(text, variables)
            .map_err(|missing| StepFailure { blame: Blame::Candidate, message: missing.to_string() })
    };
    Ok(match step {
        Tap::Tap(target) => Tap::Tap(fill(target)?),
        Tap::TapIfThere(target) => Tap::TapIfThere(fill(target)?),
        Tap::Fill(fields) => Tap::Fill(
            fields
                .iter()
                .map(|(selector, text)| Ok((selector.clone(), fill(text)?)))
                .collect::<Result<_, StepFailure>>()?,
        ),
    })
}

/// Everything before the step that starts the payment. Views on the way are looked at as `at_views` says.
pub(super) async fn up_to_payment<'w>(
    journey: &mut Journey<'w>,
    list: List<'w>,
    at_views: Option<Looking>,
) -> Result<(), StepFailure> {
    let List { name, steps, .. } = list;
    let before = steps.len().saturating_sub(1);
    for (index, step) in steps.iter().enumerate().take(before).skip(list.begun) {
        tap(journey, name, index, step, false).await?;
        // A view can change with a tap, hardly with typing; and one that never rests is taken as it is.
        if matches!(step, Tap::Tap(_) | Tap::TapIfThere(_)) || index + 1 == before {
            journey.open_session()?.settle().await.map_err(failure)?;
            if let Some(how) = at_views.filter(|_| index + 1 < before) {
                survey::look_at(journey, Page::Order, &format!("after {}", told(step)), false, how).await?;
            }
        }
    }
    if let Some(last) = steps.get(before) {
        // The last control says that its view has come.
        journey
            .open_session()?
            .wait_until_usable(last, journey.patience())
            .await
            .map_err(|error| blame_list(name, before, &error.message, error.blame))?;
    }
    Ok(())
}

/// Does everything that the list says, and waits for the trigger.
pub(super) async fn buy<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    let done = up_to_trigger(journey, list).await;
    shown(journey, done).await?;
    triggered(journey, list).await
}

/// The same while SEQR lets nobody buy. How far the customer gets is the service's choice.
pub(super) async fn buy_in_vain<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    match buy(journey, list).await {
        Err(failure) if failure.blame == Blame::Candidate => Ok(()),
        outcome => outcome,
    }
}

/// Does the first step that everybody meets, unless it is the last.
pub(super) async fn begin<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    let (_, last) = list.last()?;
    let first = list.steps.iter().position(|step| !matches!(step, Tap::TapIfThere(_))).unwrap_or(last);
    journey.begun = (first + 1).min(last);
    for (index, step) in list.steps.iter().enumerate().take(journey.begun) {
        let done = tap(journey, list.name, index, step, false).await;
        shown(journey, done).await?;
        journey.open_session()?.settle().await.map_err(failure)?;
    }
    Ok(())
}

/// Does all steps but the last.
pub(super) async fn hesitate<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    (_, journey.begun) = list.last()?;
    let done = up_to_last(journey, list).await;
    shown(journey, done).await
}

/// Does what is left of a purchase, and waits for the trigger.
pub(super) async fn go_on<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    let begun = std::mem::take(&mut journey.begun);
    let (_, before) = list.last()?;
    let done =
        if begun < before { up_to_trigger(journey, List { begun, ..list }).await } else { last(journey, list).await };
    shown(journey, done).await?;
    triggered(journey, list).await
}

/// All steps, the last of which fires the trigger.
async fn up_to_trigger<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    up_to_last(journey, list).await?;
    last(journey, list).await
}

async fn up_to_last<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    // Where SEQR refuses, what the page says then is compared with every view before it.
    let closely = list.closely || journey.troubles.withhold_invoices();
    up_to_payment(journey, list, closely.then_some(Looking::Once(Depth::Picture))).await?;
    if list.closely && journey.world.engine.cannot(Ability::EveryWidth).is_none() {
        measure_narrow(journey).await?;
    }
    look(journey, Page::Order, "before the last step", true, Depth::Picture).await.map(drop)
}

/// Measures the view as the narrowest screen has it, and gives the customer their own screen back.
async fn measure_narrow(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    let own = std::mem::replace(&mut journey.screen, NARROWEST_SCREEN);
    let session = journey.open_session()?;
    session.set_screen(NARROWEST_SCREEN).await.map_err(failure)?;
    session.settle().await.map_err(failure)?;
    let measured = look(journey, Page::Order, "before the last step, on a narrow screen", true, Depth::Measure).await;
    journey.screen = own;
    journey.open_session()?.set_screen(own).await.map_err(failure)?;
    measured.map(drop)
}

async fn last<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    let (last, index) = list.last()?;
    journey.known_triggers = journey.open_session()?.triggers().len();
    tap(journey, list.name, index, last, true).await
}

/// Waits for the trigger that the last step is to bring.
async fn triggered<'w>(journey: &mut Journey<'w>, list: List<'w>) -> Result<(), StepFailure> {
    let limit = trouble::patience_for_trigger(journey).await;
    let trigger = journey.open_session()?.wait_trigger(journey.known_triggers, limit).await.map_err(failure)?;
    bought(journey, list, trigger, limit).await
}

/// Takes the invoice from the trigger, or says why none may have come.
pub(super) async fn bought<'w>(
    journey: &mut Journey<'w>,
    list: List<'w>,
    trigger: Option<String>,
    limit: Duration,
) -> Result<(), StepFailure> {
    if let Some(trigger) = trigger {
        journey.take_invoice(&trigger);
        return Ok(());
    }
    look(journey, Page::Order, "after the last step", false, Depth::Picture).await?;
    let (last, _) = list.last()?;
    // Nothing more is waited for where SEQR was not even asked for the invoice that it would refuse.
    let within = if limit.is_zero() { String::new() } else { format!(" within {} s", limit.as_secs()) };
    let mut message =
        format!("no trigger link was fired{within} after the last step of `{}` ({})", list.name, told(last));
    if let Some(place) = journey.open_session()?.went_to() {
        message += &format!("; the page went to {place} instead");
        if QrCode::parse(&place).is_ok() {
            message += ", which is what a QR code holds; the link that a page fires begins with SEQR://";
        }
        if let Some(error) = journey.open_session()?.error_page().await {
            message += &format!(", which {error}");
        }
    }
    if let Some(asked) = journey.open_session()?.asked() {
        message += &format!("; a dialog asked “{asked}”, and the customer answered yes");
    }
    // The page may have gone on meanwhile.
    let unsendable = journey.open_session()?.unsendable(last).await.unwrap_or_default();
    if !unsendable.is_empty() {
        message += &format!(
            "; the browser holds its form back because of {unsendable}: what a customer has to enter first belongs into `{}`",
            list.name
        );
    }
    let shown = journey.open_session()?.shown_triggers().await.unwrap_or_default();
    if !shown.is_empty() {
        message += &format!(
            "; the page shows it as a link, {shown}: where the customer is to tap that, it belongs into `{}`",
            list.name
        );
    }
    Err(StepFailure { blame: Blame::Candidate, message })
}

/// Does everything that the profile's `cancel` lists, and waits for the trigger.
pub(super) async fn cancel(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    let left = leave(journey).await;
    shown(journey, left).await
}

async fn leave(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    let world = journey.world;
    let steps = &world.profile.cancel;
    journey.known_triggers = journey.open_session()?.triggers().len();
    for (index, step) in steps.iter().enumerate() {
        tap(journey, "cancel", index, step, index + 1 == steps.len()).await?;
    }
    let limit = world.profile.limits.page.duration();
    match journey.open_session()?.wait_trigger(journey.known_triggers, limit).await.map_err(failure)? {
        Some(_) => Ok(()),
        None => Err(StepFailure {
            blame: Blame::Candidate,
            message: format!("no trigger link was fired within {} s after the last step of `cancel`", limit.as_secs()),
        }),
    }
}

/// Looks at the page of a customer who could go no further: whoever mends it wants to see where they stood. That it may be
/// impossible to see says nothing new.
async fn shown(journey: &mut Journey<'_>, done: Result<(), StepFailure>) -> Result<(), StepFailure> {
    if done.is_err() {
        let _ = look(journey, Page::Order, "where it went no further", false, Depth::Picture).await;
    }
    done
}

/// Goes to the last view before the payment, and back.
pub(super) async fn go_back(journey: &mut Journey<'_>) -> Result<(), StepFailure> {
    up_to_payment(journey, List::of(journey, false), None).await?;
    let mut seen = look(journey, Page::Order, "before the last step", true, Depth::Picture).await?;
    let profile = &journey.world.profile;
    let Some(back) = &profile.back else {
        return Err(StepFailure { blame: Blame::Candidate, message: "the profile declares no `back`".to_owned() });
    };
    let back = Tap::Tap(back.clone());
    for index in 0..profile.views_before_payment.saturating_sub(1) as usize {
        if !seen.back_visible {
            // Recorded in the view; whether that is wrong is not for the run to say.
            break;
        }
        tap(journey, "back", index, &back, false).await?;
        journey.open_session()?.settle().await.map_err(failure)?;
        seen = look(journey, Page::Order, "after back", false, Depth::Picture).await?;
        if seen.first_step_usable {
            break;
        }
    }
    Ok(())
}
