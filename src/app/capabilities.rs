//! What a driver is asked for when it is to give a browser.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::spec::Engine;
use crate::trace::milliseconds;

use super::devtools::SCRIPT;
use super::webkit;

/// Capabilities of a new session. `limit_ms` is the page load timeout of the driver itself.
pub(super) fn capabilities(
    engine: Engine,
    program: Option<&Path>,
    profile: Option<&Path>,
    limit_ms: u64,
) -> Map<String, Value> {
    let script_ms = milliseconds(SCRIPT);
    let mut wanted = json!({
        "acceptInsecureCerts": true,
        // A customer who is asked whether to buy says yes.
        "unhandledPromptBehavior": "accept",
        "timeouts": { "pageLoad": limit_ms, "script": script_ms, "implicit": 0 },
    });
    match engine {
        Engine::Chromium => {
            wanted["browserName"] = json!("chrome");
            // On this machine the browser itself is heard.
            if profile.is_none() {
                wanted["webSocketUrl"] = json!(true);
            }
            wanted["goog:chromeOptions"] = chromium(program, profile);
        }
        Engine::Firefox => {
            wanted["browserName"] = json!("firefox");
            wanted["webSocketUrl"] = json!(true);
            wanted["moz:firefoxOptions"] = firefox(program);
        }
        // Its driver would refuse to be asked for an event connection; the web view has one of its own.
        Engine::Webkit => {
            let folder = profile.map(|folder| folder.display().to_string()).unwrap_or_default();
            wanted["webkitgtk:browserOptions"] = webkit::started_as(program, &folder);
        }
    }
    match wanted {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Whether a program is Chromium's headless shell.
pub(super) fn is_shell(program: Option<&Path>) -> bool {
    program.is_some_and(|path| path.to_string_lossy().contains("headless-shell"))
}

fn chromium(program: Option<&Path>, profile: Option<&Path>) -> Value {
    // The full build wants its new headless mode named; the shell knows only one.
    let mut arguments: Vec<String> = vec![
        if is_shell(program) { "--headless" } else { "--headless=new" }.to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--hide-scrollbars".to_owned(),
        // Every customer has a window beside the browser's first one, and none of them is in the background.
        "--disable-backgrounding-occluded-windows".to_owned(),
        "--disable-renderer-backgrounding".to_owned(),
        "--disable-background-timer-throttling".to_owned(),
    ];
    if rustix::process::geteuid().is_root() {
        // Chromium refuses its sandbox to root.
        arguments.push("--no-sandbox".to_owned());
    }
    if let Some(profile) = profile {
        arguments.push(format!("--user-data-dir={}", profile.display()));
    }
    with_program(json!({ "args": arguments }), program)
}

fn firefox(program: Option<&Path>) -> Value {
    let preferences = json!({
        // A coarse pointer, which is a finger, and no other.
        "ui.primaryPointerCapabilities": 1,
        "ui.allPointerCapabilities": 1,
        "dom.w3c_touch_events.enabled": 1,
        // Scrollbars that take no room, as on phones.
        "widget.gtk.overlay-scrollbars.enabled": true,
        "ui.useOverlayScrollbars": 1,
    });
    with_program(json!({ "args": ["-headless"], "prefs": preferences }), program)
}

fn with_program(mut options: Value, program: Option<&Path>) -> Value {
    if let Some(program) = program {
        options["binary"] = json!(program);
    }
    options
}
