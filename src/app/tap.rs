//! What a customer's finger does.

use std::collections::{BTreeMap, HashMap};
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, PointerAction, TouchActions};
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use crate::candidate::Tap;
use crate::trace::Blame;

use super::observer::shortened;
use super::page::Keep;
use super::session::{AppError, Session};

/// How `probe.js` says that nothing answers to a selector.
const ABSENT: &str = "is not on the page";

/// The name under which WebDriver tells elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long is waited for what not everybody meets. A page that is at rest has it already.
const SOON: Duration = Duration::from_millis(300);

/// How long the browser may take to tell of a touch; a page that gives way to another may swallow it.
const TOUCHED: Duration = Duration::from_secs(2);

/// How long the browser may take to look at the page. While another page is under way it looks at none.
const LOOKED_AT: Duration = Duration::from_millis(400);

/// A control that can be touched now: where, and the link that it is, as written.
#[derive(Clone, Debug)]
pub struct Usable {
    x: f64,
    y: f64,
    href: Option<String>,
    /// Whether it is a box that is ticked; `None` of what is no box.
    ticked: Option<bool>,
}

impl Session {
    /// Does one step of the profile: waits within the limit until its element is there, visible and enabled, then taps
    /// or types.
    ///
    /// # Errors
    /// When the element does not become usable, in words for the owner of the page; or when the browser is gone.
    pub async fn act(&self, step: &Tap) -> Result<(), AppError> {
        match step {
            Tap::Tap(target) | Tap::TapIfThere(target) => self.tap(target).await,
            Tap::Fill(fields) => self.fill(fields).await,
        }
    }

    /// Waits within the limit until the elements of a step are there, visible and enabled.
    ///
    /// # Errors
    /// When one does not become usable, in words for the owner of the page; or when the browser is gone.
    pub async fn wait_until_usable(&self, step: &Tap, limit: Duration) -> Result<(), AppError> {
        match step {
            Tap::Tap(target) | Tap::TapIfThere(target) => self.wait_usable(target, limit).await.map(drop),
            // Further fields may appear only once the first ones are filled.
            Tap::Fill(fields) => match fields.keys().next() {
                Some(first) => self.wait_usable(first, limit).await.map(drop),
                None => Ok(()),
            },
        }
    }

