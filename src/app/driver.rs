//! The WebDriver process, or the address of one that runs elsewhere.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{ProcessGroup, Spawn};
use crate::spec::Engine;

use super::browser::{BrowserChoice, BrowserError, needed};
use super::webkit;

/// A driver that gives browser sessions. One that was started here ends with the handle, and all browsers with it.
#[derive(Debug)]
pub struct Driver {
    engine: Engine,
    program: Option<PathBuf>,
    // Fields drop in order: first the processes, then the folder in which they write.
    kind: Kind,
    folder: Option<TempDir>,
}

#[derive(Debug)]
enum Kind {
    /// One serves all browsers; `None` where it runs elsewhere.
    Shared { url: String, _process: Option<ProcessGroup> },
    /// One serves one browser at a time, so each has its own.
    Single(Spawn),
    /// The same, for WebKit.
    Webkit(webkit::Surroundings),
}

/// A place at a driver for one browser.
#[derive(Debug)]
pub(super) struct Seat {
    /// Base URL of the driver's commands.
    pub(super) url: String,
    /// The driver, where it serves this browser alone; browser and driver go with it.
    pub(super) process: Option<ProcessGroup>,
    /// A new folder for what the browser stores; `None` where the driver runs elsewhere and makes its own.
    pub(super) profile: Option<TempDir>,
}

/// How long a driver may take to say its port.
pub(super) const START: Duration = Duration::from_secs(30);

/// How often chromedriver may lose its port while it starts: it binds a free port of IPv6 and then the same one of IPv4,
/// which may be taken, and ends if so.
const LOST_PORTS: usize = 10;
const LOST_PORT: &str = "port not available";

impl Driver {
    /// Starts a driver on a free port, or takes the one that the user named.
    ///
    /// # Errors
    /// When browser or driver are not installed or do not start.
    pub async fn start(choice: &BrowserChoice) -> Result<Self, BrowserError> {
        choice.check()?;
        let engine = choice.engine;
        let program = choice.program()?;
        if let Some(url) = &choice.webdriver {
            // The base of a driver's commands must end in a slash, or its last part is lost.
            let url = format!("{}/", url.as_str().trim_end_matches('/'));
            return Ok(Self { engine, program, kind: Kind::Shared { url, _process: None }, folder: None });
        }
        let folder = tempfile::Builder::new().prefix("seqr-cert-").tempdir().map_err(BrowserError::Folder)?;
        let (kind, program) = match engine {
            Engine::Chromium => {
                let spawn = spawn(needed(engine, "chromedriver")?, &["--port=0"], folder.path());
                let (process, url) = listening(&spawn, chromedriver_port).await?;
                (Kind::Shared { url, _process: Some(process) }, program)
            }
            Engine::Firefox => {
                let arguments = ["--port", "0", "--websocket-port", "0"];
                (Kind::Single(spawn(needed(engine, "geckodriver")?, &arguments, folder.path())), program)
            }
            Engine::Webkit => {
                let surroundings = webkit::Surroundings::start(folder.path()).await?;
                let view = surroundings.view().to_owned();
                (Kind::Webkit(surroundings), Some(view))
            }
        };
        Ok(Self { engine, program, kind, folder: Some(folder) })
    }

    /// The engine of its browsers.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Where it takes commands, if it is one driver for all its browsers.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match &self.kind {
            Kind::Shared { url, .. } => Some(url),
            Kind::Single(_) | Kind::Webkit(_) => None,
        }
    }

    /// The browser's program where this side chose it.
    #[must_use]
    pub const fn program(&self) -> Option<&PathBuf> {
        self.program.as_ref()
    }

    /// A place for a browser.
    ///
    /// # Errors
    /// When a driver has to be started for it and is not.
    pub(super) async fn seat(&self) -> Result<Seat, BrowserError> {
        let (url, process) = match &self.kind {
            Kind::Shared { url, .. } => (url.clone(), None),
            Kind::Single(spawn) => {
                let (process, url) = listening(spawn, geckodriver_port).await?;
                (url, Some(process))
            }
            Kind::Webkit(surroundings) => {
                let (process, url) = surroundings.driver().await?;
                (url, Some(process))
            }
        };
        let new = |folder: &TempDir| tempfile::Builder::new().prefix("profile-").tempdir_in(folder.path());
        let profile = self.folder.as_ref().map(new).transpose().map_err(BrowserError::Folder)?;
        Ok(Seat { url, process, profile })
    }
}

fn spawn(driver: PathBuf, arguments: &[&str], folder: &Path) -> Spawn {
    Spawn {
        program: driver.into_os_string(),
        arguments: arguments.iter().map(OsString::from).collect(),
        // The browser leaves files in its TMPDIR; they go with ours.
        environment: vec![("TMPDIR".to_owned(), folder.as_os_str().to_owned())],
        folder: None,
    }
}

/// Starts a driver and waits until it has said its port.
async fn listening(spawn: &Spawn, port: fn(&str) -> Option<u16>) -> Result<(ProcessGroup, String), BrowserError> {
    let mut lost_ports = 0;
    loop {
        let mut process = ProcessGroup::start(spawn)?;
        match said(&mut process, spawn, port).await {
            Ok(port) => return Ok((process, format!("http://127.0.0.1:{port}/"))),
            Err(BrowserError::DriverEnded { printed, .. })
                if printed.contains(LOST_PORT) && lost_ports < LOST_PORTS =>
            {
                lost_ports += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// What a program says of itself once it is up, or how it ended before it did.
pub(super) async fn said<T>(
    process: &mut ProcessGroup,
    spawn: &Spawn,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, BrowserError> {
    let program = Path::new(&spawn.program).file_name().unwrap_or(&spawn.program).to_string_lossy().into_owned();
    let output = process.output().clone();
    let up = async {
        tokio::select! {
            biased;
            found = output.wait_for(find) => Ok(found),
            status = process.wait() => {
                let status = status.map_or_else(|| "in an unknown way".to_owned(), |status| format!("with {status}"));
                Err(BrowserError::DriverEnded { program: program.clone(), status, printed: output.tail(5) })
            }
        }
    };
    let in_time = tokio::time::timeout(START, up).await;
    in_time.unwrap_or_else(|_| {
        let printed = output.tail(5);
        Err(BrowserError::DriverSilent { program: program.clone(), seconds: START.as_secs(), printed })
    })
}

/// `ChromeDriver was started successfully on port 41234.`
fn chromedriver_port(output: &str) -> Option<u16> {
    number_after(output, "successfully on port ")
}

/// `… geckodriver INFO Listening on 127.0.0.1:41234`
fn geckodriver_port(output: &str) -> Option<u16> {
    number_after(output, "Listening on 127.0.0.1:")
}

/// The number between some words and what follows it; `None` while nothing does.
fn number_after(output: &str, words: &str) -> Option<u16> {
    let (_, rest) = output.split_once(words)?;
    let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit())?];
    digits.parse().ok()
}
