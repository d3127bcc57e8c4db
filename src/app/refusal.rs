//! Why a driver gives no browser, in words that say what to do.

use std::time::Duration;

use fantoccini::error::NewSessionError;

/// What a driver elsewhere, which may be a Grid, can be asked to look at.
const FULL: &str = "a Grid that is full, or has no such browser, lets requests wait: see that it has the browser, and twice as \
                    many sessions as cases run at once (4, or twice `--test-threads`)";

/// A request for a session that failed.
pub(super) fn explain(error: &NewSessionError, elsewhere: bool) -> String {
    match error {
        NewSessionError::Failed(error) => nobody(error, elsewhere),
        NewSessionError::FailedC(error) => nobody(error, elsewhere),
        NewSessionError::Lost(error) => nobody(error, elsewhere),
        NewSessionError::SessionNotCreated(answer) => {
            let told = answer.message.lines().next().unwrap_or_default();
            if elsewhere { format!("{told} ({FULL})") } else { told.to_owned() }
        }
        NewSessionError::NotW3C(_) | NewSessionError::UnexpectedError(_) | NewSessionError::BadWebdriverUrl(_) => {
            let what = if elsewhere { "; is --webdriver the address of a WebDriver?" } else { "" };
            format!("what answers there is no WebDriver ({error}){what}")
        }
    }
}

/// A request for a session that was not answered in time.
pub(super) fn too_late(limit: Duration, elsewhere: bool) -> String {
    let hint = if elsewhere { format!("; {FULL}") } else { String::new() };
    format!("no answer within {} s{hint}", limit.as_secs())
}

fn nobody(error: &dyn std::error::Error, elsewhere: bool) -> String {
    let what = if elsewhere { "start it, or correct --webdriver" } else { "it has ended" };
    format!("nothing answers there ({}); {what}", innermost(error))
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}
