//! Which browser judges, and how it is started.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use url::Url;

/// What the user asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct BrowserChoice {
    /// `--browser-binary`: the browser's program. Without it the headless shell is taken where it is installed, as it is
    /// the same engine and lighter, else Chromium.
    pub binary: Option<PathBuf>,
    /// `--webdriver`: a driver that runs elsewhere. Its machine chooses the browser unless `binary` is given.
    pub webdriver: Option<Url>,
}

/// Why there is no browser to judge with.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    #[error(
        "no Chromium is installed (looked for {looked_for}); run `make browser` or `apt-get install chromium \
         chromium-driver chromium-headless-shell`, or name one with --browser-binary"
    )]
    NoBrowser { looked_for: String },
    #[error("there is no program at {path}, which --browser-binary names")]
    NoSuchBinary { path: PathBuf },
    #[error(
        "no chromedriver is on the PATH; run `make browser` or `apt-get install chromium-driver`, or name a running driver with --webdriver URL"
    )]
    NoDriver,
    #[error("{0}")]
    Process(#[from] crate::process::ProcessError),
    #[error("chromedriver did not say within {seconds} s on which port it listens; it printed: {printed}")]
    DriverSilent { seconds: u64, printed: String },
    #[error("chromedriver ended {status} instead of listening; it printed: {printed}")]
    DriverEnded { status: String, printed: String },
    #[error("cannot make a temporary folder for the browser: {0}")]
    Folder(std::io::Error),
    #[error("the driver at {driver} gave no browser session: {message}")]
    NoSession { driver: String, message: String },
    #[error(
        "the driver at {driver} opened no WebDriver BiDi connection ({message}); trigger links can be caught through BiDi \
         only, so use a driver that offers webSocketUrl"
    )]
    NoBidi { driver: String, message: String },
}

/// Programs of the same engine, the lightest first.
const PROGRAMS: [&str; 4] = ["chromium-headless-shell", "chromium", "google-chrome", "chrome"];

impl BrowserChoice {
    /// The program to start; `None` when a driver elsewhere chooses.
    ///
    /// # Errors
    /// When the named one is not there, or none is installed.
    pub fn program(&self) -> Result<Option<PathBuf>, BrowserError> {
        match (&self.binary, &self.webdriver) {
            // A path on the driver's machine cannot be looked up here.
            (Some(path), Some(_)) => Ok(Some(path.clone())),
            (Some(path), None) if path.is_file() => Ok(Some(unwrapped(path.clone()))),
            (Some(path), None) => Err(BrowserError::NoSuchBinary { path: path.clone() }),
            (None, Some(_)) => Ok(None),
            (None, None) => PROGRAMS
                .iter()
                .find_map(|name| on_path(name))
                .map(|path| Some(unwrapped(path)))
                .ok_or_else(|| BrowserError::NoBrowser { looked_for: PROGRAMS.join(", ") }),
        }
    }
}

/// Debian's command for the headless shell is a script that starts the shell and waits for it. Ending the script, as
/// drivers do, leaves the shell running; so the shell is started itself.
fn unwrapped(path: PathBuf) -> PathBuf {
    let shell = Path::new("/usr/lib/chromium/chromium-headless-shell");
    if path == Path::new("/usr/bin/chromium-headless-shell") && shell.is_file() { shell.to_owned() } else { path }
}

/// Finds a program on the PATH.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Capabilities of a new session. `limit_ms` is the page load timeout of the driver itself.
pub(super) fn capabilities(program: Option<&Path>, profile: Option<&Path>, limit_ms: u64) -> Map<String, Value> {
    // The full build wants its new headless mode named; the shell knows only one.
    let is_shell = program.is_some_and(|path| path.to_string_lossy().contains("headless-shell"));
    let mut arguments: Vec<String> = vec![
        if is_shell { "--headless" } else { "--headless=new" }.to_owned(),
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
    let mut options = json!({ "args": arguments });
    if let Some(program) = program {
        options["binary"] = json!(program);
    }
    let capabilities = json!({
        "browserName": "chrome",
        "webSocketUrl": true,
        "acceptInsecureCerts": true,
        "unhandledPromptBehavior": "dismiss",
        "timeouts": { "pageLoad": limit_ms, "script": 10_000, "implicit": 0 },
        "goog:chromeOptions": options,
    });
    match capabilities {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
