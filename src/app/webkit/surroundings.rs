//! What WebKit needs around it: the virtual display on which its windows lie, and its drivers.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::app::browser::{BrowserError, missing, needed};
use crate::app::driver::{START, said};
use crate::process::{ProcessGroup, Spawn, free_port};
use crate::spec::Engine;

/// The web view, a program in Python: Debian has WebKit's library for it, and building against that library in Rust would
/// want its headers on every machine.
const VIEW: &str = include_str!("web-view.py");

/// Debian's own Python, which is the one that finds Debian's libraries.
const PYTHON: &str = "/usr/bin/python3";

/// Larger than every screen at its pixel ratio, so that no window is cut.
const DISPLAY_SIZE: &str = "2560x2560x24";

/// How often another program may take a driver's port between finding it and listening there.
const LOST_PORTS: usize = 10;

/// The display, and what a driver is started with. Dropping it ends the display.
#[derive(Debug)]
pub(in crate::app) struct Surroundings {
    driver: PathBuf,
    view: PathBuf,
    environment: Vec<(String, OsString)>,
    _display: ProcessGroup,
}

impl Surroundings {
    /// Starts a display and lays the web view's program into `folder`.
    ///
    /// # Errors
    /// When a part of WebKit is not installed or does not start.
    pub(in crate::app) async fn start(folder: &Path) -> Result<Self, BrowserError> {
        let driver = needed(Engine::Webkit, "WebKitWebDriver")?;
        let server = needed(Engine::Webkit, "Xvfb")?;
        let view = folder.join("web-view.py");
        tokio::fs::write(&view, VIEW).await.map_err(BrowserError::Folder)?;
        find_libraries(&view).await?;
        let spawn = Spawn {
            program: server.into_os_string(),
            arguments: ["-displayfd", "1", "-screen", "0", DISPLAY_SIZE, "-nolisten", "tcp", "-noreset"]
                .map(OsString::from)
                .to_vec(),
            ..Spawn::default()
        };
        let mut display = ProcessGroup::start(&spawn)?;
        let number = said(&mut display, &spawn, display_number).await?;
        let environment = vec![
            ("DISPLAY".to_owned(), OsString::from(format!(":{number}"))),
            ("TMPDIR".to_owned(), folder.as_os_str().to_owned()),
            // Of a desktop on which the harness may run, nothing is wanted.
            ("GDK_BACKEND".to_owned(), OsString::from("x11")),
            ("NO_AT_BRIDGE".to_owned(), OsString::from("1")),
        ];
        Ok(Self { driver, view, environment, _display: display })
    }

    /// Where the web view's program lies.
    pub(in crate::app) fn view(&self) -> &Path {
        &self.view
    }

    /// Starts a driver; answers it and the base URL of its commands.
    ///
    /// # Errors
    /// When it does not come up.
    pub(in crate::app) async fn driver(&self) -> Result<(ProcessGroup, String), BrowserError> {
        let mut lost_ports = 0;
        loop {
            // It does not say its port, so it is told one.
            let port = free_port().map_err(BrowserError::Folder)?;
            let spawn = Spawn {
                program: self.driver.clone().into_os_string(),
                arguments: vec![format!("--port={port}").into()],
                environment: self.environment.clone(),
                folder: None,
            };
            let mut process = ProcessGroup::start(&spawn)?;
            let ended = tokio::select! {
                answered = tokio::time::timeout(START, answering(port)) => match answered {
                    Ok(()) => return Ok((process, format!("http://127.0.0.1:{port}/"))),
                    Err(_) => None,
                },
                status = process.wait() => status,
            };
            let printed = process.output().tail(5);
            let program = "WebKitWebDriver".to_owned();
            match ended {
                Some(_) if lost_ports < LOST_PORTS => lost_ports += 1,
                Some(status) => {
                    return Err(BrowserError::DriverEnded { program, status: format!("with {status}"), printed });
                }
                None => return Err(BrowserError::DriverSilent { program, seconds: START.as_secs(), printed }),
            }
        }
    }
}

/// Whether the web view finds its libraries; its own words about it are for people who know Python.
async fn find_libraries(view: &Path) -> Result<(), BrowserError> {
    let mut check = ProcessGroup::start(&Spawn {
        program: PYTHON.into(),
        arguments: vec!["-I".into(), view.into(), "--check".into()],
        ..Spawn::default()
    })
    .map_err(|_| missing(Engine::Webkit, PYTHON))?;
    match tokio::time::timeout(START, check.wait()).await {
        Ok(Some(status)) if status.success() => Ok(()),
        _ => {
            let last = check.output().tail(1);
            Err(missing(Engine::Webkit, &format!("its library for Python ({last})")))
        }
    }
}

/// How a driver starts the web view whose program lies at `view`: through Python, since programs may not be run from every
/// folder for temporary files.
pub(in crate::app) fn started_as(view: Option<&Path>, folder: &str) -> Value {
    json!({ "binary": PYTHON, "args": ["-I", view, "--folder", folder] })
}

/// Comes back when something listens there.
async fn answering(port: u16) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    while tokio::net::TcpStream::connect(address).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The display's number, a line of its own; before it stands what went wrong with numbers that are taken.
fn display_number(output: &str) -> Option<u32> {
    let complete = output.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    complete.filter_map(|line| line.trim().parse().ok()).next()
}
