//! `seqr-cert backend`

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::backend::{self, Backend, BackendConfig};
use crate::candidate::{Profile, Terminal};
use crate::spec::ServiceQr;
use crate::suite::Choice;
use crate::trace::{Event, Recorder, Redactor, What};

use super::exit::Exit;
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
            Err(error) => return fail(Exit::Inconclusive, error),
        };
        recorder.keep_at_most(KEPT_EVENTS);
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(exit) => return exit,
        };
        let exit = runtime.block_on(serve(config, profile.as_ref(), recorder));
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

async fn serve(config: BackendConfig, profile: Option<&Profile>, recorder: Recorder) -> Exit {
    let qr = profile.map_or_else(
        || ServiceQr { service_id: config.service_id.clone(), parameters: std::collections::BTreeMap::new() },
        Profile::qr,
    );
    let terminal = config.terminal.clone();
    let reseller = config.reseller.clone();
    let backend = match Backend::start(config, recorder.clone()).await {
        Ok(backend) => backend,
        Err(error) => return fail(Exit::Inconclusive, error),
    };
    println!("WSDL      {}", backend.wsdl_url());
    println!("endpoint  {}", backend.endpoint_url());
    println!("terminal  id {}, password {}", terminal.id, terminal.password);
    if let Some(reseller) = reseller {
        println!("reseller  id {}, user {}, password {}", reseller.id, reseller.user_id, reseller.password);
    }
    new_token(&backend, &qr, profile);
    println!("{HELP}");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut reading = true;
    let mut told = 0;
    let stop = signal::wait();
    tokio::pin!(stop);
    loop {
        // Taken before looking, so that nothing is missed between the two.
        let changed = backend.changed();
        told = tell_new(&recorder.events_after(told), told);
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
    tell_new(&recorder.events_after(told), told);
    backend.stop().await;
    Exit::Good
}

/// Calls that come faster than anybody reads are told together; waking up for each would cost the backend a fifth of its
/// speed.
const BREATH: Duration = Duration::from_millis(20);

async fn soon_after(changed: impl Future<Output = ()>) {
    changed.await;
    tokio::time::sleep(BREATH).await;
}

const HELP: &str = "type: token | pay REFERENCE | fail REFERENCE | cancel REFERENCE   (Ctrl-C ends)";

fn command(line: &str, backend: &Backend, qr: &ServiceQr, profile: Option<&Profile>) {
    let (word, reference) = line.split_once(' ').unwrap_or((line, ""));
    let choice = match word {
        "" => return,
        "token" => return new_token(backend, qr, profile),
        "pay" => Choice::Approve,
        "fail" => Choice::Decline,
        "cancel" => Choice::Cancel,
        _ => return println!("{HELP}"),
    };
    if let Err(error) = backend.decide(reference.trim(), choice) {
        println!("{error}");
    }
}

fn new_token(backend: &Backend, qr: &ServiceQr, profile: Option<&Profile>) {
    match backend.scan(None, &qr.text()) {
        Ok(session) => match profile {
            Some(profile) => println!("a customer scans the QR code: open {}#{}", profile.urls.order, session.token),
            None => println!("a customer scans the QR code: TOKEN {}", session.token),
        },
        Err(error) => println!("{error}"),
    }
}

/// One line per event that a developer wants to see; answers the number of the last event that has been told.
fn tell_new(events: &[Arc<Event>], told: u64) -> u64 {
    for event in events {
        let seconds = event.at_ms as f64 / 1000.0;
        let line = match &event.what {
            What::Soap(call) => backend::describe(call),
            What::InvoiceChanged(change) => format!("invoice {} is {}", change.invoice_reference, change.to),
            What::Acknowledged { invoice_reference, after_ms } => {
                format!("payment of {invoice_reference} acknowledged after {after_ms} ms")
            }
            What::Reversed { invoice_reference, .. } => {
                format!("payment of {invoice_reference} reversed: no getPaymentStatus was answered PAID within 20 s")
            }
            What::Notified(notified) => format!(
                "notified {}: {}",
                notified.url,
                notified.error.clone().unwrap_or_else(|| format!("answered {}", notified.status.unwrap_or_default()))
            ),
            _ => continue,
        };
        println!("{seconds:9.3}  {line}");
    }
    events.last().map_or(told, |event| event.seq)
}
