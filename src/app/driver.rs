//! The WebDriver process, or the address of one that runs elsewhere.

use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{ProcessGroup, Spawn};

use super::browser::{BrowserChoice, BrowserError, on_path};

/// A driver that gives browser sessions. One that was started here ends with the handle, and all browsers with it.
#[derive(Debug)]
pub struct Driver {
    url: String,
    program: Option<PathBuf>,
    // Fields drop in order: first the processes, then the folder in which they write.
    _process: Option<ProcessGroup>,
    folder: Option<TempDir>,
}

/// How long chromedriver may take to say its port.
const START: Duration = Duration::from_secs(30);

/// How often chromedriver may lose its port while it starts: it binds a free port of IPv6 and then the same one of IPv4,
/// which may be taken, and ends if so.
const LOST_PORTS: usize = 10;
const LOST_PORT: &str = "port not available";

impl Driver {
    /// Starts chromedriver on a free port, or takes the driver that the user named.
    ///
    /// # Errors
    /// When browser or driver are not installed or do not start.
    pub async fn start(choice: &BrowserChoice) -> Result<Self, BrowserError> {
        let program = choice.program()?;
        if let Some(url) = &choice.webdriver {
            // The base of a driver's commands must end in a slash, or its last part is lost.
            let url = format!("{}/", url.as_str().trim_end_matches('/'));
            return Ok(Self { url, program, _process: None, folder: None });
        }
        let driver = on_path("chromedriver").ok_or(BrowserError::NoDriver)?;
        let folder = tempfile::Builder::new().prefix("seqr-cert-").tempdir().map_err(BrowserError::Folder)?;
        let spawn = Spawn {
            program: driver.into_os_string(),
            arguments: vec!["--port=0".into()],
            // The browser leaves files in its TMPDIR; they go with ours.
            environment: vec![("TMPDIR".to_owned(), folder.path().as_os_str().to_owned())],
            folder: None,
        };
        let mut lost_ports = 0;
        loop {
            let mut process = ProcessGroup::start(&spawn)?;
            match tokio::time::timeout(START, listening(&mut process)).await {
                Ok(Ok(port)) => {
                    let url = format!("http://127.0.0.1:{port}/");
                    return Ok(Self { url, program, _process: Some(process), folder: Some(folder) });
                }
                Ok(Err(BrowserError::DriverEnded { printed, .. }))
                    if printed.contains(LOST_PORT) && lost_ports < LOST_PORTS =>
                {
                    lost_ports += 1;
                }
                Ok(Err(ended)) => return Err(ended),
                Err(_) => {
                    let printed = process.output().tail(5);
                    return Err(BrowserError::DriverSilent { seconds: START.as_secs(), printed });
                }
            }
        }
    }

    /// Base URL of its commands.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The browser's program where this side chose it.
    #[must_use]
    pub const fn program(&self) -> Option<&PathBuf> {
        self.program.as_ref()
    }

    /// A new folder for a browser's profile; `None` where the driver runs elsewhere and makes its own.
    pub(super) fn profile(&self) -> Result<Option<TempDir>, BrowserError> {
        self.folder
            .as_ref()
            .map(|folder| tempfile::Builder::new().prefix("profile-").tempdir_in(folder.path()))
            .transpose()
            .map_err(BrowserError::Folder)
    }
}

/// The port on which a driver listens, or how it ended before it did.
async fn listening(process: &mut ProcessGroup) -> Result<u16, BrowserError> {
    let output = process.output().clone();
    tokio::select! {
        biased;
        port = output.wait_for(port) => Ok(port),
        status = process.wait() => {
            let status = status.map_or_else(|| "in an unknown way".to_owned(), |status| format!("with {status}"));
            Err(BrowserError::DriverEnded { status, printed: output.tail(5) })
        }
    }
}

/// `ChromeDriver was started successfully on port 41234.`
fn port(output: &str) -> Option<u16> {
    let (_, rest) = output.split_once("successfully on port ")?;
    let digits: &str = &rest[..rest.find(|c: char| !c.is_ascii_digit())?];
    digits.parse().ok()
}
