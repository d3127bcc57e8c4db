//! The same view once more, on a phone that is set to dark colours.

use serde_json::{Value, json};

use crate::spec::Ability;
use crate::trace::{Audit, Layout, View, What};

use super::session::{AppError, Session};
use super::survey::Look;

impl Session {
    /// Records what axe-core says of the contrast in dark colours, with a picture where it finds something. The page is light
    /// again afterwards.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn look_in_the_dark(&self, look: &Look<'_>, light: &View) -> Result<(), AppError> {
        let Some(layout) = light.layout.as_ref().filter(|_| self.browser.engine.cannot(Ability::DarkColours).is_none())
        else {
            return Ok(());
        };
        self.prefer_colours("dark").await?;
        let seen = self.seen_in_the_dark(look, layout).await;
        self.prefer_colours("").await?;
        let (audit, screenshot, whole) = seen?;
        let keep = |picture: Option<Vec<u8>>, end: &str| picture.and_then(|picture| self.keep(look, end, &picture));
        let view = View {
            moment: format!("{}, in dark colours", look.moment),
            dark: true,
            first_step_usable: None,
            back_visible: None,
            last_before_payment: false,
            layout: Some(Layout {
                screen_width: layout.screen_width,
                screen_height: layout.screen_height,
                ratio: layout.ratio,
                content_width: layout.content_width,
                content_height: layout.content_height,
                viewport_meta: layout.viewport_meta.clone(),
                audit: Some(audit),
                ..Layout::default()
            }),
            screenshot: keep(screenshot, "-dark"),
            whole: keep(whole, "-dark-whole"),
            ..light.clone()
        };
        self.recorder.record(Some(&self.phone.case), What::View(Box::new(view)));
        Ok(())
    }

    /// What axe-core says, and pictures of the screen and of a longer page where there is something to be seen.
    async fn seen_in_the_dark(
        &self,
        look: &Look<'_>,
        light: &Layout,
    ) -> Result<(Audit, Option<Vec<u8>>, Option<Vec<u8>>), AppError> {
        let audit = self.audit_contrast().await?;
        if audit.violations.is_empty() {
            return Ok((audit, None, None));
        }
        let screenshot = self.screenshot().await?;
        let whole = if light.is_longer_than_screen() {
            Some(self.whole_page(look.screen.width, light.content_height).await?)
        } else {
            None
        };
        Ok((audit, Some(screenshot), whole))
    }

    /// Makes the phone's colours `dark`, or with no name what they were, and the page take them on.
    async fn prefer_colours(&self, scheme: &str) -> Result<(), AppError> {
        let features: Value = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let asked = self.send("Emulation.setEmulatedMedia", json!({ "features": features }))?;
        self.in_time(asked.answer()).await?.map_err(|message| AppError::refused(&message))?;
        self.take_on_colours().await
    }
}
