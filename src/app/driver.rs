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
        let process = ProcessGroup::start(&Spawn {
            program: driver.into_os_string(),
            arguments: vec!["--port=0".into()],
            // The browser leaves files in its TMPDIR; they go with ours.
            environment: vec![("TMPDIR".to_owned(), folder.path().as_os_str().to_owned())],
            folder: None,
        })?;
        let port = tokio::time::timeout(START, process.output().wait_for(port))
            .await
            .map_err(|_| BrowserError::DriverSilent { seconds: START.as_secs(), printed: process.output().tail(5) })?;
        Ok(Self { url: format!("http://127.0.0.1:{port}/"), program, _process: Some(process), folder: Some(folder) })
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

/// `ChromeDriver was started successfully on port 41234.`
fn port(output: &str) -> Option<u16> {
    let (_, rest) = output.split_once("successfully on port ")?;
    let digits: &str = &rest[..rest.find(|c: char| !c.is_ascii_digit())?];
    digits.parse().ok()
}
