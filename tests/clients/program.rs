//! A client as a program of its own: one call per line in, one answer per line out.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::conversation::{Client, Said};

/// A running client program; ended when dropped.
pub struct Program {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Program {
    /// `program` runs `tests/clients/{script}` with the WSDL's URL as its argument. The authority in `ca_file` is trusted as
    /// each stack lets its users say it, which is a variable of the environment.
    pub fn start(program: &str, script: &str, wsdl_url: &str, ca_file: Option<&Path>) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script);
        let mut command = Command::new(program);
        for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        for trust in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            command.envs(ca_file.map(|file| (trust, file)));
        }
        let child = command.arg(&script).arg(wsdl_url).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child =
            child.unwrap_or_else(|error| panic!("{program}: {error}; scripts/install-test-tools installs it"));
        let to = child.stdin.take().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        Self { child, to, from }
    }
}

impl Client for Program {
    fn call(&mut self, operation: &str, arguments: &Value) -> Said {
        let call = json!({"operation": operation, "arguments": arguments});
        // A client that has ended says why on standard error; its answer is missing then.
        let _broken_pipe = writeln!(self.to, "{call}");
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        let mut said: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{operation}: {error}: the client said `{line}`"));
        match said.get_mut("answer") {
            Some(answer) => Said::Answer(answer.take()),
            None => Said::Fault(said["fault"].to_string()),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended already when it failed.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
