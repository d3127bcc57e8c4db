//! Looking at a page: its views, layout and pictures, and the triggers that it fires.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::spec::{Page, Screen};
use crate::trace::{Artifact, Layout, View, What};

use super::page::{Keep, Told};
use super::session::{AppError, Session};

/// Which view of which page is looked at.
#[derive(Clone, Debug)]
pub struct Look<'a> {
    pub page: Page,
    pub number: usize,
    pub moment: String,
    pub screen: Screen,
    /// Target of the first `buy` step, where that matters.
    pub first_step: Option<&'a str>,
    /// The profile's way back.
    pub back: Option<&'a str>,
    pub last_before_payment: bool,
    /// Whether the layout is measured and a picture taken.
    pub depth: Depth,
    /// Whether a page that was measured and is longer than its screen is photographed to its end as well.
    pub whole: Whole<'a>,
}

impl Look<'_> {
    /// The first look at a page on a screen.
    #[must_use]
    pub fn first(page: Page, screen: Screen, depth: Depth) -> Self {
        Self {
            page,
            number: 1,
            moment: "opened".to_owned(),
            screen,
            first_step: None,
            back: None,
            last_before_payment: false,
            depth,
            whole: Whole::Always,
        }
    }

    /// The view as far as it is known before the page was asked for its words.
    fn view(&self, token: &str, layout: Option<Layout>) -> View {
        View {
            page: self.page,
            token: token.to_owned(),
            number: self.number,
            moment: self.moment.clone(),
            dark: false,
            url: String::new(),
            screen: self.screen.label(),
            first_step_usable: None,
            back_visible: None,
            last_before_payment: self.last_before_payment,
            text: String::new(),
            injected: None,
            layout,
            screenshot: None,
            whole: None,
        }
    }
}

/// When a long page is photographed to its end: such a picture takes as long as opening the page.
#[derive(Clone)]
pub enum Whole<'a> {
    Always,
    /// Where this says so of the measured view.
    If(Arc<dyn Fn(&View) -> bool + Send + Sync + 'a>),
}

impl fmt::Debug for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "Always",
            Self::If(_) => "If",
        })
    }
}

/// How closely a view is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Texts and the controls that matter for the journey.
    Glance,
    /// The same, with a picture.
    Picture,
    /// With layout and picture.
    Measure,
    /// The same, and axe-core is asked as well, once more in dark colours where the engine has them.
    Audit,
}

/// What was seen of a view.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) told: Told,
    layout: Option<Layout>,
    /// What is on the screen.
    pub(super) screenshot: Option<Vec<u8>>,
    whole: Option<Vec<u8>>,
}

impl Seen {
    /// Of a page that could not be measured or photographed.
    pub(super) fn of_words(told: Told) -> Self {
        Self { told, ..Self::default() }
    }
}

impl Session {
    /// Records the page as it stands. One that is under way is waited for.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn look(&self, look: Look<'_>) -> Result<View, AppError> {
        self.arrive().await?;
        let seen = self.see(&look, Keep::Nothing).await?;
        self.finish(look, seen).await
    }

    /// Measures and photographs as a look demands, and asks the page for its words and, where it is kept, its document.
    pub(super) async fn see(&self, look: &Look<'_>, keep: Keep) -> Result<Seen, AppError> {
        let mut seen = Seen::default();
        // Measuring leaves the page at its top, which is where the picture's places are told from.
        if matches!(look.depth, Depth::Measure | Depth::Audit) {
            seen.layout = Some(self.measure(look.screen).await?);
        }
        if look.depth != Depth::Glance || keep == Keep::DocumentAndPicture {
            seen.screenshot = Some(self.screenshot().await?);
        }
        if let Some(layout) = &seen.layout
            && layout.is_longer_than_screen()
            && self.wants_whole(look, layout)
        {
            seen.whole = Some(self.whole_page(look.screen.width, layout.content_height).await?);
        }
        seen.told = self.told(keep, &[look.first_step, look.back]).await?;
        Ok(seen)
    }

    fn wants_whole(&self, look: &Look<'_>, layout: &Layout) -> bool {
        match &look.whole {
            // What axe-core will find is not known yet.
            Whole::If(wanted) if look.depth == Depth::Measure => {
                wanted(&look.view(&self.phone.token, Some(layout.clone())))
            }
            Whole::If(_) | Whole::Always => true,
        }
    }

    /// Asks what takes too long to be asked twice, and records a view.
    pub(super) async fn finish(&self, look: Look<'_>, seen: Seen) -> Result<View, AppError> {
        let Seen { told, mut layout, screenshot, whole } = seen;
        if let (Some(layout), Depth::Audit) = (&mut layout, look.depth) {
            layout.audit = Some(self.audit().await?);
        }
        let keep = |picture: Option<Vec<u8>>, end: &str| picture.and_then(|picture| self.keep(&look, end, &picture));
        let usable = |at: usize| told.usable.get(at).copied().flatten();
        let view = View {
            first_step_usable: usable(0),
            back_visible: usable(1),
            screenshot: keep(screenshot, ""),
            whole: keep(whole, "-whole"),
            injected: Some(told.injected),
            url: told.url,
            text: told.text,
            ..look.view(&self.phone.token, layout)
        };
        self.recorder.record(Some(&self.phone.case), What::View(Box::new(view.clone())));
        if look.depth == Depth::Audit {
            self.look_in_the_dark(&look, &view).await?;
        }
        Ok(view)
    }

    /// Stores a picture of a view; `end` tells it from others of the same one.
    pub(super) fn keep(&self, look: &Look<'_>, end: &str, picture: &[u8]) -> Option<Artifact> {
        let name = format!("{}-{}-view{}{end}.png", look.page, look.screen.label(), look.number);
        self.recorder.artifact(Some(&self.phone.case), &name, picture)
    }

    /// Trigger links that were fired in this browser so far, of which an app would have been told.
    #[must_use]
    pub fn triggers(&self) -> Vec<String> {
        self.observer.triggers()
    }

    /// Where the page went since it was opened or last tapped, if it left.
    #[must_use]
    pub fn went_to(&self) -> Option<String> {
        self.observer.went_to()
    }

    /// What a dialog asked since the page was opened or last tapped; the customer has answered yes.
    #[must_use]
    pub fn asked(&self) -> Option<String> {
        self.observer.asked()
    }

    /// Waits for a trigger link beyond the first `known` ones; `None` when the limit passes without.
    ///
    /// # Errors
    /// When none has come, and the browser is not heard any more.
    pub async fn wait_trigger(&self, known: usize, limit: Duration) -> Result<Option<String>, AppError> {
        let mut changes = self.observer.changes();
        tokio::select! {
            _ = changes.wait_for(|_| self.triggers().len() > known) => {}
            () = self.unheard() => {}
            () = tokio::time::sleep(limit) => {}
        }
        match self.triggers().into_iter().nth(known) {
            Some(url) => Ok(Some(url)),
            None => self.heard().map(|()| None),
        }
    }
}
