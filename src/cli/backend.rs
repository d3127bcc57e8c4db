//! `seqr-cert backend`

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::app;
use crate::backend::{Backend, BackendConfig, Desk, Offer, Remark, Shown, Transport};
use crate::candidate::{Profile, Terminal};
use crate::check;
use crate::check::field::Finding;
use crate::spec::ServiceQr;
use crate::suite::Choice;
use crate::trace::{Recorder, Redactor, SoapCall, TraceError};

use super::exit::Exit;
use super::log::Log;
use super::run::load_candidate;
use super::{fail, runtime, signal};

/// Runs the simulated SEQR backend alone, to develop a merchant service against.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Takes address, credentials and QR parameters from this file.
    #[arg(long, value_name = "FILE")]
    candidate: Option<PathBuf>,
    /// Address to listen on.
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// Speak HTTPS, with a certificate made on the spot; the one to trust is seqr-ca.pem in the report folder.
    #[arg(long)]
    tls: bool,
    /// Folder for the trace of all calls.
    #[arg(long, value_name = "DIR", default_value = "reports/backend")]
    report: PathBuf,
}

/// Events in memory, which is as far as the log can lag behind; the report folder has all.
const KEPT_EVENTS: usize = 10_000;

impl Serve {
    pub(super) fn execute(self) -> Exit {
        let profile = match self.candidate.as_deref().map(load_candidate).transpose() {
            Ok(loaded) => loaded.map(|(profile, _)| profile),
            Err(exit) => return exit,
        };
        let mut config = profile.as_ref().map_or_else(default_config, BackendConfig::of);
        if let Some(listen) = self.listen {
            config.listen = listen;
        }
        let recorder = match Recorder::create(&self.report, Redactor::new()) {
            Ok(recorder) => recorder,
            Err(error @ (TraceError::InUse { .. } | TraceError::Foreign { .. })) => return fail(Exit::Usage, error),
            Err(error) => return fail(Exit::Inconclusive, error),
        };
        recorder.keep_at_most(KEPT_EVENTS);
        let https = self.tls || profile.as_ref().is_some_and(|profile| profile.backend.tls);
        let transport = if https { Transport::https(&self.report) } else { Transport::Http };
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(exit) => return exit,
        };
        let exit = runtime.block_on(serve(config, transport, profile.as_ref(), recorder));
        // A read of standard input may still be under way and cannot be ended.
        runtime.shutdown_background();
        exit
    }
}

fn default_config() -> BackendConfig {
    BackendConfig {
        listen: "127.0.0.1:8480".to_owned(),
        terminal: Terminal { id: "terminal".to_owned(), password: "12345678".to_owned() },
        reseller: None,
        service_id: "SERVICE".to_owned(),
        allowed_hosts: vec!["127.0.0.1".to_owned(), "localhost".to_owned()],
    }
}

async fn serve(config: BackendConfig, transport: Transport, profile: Option<&Profile>, recorder: Recorder) -> Exit {
    let stop = signal::wait();
    tokio::pin!(stop);
    let qr = profile.map_or_else(
        || ServiceQr { service_id: config.service_id.clone(), parameters: std::collections::BTreeMap::new() },
        Profile::qr,
    );
    let terminal = config.terminal.clone();
    let reseller = config.reseller.clone();
    let offer = Offer { transport, playground: Some(desk(&qr, profile)) };
    let backend = match Backend::start_with(config, offer, recorder.clone()).await {
        Ok(backend) => backend,
        Err(error) => return fail(Exit::Inconclusive, error),
    };
    say!("WSDL      {}", backend.wsdl_url());
    say!("endpoint  {}", backend.endpoint_url());
    if let Some(ca_file) = backend.ca_file() {
        say!("trust     {}", ca_file.display());
    }
    say!("terminal  id {}, password {}", terminal.id, terminal.password);
    if let Some(reseller) = reseller {
        say!("reseller  id {}, user {}, password {}", reseller.id, reseller.user_id, reseller.password);
    }
    say!("page      {}/  (play the customer, watch the calls)", backend.origin());
    scan(&backend, &qr.text(), profile);
    say!("{HELP}");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut reading = true;
    let mut log = Log::default();
    loop {
        // Taken before looking, so that nothing is missed between the two.
        let changed = backend.changed();
        log.tell_new(&recorder, judge);
        tokio::select! {
            () = &mut stop => break,
            () = soon_after(changed) => {}
            line = lines.next_line(), if reading => match line {
                Ok(Some(line)) => command(line.trim(), &backend, &qr, profile),
                // Without a terminal there is nobody to type; the backend serves on.
                Ok(None) | Err(_) => reading = false,
            },
        }
    }
    backend.stop().await;
    log.tell_new(&recorder, judge);
    match recorder.finish() {
        Ok(()) => Exit::Good,
        Err(error) => fail(Exit::Inconclusive, error),
    }
}

fn desk(qr: &ServiceQr, profile: Option<&Profile>) -> Desk {
    let qr_text = qr.text();
    Desk {
        name: profile.map_or_else(|| "SEQR playground".to_owned(), |profile| profile.name.clone()),
        // A code that holds more than any camera reads is left out; the text stands on the page all the same.
        qr_picture: app::picture(&qr_text).unwrap_or_default(),
        qr_text,
        urls: profile.map(|profile| profile.urls.clone()),
        judge,
    }
}

/// What is wrong with a call, beyond what its line says; in the words of a report.
fn judge(call: &SoapCall) -> Vec<Remark> {
    let findings = check::field::findings(call);
    findings
        .into_iter()
        .map(|finding| Remark { kind: kind(&finding), level: finding.level().name(), text: told(&finding) })
        .collect()
}

fn told(finding: &Finding) -> String {
    format!("{finding}: {}", finding.mend)
}

/// The rule and the place, whatever row it is.
fn kind(finding: &Finding) -> String {
    let parts = finding.path.split('/').map(|name| name.split_once('[').map_or(name, |(name, _)| name));
    format!("{} ({})", parts.collect::<Vec<_>>().join("/"), finding.rule.name())
}

/// Calls that come faster than anybody reads are told together; waking up for each would cost the backend a fifth of its
/// speed.
const BREATH: Duration = Duration::from_millis(5);

async fn soon_after(changed: impl Future<Output = ()>) {
    changed.await;
    tokio::time::sleep(BREATH).await;
}

const HELP: &str = "type: token | scan CODE | pay, fail, cancel, expire or notify REFERENCE   (Ctrl-C ends)";

fn command(line: &str, backend: &Backend, qr: &ServiceQr, profile: Option<&Profile>) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let reference = rest.trim();
    let done = match word {
        "" => return,
        "token" => return scan(backend, &qr.text(), profile),
        "scan" => return scan(backend, reference, profile),
        "pay" => backend.decide(reference, Choice::Approve),
        "fail" => backend.decide(reference, Choice::Decline),
        "cancel" => backend.decide(reference, Choice::Cancel),
        "expire" => backend.expire(reference),
        "notify" => backend.notify_again(reference),
        _ => return say!("{HELP}"),
    };
    if let Err(error) = done {
        say!("{error}");
    }
}

fn scan(backend: &Backend, code: &str, profile: Option<&Profile>) {
    match backend.scan_any(code) {
        Ok(Shown::Session(session)) => match profile {
            Some(profile) => say!("a customer scans the QR code: open {}#{}", profile.urls.order, session.token),
            None => say!("a customer scans the QR code: TOKEN {}", session.token),
        },
        Ok(Shown::Invoice(reference)) => say!("a customer scans the code: the app shows invoice {reference}"),
        Err(error) => say!("{error}"),
    }
}
