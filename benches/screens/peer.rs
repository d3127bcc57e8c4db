//! Other ways to render, in a Node program of `benches/peers`.

use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::site::{PAGES, screens};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Contexts,
    OnePage,
    DevTools,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Contexts, Self::OnePage, Self::DevTools];

    const fn name(self) -> &'static str {
        match self {
            Self::Contexts => "contexts",
            Self::OnePage => "one-page",
            Self::DevTools => "devtools",
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Contexts => "Playwright, a context per screen",
            Self::OnePage => "Playwright, one page",
            Self::DevTools => "raw DevTools protocol",
        })
    }
}

/// A running peer with its browser; ended when dropped.
pub struct Peer {
    pub way: Way,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts the program and its browser. `Err` says what is missing on this machine.
    pub fn start(way: Way, program: &Path, base: &str) -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
        if !folder.join("node_modules/playwright-core").is_dir() {
            return Err("run benches/peers/install.sh".to_owned());
        }
        let screens: Vec<_> = screens()
            .into_iter()
            .map(|screen| json!({ "width": screen.width, "height": screen.height, "ratio": screen.ratio }))
            .collect();
        let pages = PAGES.map(|page| format!("{base}{page}"));
        let mut child = Command::new("node")
            .arg(folder.join("screens.mjs"))
            .args([way.name(), &program.to_string_lossy()])
            .arg(json!({ "pages": pages, "screens": screens }).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node does not start: {error}"))?;
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut peer = Self { way, child, input, output };
        match peer.line().as_str() {
            "ready" => Ok(peer),
            other => Err(format!("its browser does not start: {other}")),
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// One round, in the time that the program itself measures.
    pub fn round(&mut self) -> Duration {
        self.input.write_all(b"round\n").unwrap();
        let millis: f64 = self.line().parse().expect("milliseconds");
        Duration::from_secs_f64(millis / 1000.0)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It closes its browser and ends when it is told; one that does not is killed.
        let _ = self.input.write_all(b"end\n");
        let _ = self.line();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