    /// Whether the control of a step that not everybody meets is not there, or soon.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn is_passed_over(&self, step: &Tap) -> Result<bool, AppError> {
        let Tap::TapIfThere(target) = step else { return Ok(false) };
        match self.wait_usable(target, SOON).await {
            Ok(_) => Ok(false),
            Err(error) if error.blame == Blame::Candidate => Ok(true),
            Err(error) => Err(error),
        }
    }

    async fn tap(&self, target: &str) -> Result<(), AppError> {
        let usable = self.wait_usable(target, self.phone.limit).await?;
        self.touch(&usable).await?;
        if let Some(ticked) = usable.ticked {
            self.boxes().insert(target.to_owned(), !ticked);
        }
        Ok(())
    }

    /// Whether a step touches a box that is as this customer has left it. A service may keep what was chosen when the customer
    /// comes back to the page, and nobody unticks what they have agreed to.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn is_as_left(&self, step: &Tap) -> Result<bool, AppError> {
        let Tap::Tap(target) = step else { return Ok(false) };
        let Some(left) = self.boxes().get(target).copied() else { return Ok(false) };
        Ok(self.locate(target).await?.is_ok_and(|usable| usable.ticked == Some(left)))
    }

    fn boxes(&self) -> MutexGuard<'_, HashMap<String, bool>> {
        self.boxes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn touch(&self, usable: &Usable) -> Result<(), AppError> {
        self.about_to_touch(usable);
        let touch = TouchActions::new("finger".to_owned())
            .then(PointerAction::MoveTo { duration: Some(Duration::ZERO), x: usable.x, y: usable.y })
            .then(PointerAction::Down { button: 0 })
            .then(PointerAction::Pause { duration: Duration::from_millis(20) })
            .then(PointerAction::Up { button: 0 });
        self.within(self.client().perform_actions(touch)).await
    }

    fn about_to_touch(&self, usable: &Usable) {
        self.observer.expect_tap(usable.href.clone());
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner) = Some(usable.clone());
    }

    /// The control, if it can be touched at this moment, or what prevents it. The browser is asked past its driver where that
    /// is possible: a driver makes everybody wait who asks while another page is under way. The browser itself does not look at
    /// the page then; the control is where it was touched before.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn find_now(&self, target: &str) -> Result<Result<Usable, String>, AppError> {
        if self.devtools.is_none() {
            return self.locate(target).await;
        }
        // What is only said to be out of use can be touched all the same.
        let input = json!({ "target": target, "scroll": true, "insist": true });
        Ok(match tokio::time::timeout(LOOKED_AT, self.probe_now("locate", input)).await {
            Ok(Ok(found)) => usable(&found),
            Ok(Err(_)) => Err(ABSENT.to_owned()),
            Err(_) => {
                let touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner).clone();
                touched.ok_or_else(|| ABSENT.to_owned())
            }
        })
    }

    /// Touches a control that was found, without a look whether it is still there.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn touch_now(&self, control: &Usable) -> Result<(), AppError> {
        if self.devtools.is_none() {
            return self.touch(control).await;
        }
        self.about_to_touch(control);
        let finger = json!([{ "x": control.x, "y": control.y }]);
        let touches = [("touchStart", finger), ("touchEnd", json!([]))].map(|(kind, points)| {
            self.send("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points }))
        });
        for touched in touches {
            let _ = tokio::time::timeout(TOUCHED, touched?.answer()).await;
        }
        Ok(())
    }

    async fn fill(&self, fields: &BTreeMap<String, String>) -> Result<(), AppError> {
        for (selector, text) in fields {
            self.wait_usable(selector, self.phone.limit).await?;
            let picked = self.probe("pick", json!({ "target": selector, "text": text })).await?;
            if let Some(problem) = picked["problem"].as_str() {
                return Err(AppError::candidate(format!("`{selector}` {problem}")));
            }
            if let Some(id) = picked["field"][ELEMENT].as_str() {
                let field = Element::from_element_id(self.client().clone(), ElementRef::from(id.to_owned()));
                // What cannot be cleared may be typed into all the same.
                let _ = self.within(field.clear()).await;
                self.within(field.send_keys(text)).await?;
            }
        }
        Ok(())
    }

    /// The fields that keep the browser from sending the form that a step touches, with what it tells the customer; empty
    /// where there are none.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn unsendable(&self, step: &Tap) -> Result<String, AppError> {
        let Tap::Tap(target) = step else { return Ok(String::new()) };
        Ok(self.probe("unsendable", json!({ "target": target })).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Payment triggers that the page shows as links, in words; empty where it shows none.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn shown_triggers(&self) -> Result<String, AppError> {
        Ok(self.probe("triggers", json!({})).await?.as_str().unwrap_or_default().to_owned())
    }

    async fn wait_usable(&self, target: &str, limit: Duration) -> Result<Usable, AppError> {
        let end = Instant::now() + limit;
        loop {
            // While a page gives way to another there may be nothing to ask.
            let problem = match self.locate(target).await {
                Ok(Ok(usable)) => return Ok(usable),
                Ok(Err(problem)) => problem,
                Err(error) if error.blame == Blame::Candidate => error.message,
                Err(error) => return Err(error),
            };
            if Instant::now() >= end {
                // Without the seconds: the same problem in another case is recognised by its words.
                if let Some(error) = self.error_page().await.filter(|_| problem == ABSENT) {
                    return Err(AppError::candidate(format!("`{target}` {problem}, which {error}")));
                }
                let message = format!("`{target}` {problem}, even when the time for it is over (`limits.page`)");
                return Err(AppError::candidate(message + &self.others(&problem).await));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the page that the customer sees is, where the service has answered with an error.
    pub async fn error_page(&self) -> Option<String> {
        let status = self.observer.error_status()?;
        let said = self.told(Keep::Nothing, &[]).await.map(|told| told.text).unwrap_or_default();
        // Before it is cut, since half a secret is found by nobody.
        let said = self.recorder.redactor().text(&said);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = if said.is_empty() { "is empty".to_owned() } else { format!("says “{}”", shortened(&said)) };
        Some(format!("came with HTTP status {status} and {said}"))
    }

    /// What the profile might have meant by a control that is not there.
    async fn others(&self, problem: &str) -> String {
        let there = match self.probe("controls", json!({})).await {
            Ok(there) if problem == ABSENT => there,
            Ok(_) | Err(_) => return String::new(),
        };
        match there.as_str() {
            Some(controls) if !controls.is_empty() => format!(
                "; what can be used there: {controls}. Where one of these is meant, mend candidate.yaml, where `tap_if_there:` is for what not \
                 everybody meets; otherwise the page"
            ),
            Some(_) | None => "; nothing on the page can be used".to_owned(),
        }
    }

    /// The control, or what keeps it from being touched.
    async fn locate(&self, target: &str) -> Result<Result<Usable, String>, AppError> {
        Ok(usable(&self.probe("locate", json!({ "target": target, "scroll": true })).await?))
    }
}

/// What `locate` has found.
fn usable(found: &Value) -> Result<Usable, String> {
    match (found["problem"].as_str(), found["x"].as_f64(), found["y"].as_f64()) {
        (None, Some(x), Some(y)) => {
            Ok(Usable { x, y, href: found["href"].as_str().map(str::to_owned), ticked: found["ticked"].as_bool() })
        }
        (problem, _, _) => Err(problem.unwrap_or(ABSENT).to_owned()),
    }
}
