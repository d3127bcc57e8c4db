//! The candidate's process, where the profile lets the harness start it.

use std::ffi::OsString;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use url::Url;

use crate::backend::Backend;
use crate::candidate::{Profile, Start};
use crate::process::{ProcessGroup, Spawn};
use crate::trace::{Recorder, What, milliseconds};

use super::world::RunError;
use crate::app::http_client;

/// How long a started candidate may take until it answers.
const READY: Duration = Duration::from_secs(30);

/// How long a candidate gets to end by itself after SIGTERM.
const GRACE: Duration = Duration::from_secs(2);

/// The service under test, started by us or found running.
#[derive(Debug)]
pub(super) struct Candidate {
    process: Mutex<Option<ProcessGroup>>,
    /// How it ended, if it ended before it was stopped.
    died: Mutex<Option<String>>,
}

impl Candidate {
    /// Starts the candidate if the profile says how, and waits until it answers.
    ///
    /// # Errors
    /// When it cannot be started, ends at once, or does not answer in time.
    pub(super) async fn start(
        profile: &Profile,
        folder: &Path,
        backend: &Backend,
        recorder: &Recorder,
    ) -> Result<Self, RunError> {
        let Some(start) = &profile.start else {
            let url = &profile.urls.order;
            wait_for_answer(url, Duration::from_secs(5))
                .await
                .map_err(|error| RunError::CandidateNotUp { url: url.to_string(), error })?;
            return Ok(Self { process: Mutex::new(None), died: Mutex::new(None) });
        };
        if port_is_taken(&start.ready).await {
            return Err(RunError::CandidatePortTaken { url: start.ready.to_string() });
        }
        let mut process = spawn(start, profile, folder, backend)?;
        recorder.record(None, What::CandidateStarted { command: start.command.clone() });
        let began = Instant::now();
        let answered = tokio::select! {
            answered = wait_for_answer(&start.ready, READY) => Ok(answered),
            status = process.wait() => Err(status),
        };
        let trouble = match answered {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(RunError::CandidateNotReady {
                url: start.ready.to_string(),
                seconds: READY.as_secs(),
                error,
                output: process.output().tail(12),
            }),
            Err(status) => Some(RunError::CandidateEnded {
                status: status.map_or_else(|| "an unknown status".to_owned(), |status| status.to_string()),
                output: process.output().tail(12),
            }),
        };
        if let Some(trouble) = trouble {
            store(&process.output().bytes(), recorder);
            process.stop(GRACE).await;
            return Err(trouble);
        }
        let after_ms = milliseconds(began.elapsed());
        recorder.record(None, What::CandidateReady { url: start.ready.to_string(), after_ms });
        Ok(Self { process: Mutex::new(Some(process)), died: Mutex::new(None) })
    }

    /// How the candidate's process ended, if we started it and it is no longer there. Recorded once.
    pub(super) fn died(&self, recorder: &Recorder) -> Option<String> {
        let mut died = self.died.lock().unwrap_or_else(PoisonError::into_inner);
        if died.is_none() {
            let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
            let process = process.as_mut()?;
            let status = process.ended()?.to_string();
            let output = process.output().tail(12);
            recorder.record(None, What::CandidateExited { status: status.clone(), output: output.clone() });
            let printed = if output.is_empty() { String::new() } else { format!("; it printed last: {output}") };
            *died = Some(format!("the candidate's process ended ({status}){printed}"));
        }
        died.clone()
    }

    /// How much the candidate has printed so far, in bytes; `None` where somebody else started it.
    pub(super) fn printed(&self) -> Option<usize> {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        process.as_ref().map(|process| process.output().length())
    }

    /// What it has printed since then, if it is anything. Secrets are taken out before it is cut, since half of one is found by
    /// nobody.
    pub(super) fn printed_since(&self, length: usize, recorder: &Recorder) -> Option<String> {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let text = process.as_ref()?.output().since(length);
        Some(both_ends(recorder.redactor().text(&text).trim())).filter(|text| !text.is_empty())
    }

    /// Stops what was started and keeps what it printed.
    pub(super) async fn stop(&self, recorder: &Recorder) {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(process) = process {
            let output = process.output().clone();
            process.stop(GRACE).await;
            store(&output.bytes(), recorder);
        }
    }
}

/// The beginning and the end of a text: languages differ in where they name the error, before or after its traceback.
fn both_ends(text: &str) -> String {
    const KEPT: usize = 2000;
    if text.len() <= 2 * KEPT {
        return text.to_owned();
    }
    let (begin, end) = (text.floor_char_boundary(KEPT), text.ceil_char_boundary(text.len() - KEPT));
    format!("{}\n[… {} bytes more …]\n{}", &text[..begin], end - begin, &text[end..])
}

fn store(output: &[u8], recorder: &Recorder) {
    if let Some(artifact) = recorder.artifact(None, "candidate-output.txt", output) {
        recorder.record(None, What::CandidateOutput { artifact });
    }
}

fn spawn(start: &Start, profile: &Profile, folder: &Path, backend: &Backend) -> Result<ProcessGroup, RunError> {
    let (program, arguments) = start.command.split_first().ok_or(RunError::NoCommand)?;
    Ok(ProcessGroup::start(&Spawn {
        program: program.into(),
        arguments: arguments.iter().map(Into::into).collect(),
        environment: environment(profile, backend),
        folder: Some(folder.to_owned()),
    })?)
}

/// What the candidate and the commands of its back office learn about this run.
pub(super) fn environment(profile: &Profile, backend: &Backend) -> Vec<(String, OsString)> {
    let terminal = &profile.backend.terminal;
    let mut environment = vec![
        ("SEQR_WSDL_URL", backend.wsdl_url()),
        ("SEQR_ENDPOINT_URL", backend.endpoint_url()),
        ("SEQR_TERMINAL_ID", terminal.id.clone()),
        ("SEQR_TERMINAL_PASSWORD", terminal.password.clone()),
        ("SEQR_SERVICE_ID", profile.service_id.clone()),
    ];
    if let Some(start) = &profile.start {
        environment
            .push(("PORT", start.ready.port_or_known_default().map(|port| port.to_string()).unwrap_or_default()));
    }
    if let Some(reseller) = &profile.backend.reseller {
        environment.push(("SEQR_RESELLER_ID", reseller.id.clone()));
        environment.push(("SEQR_RESELLER_USER_ID", reseller.user_id.clone()));
        environment.push(("SEQR_RESELLER_PASSWORD", reseller.password.clone()));
    }
    if let Some(ca_file) = backend.ca_file() {
        environment.push(("SEQR_CA_FILE", ca_file.to_string_lossy().into_owned()));
    }
    environment.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// Polls a URL until it gives any HTTP answer.
async fn wait_for_answer(url: &Url, limit: Duration) -> Result<(), String> {
    let client = http_client(Duration::from_secs(5), Policy::none()).map_err(|error| error.to_string())?;
    let end = Instant::now() + limit;
    loop {
        let error = match client.get(url.clone()).send().await {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        if Instant::now() >= end {
            return Err(root_cause(&error));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Whether something answers already where the candidate is to listen. It would be judged instead of the candidate.
async fn port_is_taken(url: &Url) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return false };
    matches!(
        tokio::time::timeout(Duration::from_secs(1), tokio::net::TcpStream::connect((host, port))).await,
        Ok(Ok(_))
    )
}

/// The innermost reason of an error, which is what tells something.
pub(super) fn root_cause(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}
