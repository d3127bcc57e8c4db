//! A backend that breaks its own schema says so itself, and the run ends with the exit code for faults of the harness.

use seqr_cert::backend::{Backend, BackendConfig};
use seqr_cert::candidate::Profile;
use seqr_cert::check::judge;
use seqr_cert::plan::Plan;
use seqr_cert::soap::{Answer, Payload, Period};
use seqr_cert::spec::Engine;
use seqr_cert::suite::load_builtin;
use seqr_cert::trace::{Blame, FORMAT, Recorder, Redactor, RunEnd, RunHeader, Trace, What};
use seqr_cert::verdict::RunVerdict;

use super::support::{Running, config, get_payment_status, send_invoice};

async fn flawed(flaw: fn(Answer) -> Answer) -> Running {
    let folder = tempfile::TempDir::new().unwrap();
    let recorder = Recorder::create(folder.path(), Redactor::new()).unwrap();
    let config = BackendConfig { listen: "127.0.0.1:0".to_owned(), ..config() };
    recorder.record(None, What::RunStarted(Box::new(header())));
    let backend = Backend::start_flawed(config, recorder.clone(), flaw).await.unwrap();
    Running { backend, recorder, folder }
}

/// The head of a run without cases, so that nothing but its troubles decides.
fn header() -> RunHeader {
    let profile: Profile = serde_json::from_str(
        r##"{
        "name": "Cinema", "service_id": "CINEMA",
        "urls": {"order": "http://shop.test/o", "success": "http://shop.test/s",
                 "failure": "http://shop.test/f", "cancel": "http://shop.test/c"},
        "backend": {"listen": "127.0.0.1:0", "terminal": {"id": "t", "password": "12345678"}},
        "buy": [{"tap": "#buy"}]
    }"##,
    )
    .unwrap();
    let catalogue = load_builtin().unwrap_or_else(|_| panic!("the suites are broken")).catalogue;
    RunHeader {
        format: FORMAT,
        harness: "test".to_owned(),
        started: "2026-11-24T00:00:00Z".to_owned(),
        endpoint: "http://127.0.0.1:1".to_owned(),
        selected: Vec::new(),
        plan: Plan::new(&profile, catalogue, &[], Engine::Chromium),
    }
}

fn troubles(running: &Running) -> Vec<(Blame, String)> {
    let of = |what| match what {
        What::Trouble { kind, message } => Some((kind, message)),
        _ => None,
    };
    running.recorder.events().into_iter().filter_map(|event| of(event.what)).collect()
}

fn misplaced(answer: Answer) -> Answer {
    let payload = Payload::Period(Period { transaction_period_id: "1".to_owned() });
    Answer { payload, ..answer }
}

#[tokio::test]
async fn an_answer_that_breaks_our_schema_is_the_harness_own_fault_and_ends_the_run_with_4() {
    let running = flawed(misplaced).await;
    running.backend.set_case(Some("the-case"));
    let reply = running.post(&send_invoice("")).await;
    assert!(reply.body.contains("transactionPeriodId"), "the flaw is on the wire: {}", reply.body);
    let told = troubles(&running);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, Blame::Harness);
    assert_eq!(
        told[0].1,
        "the simulated backend is wrong: sendInvoiceResponse breaks its own schema: return: `transactionPeriodId` is not \
         expected where it stands; please report this with the trace"
    );
    running.recorder.record(None, What::RunEnded(RunEnd::Completed));
    let judged = judge(&Trace::read(running.folder.path()).unwrap());
    assert_eq!((judged.verdict, judged.exit_code), (RunVerdict::Inconclusive, 4), "{:?}", judged.reason);
    assert!(judged.reason.unwrap().starts_with("a fault of the harness itself: the simulated backend is wrong"));
}

#[tokio::test]
async fn a_backend_without_a_flaw_blames_nobody() {
    let running = Running::start().await;
    let reference = running.issue("").await;
    running.call(&get_payment_status(&reference, 0)).await;
    running.call(&get_payment_status("42", 0)).await;
    assert_eq!(troubles(&running), vec![]);
}
