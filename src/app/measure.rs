//! Measuring a page as it stands, by scripts that run inside it.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use crate::spec::Screen;
use crate::trace::{Audit, Layout};

use super::session::{AppError, Session};

/// What scripts measure with; functions only. The screen is a variable of theirs.
macro_rules! measures {
    () => {
        concat!(
            include_str!("script/common.js"),
            include_str!("script/boxes.js"),
            include_str!("script/width.js"),
            include_str!("script/controls.js"),
            include_str!("script/unseen.js"),
            include_str!("script/images.js"),
            include_str!("script/texts.js"),
        )
    };
}
const LAYOUT: &str = concat!(measures!(), include_str!("script/measure.js"));

/// Answers when the page has taken on other colours.
const COLOURS: &str =
    concat!(include_str!("script/common.js"), include_str!("script/boxes.js"), include_str!("script/colours.js"),);

/// axe-core hangs itself on the window; what the page had there before comes back.
const AUDIT: &str = concat!(
    "const former = window.axe;\n",
    include_str!("axe/axe.min.js"),
    "\n",
    include_str!("script/common.js"),
    include_str!("script/boxes.js"),
    include_str!("script/audit.js"),
);

impl Session {
    /// Measures the page, and leaves it at its top.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn measure(&self, screen: Screen) -> Result<Layout, AppError> {
        let asked = json!({ "width": screen.width, "height": screen.height });
        let mut layout: Layout = self.told_by(LAYOUT, vec![asked], "layout").await?;
        // Not every SVG is named .svg; the server's word for it counts as well.
        for image in &mut layout.images {
            image.vector |= self.observer.is_svg(&image.source);
        }
        Ok(layout)
    }

    /// Has axe-core look at the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn audit(&self) -> Result<Audit, AppError> {
        self.told_by(AUDIT, Vec::new(), "accessibility").await
    }

    /// Waits until the page has taken on other colours, which it may do slowly.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn take_on_colours(&self) -> Result<(), AppError> {
        self.told_by::<IgnoredAny>(COLOURS, Vec::new(), "colours").await.map(drop)
    }

    /// Has axe-core look at the contrast of the page's texts.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn audit_contrast(&self) -> Result<Audit, AppError> {
        self.told_by(AUDIT, vec![json!("color-contrast")], "contrast").await
    }

    async fn told_by<T: DeserializeOwned>(&self, script: &str, input: Vec<Value>, of: &str) -> Result<T, AppError> {
        let told = if self.devtools.is_none() {
            self.within(self.client().execute_async(script, input)).await?
        } else {
            let input: String = input.iter().map(|value| format!("{value}, ")).collect();
            // The promise is the browser's own, whatever the page has made of `Promise`.
            let call = format!("(function () {{ {script}\n}})({input}done)");
            self.evaluate(&format!("(async () => ({{ then(done) {{ {call} }} }}))()")).await?
        };
        if let Some(problem) = told["problem"].as_str() {
            return Err(AppError::environment(format!("the page's {of} could not be measured: {problem}")));
        }
        serde_json::from_value(told)
            .map_err(|error| AppError::environment(format!("the measures of the page's {of} make no sense: {error}")))
    }
}
