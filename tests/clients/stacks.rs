//! One test per SOAP stack and path; the hand-written client once in each style.

use seqr_cert::spec::SERVICE_PATHS;

use super::conversation::{Running, converse};
use super::matching::Types;
use super::program::Program;
use super::raw::{Raw, STYLES};

/// A stack as a program: what runs its script, and which types it knows.
#[derive(Clone, Copy)]
pub struct Stack {
    program: &'static str,
    script: &'static str,
    types: Types,
}

impl Stack {
    /// The stack's client, made from the description of a running backend.
    pub fn client(&self, running: &Running, path: &str) -> Program {
        Program::start(self.program, self.script, &running.wsdl_url(path), running.backend.ca_file())
    }
}

const TYPED: Types = Types { integers: true, dates: true };
pub const PHP: Stack =
    Stack { program: "php", script: "php/client.php", types: Types { integers: true, dates: false } };
// Debian's Python has Debian's zeep and suds.
pub const ZEEP: Stack = Stack { program: "/usr/bin/python3", script: "zeep/client.py", types: TYPED };
pub const SUDS: Stack = Stack { program: "/usr/bin/python3", script: "suds/client.py", types: TYPED };
pub const NODE: Stack = Stack { program: "node", script: "node/client.mjs", types: TYPED };

/// The whole table by one stack, on both paths, with one backend.
async fn run(stack: &'static Stack) {
    converse_on(Running::start().await, stack, &SERVICE_PATHS).await;
}

/// The same over HTTPS.
async fn run_encrypted(stack: &'static Stack) {
    converse_on(Running::with_tls().await, stack, &SERVICE_PATHS[..1]).await;
}

async fn converse_on(running: Running, stack: &'static Stack, paths: &'static [&'static str]) {
    tokio::task::spawn_blocking(move || {
        for path in paths {
            let mut client = stack.client(&running, path);
            converse(&running, path, stack.types, &mut client);
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn php_soap_client_runs_every_operation() {
    run(&PHP).await;
}

#[tokio::test]
async fn python_zeep_runs_every_operation() {
    run(&ZEEP).await;
}

#[tokio::test]
async fn python_suds_runs_every_operation() {
    run(&SUDS).await;
}

#[tokio::test]
async fn node_soap_runs_every_operation() {
    run(&NODE).await;
}

#[tokio::test]
async fn php_soap_client_runs_every_operation_over_https() {
    run_encrypted(&PHP).await;
}

#[tokio::test]
async fn python_zeep_runs_every_operation_over_https() {
    run_encrypted(&ZEEP).await;
}

#[tokio::test]
async fn python_suds_runs_every_operation_over_https() {
    run_encrypted(&SUDS).await;
}

#[tokio::test]
async fn node_soap_runs_every_operation_over_https() {
    run_encrypted(&NODE).await;
}

#[tokio::test]
async fn hand_written_messages_run_every_operation_in_every_style() {
    // Side by side, because each waits for its report.
    let mut conversations = tokio::task::JoinSet::new();
    for style in STYLES {
        let running = Running::start().await;
        conversations.spawn_blocking(move || {
            for path in SERVICE_PATHS {
                let mut client = Raw { address: running.backend.address(), path, style };
                let types = Types { integers: false, dates: false };
                converse(&running, &format!("{} to {path}", style.name), types, &mut client);
            }
        });
    }
    while let Some(ended) = conversations.join_next().await {
        ended.unwrap();
    }
}
