//! Looking at a page: its views, layout and pictures, and the triggers that it fires.

use std::time::{Duration, Instant};

use crate::spec::{Page, Screen};
use crate::trace::{View, What};

use super::session::{AppError, Session};

/// Of longer pages only the beginning is photographed, CSS pixels.
const LONGEST_PAGE: f64 = 6_000.0;

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
    /// The same, and axe-core is asked as well.
    Audit,
}

impl Session {
    /// Records the page as it stands.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn look(&self, look: Look<'_>) -> Result<View, AppError> {
        // Measuring leaves the page at its top, which is where the picture's places are told from.
        let mut layout = match look.depth {
            Depth::Glance | Depth::Picture => None,
            Depth::Measure | Depth::Audit => Some(self.measure(look.screen).await?),
        };
        let screenshot = match look.depth {
            Depth::Glance => None,
            Depth::Picture | Depth::Measure | Depth::Audit => {
                let name = format!("{}-{}-view{}.png", look.page, look.screen.label(), look.number);
                self.recorder.artifact(Some(&self.phone.case), &name, &self.screenshot().await?)
            }
        };
        let whole = match &layout {
            Some(layout) if layout.content_height > f64::from(look.screen.height) + 1.0 => {
                let picture = self.whole_page(look.screen.width, layout.content_height.min(LONGEST_PAGE)).await?;
                let name = format!("{}-{}-view{}-whole.png", look.page, look.screen.label(), look.number);
                self.recorder.artifact(Some(&self.phone.case), &name, &picture)
            }
            _ => None,
        };
        if let (Some(layout), Depth::Audit) = (&mut layout, look.depth) {
            layout.audit = Some(self.audit().await?);
        }
        let told = self.told(0).await?;
        let view = View {
            page: look.page,
            token: self.phone.token.clone(),
            number: look.number,
            moment: look.moment,
            url: told.url,
            screen: look.screen.label(),
            first_step_usable: self.usable_if_named(look.first_step).await?,
            back_visible: self.usable_if_named(look.back).await?,
            last_before_payment: look.last_before_payment,
            text: told.text,
            injected: Some(told.injected),
            layout,
            screenshot,
            whole,
        };
        self.recorder.record(Some(&self.phone.case), What::View(Box::new(view.clone())));
        Ok(view)
    }

    async fn usable_if_named(&self, target: Option<&str>) -> Result<Option<bool>, AppError> {
        match target {
            Some(target) => self.usable(target).await.map(Some),
            None => Ok(None),
        }
    }

    /// Trigger links that were fired in this browser so far.
    #[must_use]
    pub fn triggers(&self) -> Vec<String> {
        self.observer.triggers()
    }

    /// Waits for a trigger link beyond the first `known` ones; `None` when the limit passes without.
    pub async fn wait_trigger(&self, known: usize, limit: Duration) -> Option<String> {
        let mut changes = self.observer.changes();
        let end = Instant::now() + limit;
        loop {
            if let Some(url) = self.triggers().into_iter().nth(known) {
                return Some(url);
            }
            let left = end.saturating_duration_since(Instant::now());
            match tokio::time::timeout(left, changes.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => return self.triggers().into_iter().nth(known),
            }
        }
    }
}
