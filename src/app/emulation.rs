//! Making a browser a phone: its screen and user agent, and pictures of it. Each engine has ways of its own.

use std::time::Duration;

use base64::Engine as _;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use serde_json::{Value, json};

use crate::spec::{Engine, Platform, Screen};

use super::blank::Wire;
use super::session::{AppError, Session};

/// A picture that has not come by then may never come. Most take less than a tenth of a second.
const UNANSWERED: Duration = Duration::from_secs(2);

/// Of longer pages only the beginning is photographed, CSS pixels.
const LONGEST_PAGE: f64 = 6_000.0;

impl Session {
    /// Turns the phone into one with another screen. Takes effect on the next page load at the latest.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn set_screen(&self, screen: Screen) -> Result<(), AppError> {
        let former = self.take_screen(screen);
        let agent = user_agent(screen.platform, &self.browser().version);
        match self.browser.engine {
            Engine::Chromium => {
                let mut asked = vec![self.send("Emulation.setDeviceMetricsOverride", metrics(screen))?];
                if former.is_none_or(|former| former.platform != screen.platform) {
                    let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
                    asked.push(self.send("Emulation.setTouchEmulationEnabled", touch)?);
                    // A browser without a screen says no language, and every phone does.
                    let agent = json!({ "userAgent": agent, "acceptLanguage": self.phone.language.accepted() });
                    asked.push(self.send("Emulation.setUserAgentOverride", agent)?);
                }
                for asked in asked {
                    self.in_time(asked.answer()).await?.map_err(|message| AppError::refused(&message))?;
                }
            }
            Engine::Firefox => {
                let size = json!({ "width": screen.width, "height": screen.height });
                let viewport = json!({ "context": self.window, "viewport": size, "devicePixelRatio": screen.ratio });
                self.bidi("browsingContext.setViewport", viewport).await?;
                let area = json!({ "contexts": [self.window], "screenArea": size });
                self.bidi("emulation.setScreenSettingsOverride", area).await?;
                let agent = json!({ "contexts": [self.window], "userAgent": agent });
                self.bidi("emulation.setUserAgentOverride", agent).await?;
            }
            Engine::Webkit => {
                let wanted = json!({
                    "width": screen.width, "height": screen.height, "ratio": screen.ratio, "userAgent": agent,
                });
                self.bidi("view.setScreen", wanted).await?;
            }
        }
        Ok(())
    }

    /// A picture of what is on the screen, PNG.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn screenshot(&self) -> Result<Vec<u8>, AppError> {
        match self.browser.engine {
            Engine::Chromium => self.capture(json!({ "format": "png", "optimizeForSpeed": true })).await,
            Engine::Firefox | Engine::Webkit => self.within(self.client().screenshot()).await,
        }
    }

    /// A picture of the page from its top to its end, PNG, as wide as the screen. `height` is in CSS pixels.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub(super) async fn whole_page(&self, width: u32, height: f64) -> Result<Vec<u8>, AppError> {
        let height = height.min(LONGEST_PAGE);
        match self.browser.engine {
            Engine::Chromium => {
                let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
                let how = json!({
                    "format": "png", "optimizeForSpeed": true, "captureBeyondViewport": true, "clip": clip,
                });
                self.capture(how).await
            }
            Engine::Firefox => {
                let clip = json!({ "type": "box", "x": 0, "y": 0, "width": width, "height": height });
                let how = json!({ "context": self.window, "origin": "document", "clip": clip });
                picture(&self.bidi("browsingContext.captureScreenshot", how).await?)
            }
            Engine::Webkit => {
                picture(&self.bidi("view.capture", json!({ "width": width, "height": height.ceil() as u32 })).await?)
            }
        }
    }

    /// Asks again after a while: where a page gives way to another while it is photographed, Chromium may never answer.
    async fn capture(&self, how: Value) -> Result<Vec<u8>, AppError> {
        let asking = async {
            let mut asked = FuturesUnordered::new();
            loop {
                asked.push(self.send("Page.captureScreenshot", how.clone())?.answer());
                tokio::select! {
                    Some(taken) = asked.next() => return Ok::<_, AppError>(taken),
                    () = tokio::time::sleep(UNANSWERED) => {}
                }
            }
        };
        let taken = self.in_time(asking).await??;
        picture(&taken.map_err(|message| AppError::refused(&message))?)
    }

    /// A command of the browser's event connection.
    async fn bidi(&self, method: &'static str, parameters: Value) -> Result<Value, AppError> {
        let refused = |message: &str| AppError::environment(format!("the browser refuses {method}: {message}"));
        let Wire::Bidi(bidi) = &self.browser.wire else { return Err(refused("it speaks no WebDriver BiDi")) };
        self.in_time(bidi.command(method, parameters)).await?.map_err(|message| refused(&message))
    }
}

/// A screen as the DevTools protocol describes it.
pub(super) fn metrics(screen: Screen) -> Value {
    json!({
        "width": screen.width, "height": screen.height, "deviceScaleFactor": screen.ratio, "mobile": true,
        "screenWidth": screen.width, "screenHeight": screen.height,
    })
}

fn picture(answer: &Value) -> Result<Vec<u8>, AppError> {
    let data = answer["data"].as_str().unwrap_or_default();
    base64::engine::general_purpose::STANDARD
        .decode(data)
        .map_err(|error| AppError::environment(format!("the browser's picture cannot be read: {error}")))
}

/// What web views of the platforms call themselves, with the engine's real version.
fn user_agent(platform: Platform, version: &str) -> String {
    match platform {
        Platform::Android => format!(
            "Mozilla/5.0 (Linux; Android 14; Mobile; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
             Chrome/{version} Mobile Safari/537.36 SEQR"
        ),
        Platform::Ios => {
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Mobile/15E148 SEQR"
                .to_owned()
        }
    }
}
