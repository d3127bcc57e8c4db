//! The programs that are compared, each a process of its own on a core of its own.

use std::fmt;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use seqr_cert::soap::description;
use seqr_cert::spec::SERVICE_PATHS;
use tempfile::TempDir;

use super::fixed;

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Fixed,
    Hyper,
    SeqrCert,
    NodeSoap,
    Mockoon,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Fixed, Self::Hyper, Self::SeqrCert, Self::NodeSoap, Self::Mockoon];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Fixed => "fixed bytes",
            Self::Hyper => "bare hyper",
            Self::SeqrCert => "seqr-cert backend",
            Self::NodeSoap => "node soap",
            Self::Mockoon => "Mockoon CLI",
        })
    }
}

/// A running peer; ended when dropped.
pub struct Peer {
    pub kind: Kind,
    pub address: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Peer {
    /// Starts a peer and waits until it accepts connections. `Err` says what is missing on this machine.
    pub fn start(kind: Kind, cores: &str) -> Result<Self, String> {
        let folder = TempDir::new().unwrap();
        let port = free_port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", cores]);
        match kind {
            Kind::Fixed => {
                command.arg(std::env::current_exe().unwrap()).args([fixed::BYTES, &port.to_string()]);
            }
            Kind::Hyper => {
                command.arg(std::env::current_exe().unwrap()).args([fixed::HYPER, &port.to_string()]);
            }
            Kind::SeqrCert => {
                command.args([
                    env!("CARGO_BIN_EXE_seqr-cert"),
                    "backend",
                    "--listen",
                    &address.to_string(),
                    "--report",
                ]);
                command.arg(folder.path().join("report"));
            }
            Kind::NodeSoap => {
                let wsdl = folder.path().join("seqr.wsdl");
                fs::write(&wsdl, description(&format!("http://{address}{}", SERVICE_PATHS[0]))).unwrap();
                command.arg("node").arg(peers().join("node-soap.mjs")).arg(port.to_string()).arg(wsdl);
                installed("node_modules/soap")?;
            }
            Kind::Mockoon => {
                let bin = installed("node_modules/@mockoon/cli/bin/run.js")?;
                command.arg("node").arg(bin).args(["start", "--disable-log-to-file", "--port", &port.to_string()]);
                command.arg("--data").arg(peers().join("mockoon.json"));
            }
        }
        // Standard input stays open: a backend without one thinks that its terminal is gone.
        let log = fs::File::create(folder.path().join("log")).unwrap();
        command.stdin(Stdio::piped()).stdout(log.try_clone().unwrap()).stderr(log);
        let mut child = command.spawn().map_err(|error| format!("taskset: {error}"))?;
        if let Err(why) = wait_until_up(address, &mut child) {
            let log = fs::read_to_string(folder.path().join("log")).unwrap_or_default();
            return Err(format!("{why}: {log}"));
        }
        Ok(Self { kind, address, child, _folder: folder })
    }

    /// Resident memory now.
    pub fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches("kB").trim().parse().unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself, which the figures show.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Keeps this program to some cores. Threads that begin later inherit it.
pub fn pin_self(cores: &str) {
    let pid = std::process::id().to_string();
    let output = Command::new("taskset").args(["--cpu-list", "--pid", cores, &pid]).output().expect("taskset");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers")
}

fn installed(path: &str) -> Result<PathBuf, String> {
    let path = peers().join(path);
    if path.exists() { Ok(path) } else { Err("it is not installed; benches/peers/install.sh does it".to_owned()) }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn wait_until_up(address: SocketAddr, child: &mut Child) -> Result<(), String> {
    let deadline = Instant::now() + Duration::from_secs(60);
    while Instant::now() < deadline {
        if TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(format!("it ended with {status}"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("it did not come up within a minute".to_owned())
}
