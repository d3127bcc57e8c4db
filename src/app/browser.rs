//! Which browser shows the pages, and which programs it is made of.

use std::path::{Path, PathBuf};

use url::Url;

use crate::spec::Engine;

/// What the user asked for on the command line.
#[derive(Clone, Debug, Default)]
pub struct BrowserChoice {
    /// `--browser`
    pub engine: Engine,
    /// `--browser-binary`: the browser's program. Without it the headless shell is taken where it is installed, as it is
    /// the same engine and lighter, else Chromium.
    pub binary: Option<PathBuf>,
    /// `--webdriver`: a driver that runs elsewhere. Its machine chooses the browser unless `binary` is given.
    pub webdriver: Option<Url>,
}

/// Why there is no browser to judge with.
#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    #[error("{engine} cannot be started: {missing} is not installed; {}", how_to_install(*.engine))]
    NotInstalled { engine: Engine, missing: String },
    #[error("there is no program at {path}, which --browser-binary names")]
    NoSuchBinary { path: PathBuf },
    #[error(
        "WebKit is driven through a web view of our own, on this machine only; leave out {flag}, or judge in another browser"
    )]
    WebkitIsLocal { flag: &'static str },
    #[error("{0}")]
    Process(#[from] crate::process::ProcessError),
    #[error("{program} did not say within {seconds} s where it listens; it printed: {printed}")]
    DriverSilent { program: String, seconds: u64, printed: String },
    #[error("{program} ended {status} instead of listening; it printed: {printed}")]
    DriverEnded { program: String, status: String, printed: String },
    #[error("cannot make a temporary folder for the browser: {0}")]
    Folder(std::io::Error),
    #[error("the driver at {driver} gave no browser session: {message}")]
    NoSession { driver: String, message: String },
    #[error(
        "the driver at {driver} opened no WebDriver BiDi connection ({message}); trigger links can be caught through BiDi \
         only, so use a driver that offers webSocketUrl"
    )]
    NoBidi { driver: String, message: String },
    #[error("the browser of the driver at {driver} does not tell what happens in it ({message})")]
    NoEvents { driver: String, message: String },
    #[error("the web view of WebKit at {driver} did not come up: {message}")]
    NoView { driver: String, message: String },
}

/// The command that installs everything that a browser needs.
fn how_to_install(engine: Engine) -> String {
    let by_hand = match engine {
        Engine::Chromium => {
            "`apt-get install chromium chromium-driver chromium-headless-shell`, or name a running driver with --webdriver"
        }
        Engine::Webkit => "`apt-get install webkit2gtk-driver gir1.2-webkit2-4.1 python3-gi python3-gi-cairo xvfb`",
        Engine::Firefox => {
            "`apt-get install firefox-esr` and `cargo install geckodriver`, or name a running driver with --webdriver"
        }
    };
    format!("run `scripts/install-browser {}` on Debian, or {by_hand}", engine.name())
}

impl BrowserChoice {
    /// Whether the flags go together.
    ///
    /// # Errors
    /// When WebKit is to run elsewhere, or in a program of the user's.
    pub fn check(&self) -> Result<(), BrowserError> {
        match (self.engine, &self.binary, &self.webdriver) {
            (Engine::Webkit, Some(_), _) => Err(BrowserError::WebkitIsLocal { flag: "--browser-binary" }),
            (Engine::Webkit, _, Some(_)) => Err(BrowserError::WebkitIsLocal { flag: "--webdriver" }),
            _ => Ok(()),
        }
    }

    /// The program to start; `None` when a driver elsewhere chooses, or a program comes with the harness.
    ///
    /// # Errors
    /// When the named one is not there, or none is installed.
    pub(super) fn program(&self) -> Result<Option<PathBuf>, BrowserError> {
        let wanted: &[&str] = match self.engine {
            // Programs of the same engine, the lightest first.
            Engine::Chromium => &["chromium-headless-shell", "chromium", "google-chrome", "chrome"],
            Engine::Firefox => &["firefox-esr", "firefox"],
            Engine::Webkit => return Ok(None),
        };
        match (&self.binary, &self.webdriver) {
            // A path on the driver's machine cannot be looked up here.
            (Some(path), Some(_)) => Ok(Some(path.clone())),
            (Some(path), None) if path.is_file() => Ok(Some(unwrapped(path.clone()))),
            (Some(path), None) => Err(BrowserError::NoSuchBinary { path: path.clone() }),
            (None, Some(_)) => Ok(None),
            (None, None) => wanted
                .iter()
                .find_map(|name| on_path(name))
                .map(|path| Some(unwrapped(path)))
                .ok_or_else(|| missing(self.engine, &format!("none of {}", wanted.join(", ")))),
        }
    }
}

/// A program on the PATH that an engine needs.
///
/// # Errors
/// When it is not there; the message says how to install it.
pub(super) fn needed(engine: Engine, name: &str) -> Result<PathBuf, BrowserError> {
    on_path(name).ok_or_else(|| missing(engine, name))
}

/// What to say when something of an engine is not there.
pub(super) fn missing(engine: Engine, what: &str) -> BrowserError {
    BrowserError::NotInstalled { engine, missing: what.to_owned() }
}

/// Finds a program on the PATH.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Debian's command for the headless shell is a script that starts the shell and waits for it. Ending the script, as
/// drivers do, leaves the shell running; so the shell is started itself.
fn unwrapped(path: PathBuf) -> PathBuf {
    let shell = Path::new("/usr/lib/chromium/chromium-headless-shell");
    if path == Path::new("/usr/bin/chromium-headless-shell") && shell.is_file() { shell.to_owned() } else { path }
}
