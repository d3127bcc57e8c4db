//! A child process and everything that it starts.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

use super::output::Output;

/// How long the output of an ended process is waited for; a grandchild may hold the pipes open.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What to start.
#[derive(Clone, Debug, Default)]
pub struct Spawn {
    pub program: OsString,
    pub arguments: Vec<OsString>,
    /// Added to the environment of the harness.
    pub environment: Vec<(String, OsString)>,
    /// Folder to run in; that of the harness if `None`.
    pub folder: Option<PathBuf>,
}

/// Why a process could not be started or watched.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    #[error("cannot start `{program}`{place}: {source}")]
    Start { program: String, place: String, source: std::io::Error },
}

/// A running process, leader of its own group. Dropping it kills the group.
#[derive(Debug)]
pub struct ProcessGroup {
    child: Child,
    group: Option<Pid>,
    output: Output,
}

impl ProcessGroup {
    /// Starts a process in a new group; its standard input is empty.
    ///
    /// # Errors
    /// When the program is not there or cannot be run.
    pub fn start(spawn: &Spawn) -> Result<Self, ProcessError> {
        let mut command = Command::new(resolved(&spawn.program, spawn.folder.as_deref()));
        command
            .args(&spawn.arguments)
            .envs(spawn.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        if let Some(folder) = &spawn.folder {
            command.current_dir(folder);
        }
        let mut child = command.spawn().map_err(|source| ProcessError::Start {
            program: spawn.program.to_string_lossy().into_owned(),
            place: spawn.folder.as_ref().map(|folder| format!(" in {}", folder.display())).unwrap_or_default(),
            source,
        })?;
        let output = Output::new();
        if let Some(stdout) = child.stdout.take() {
            output.drain(stdout);
        }
        if let Some(stderr) = child.stderr.take() {
            output.drain(stderr);
        }
        let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Ok(Self { child, group, output })
    }

    /// What the process has printed.
    #[must_use]
    pub const fn output(&self) -> &Output {
        &self.output
    }

    /// How the process ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for the process to end by itself, and for its last words, which may come out of their pipe a little later.
    pub async fn wait(&mut self) -> Option<ExitStatus> {
        let status = self.child.wait().await.ok();
        let _whatever_came = tokio::time::timeout(LAST_WORDS, self.output.complete()).await;
        status
    }

    /// Ends the group without asking it.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// Asks the group to end, and after `grace` makes it.
    pub async fn stop(mut self, grace: Duration) {
        self.signal(Signal::TERM);
        let _ended_in_time = tokio::time::timeout(grace, self.child.wait()).await;
        // Whatever is left of the group, its leader included, goes with `drop`.
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // Fails only when nothing of the group is left, which is what is wanted.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// A program given by a relative path with a `/` is meant relative to the folder it runs in; the standard library
/// leaves open which folder counts.
fn resolved(program: &OsString, folder: Option<&Path>) -> OsString {
    let path = Path::new(program);
    match folder {
        Some(folder) if path.is_relative() && path.components().count() > 1 => {
            std::path::absolute(folder.join(path)).map_or_else(|_| program.clone(), PathBuf::into_os_string)
        }
        _ => program.clone(),
    }
}
