//! Every mistake that can be built into the reference merchant is found by the checks that are there for it, with the
//! message that a developer needs, and by no other check than the table says.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;

use seqr_cert::merchant::Defect;
use tempfile::TempDir;

use crate::bench::{Run, changed, free_port, seqr_cert};
use crate::score::{Outcome, STALE, is_written_down, score};
use crate::table::{Row, Table, table};

/// A mistake that nobody can overlook. Where it is not found, finding the others means nothing.
const CONTROL: &str = "success-500";

/// Runs at the same time. Some work without a pause, as all that look at screens; most wait more than they work.
const BUSY_AT_ONCE: usize = 2;
const WAITING_AT_ONCE: usize = 3;

#[test]
fn the_table_names_every_defect_once() {
    let table = table();
    let named: Vec<String> = table.iter().filter(|(_, row)| row.of.is_none()).map(|(name, _)| name.clone()).collect();
    let mut known: Vec<String> = Defect::ALL.iter().map(|defect| defect.name().to_owned()).collect();
    known.sort();
    assert_eq!(named, known);
}

#[test]
fn every_defect_is_found_by_its_checks_and_the_same_cases_are_green_without_it() {
    let table = table();
    let control = survivor(CONTROL, &table[CONTROL]);
    assert_eq!(control, None, "the score is void: the control defect is not found");

    let ((false_alarms, alarmed), survivors) = std::thread::scope(|scope| {
        let green = scope.spawn(|| false_alarms(&table));
        let survivors = survivors(&table);
        (green.join().unwrap(), survivors)
    });
    let named = survivors.iter().map(|(defect, _)| defect.clone()).collect();
    let outcome = Outcome { survivors: named, false_alarms: false_alarms.clone() };
    let reasons: Vec<&str> = survivors.iter().map(|(_, why)| why.as_str()).collect();
    assert!(reasons.is_empty(), "{} of {} survive:\n\n{}", reasons.len(), table.len(), reasons.join("\n\n"));
    assert!(false_alarms.is_empty(), "false alarms: {false_alarms:?}\n{alarmed}");
    assert!(is_written_down(&score(&table, &outcome)), "{STALE}");
}

/// What breaks without a defect, and what the run printed.
fn false_alarms(table: &Table) -> (BTreeSet<String>, String) {
    // The foreign merchants are run whole, without a fault, by tests of their own.
    let cases: BTreeSet<&str> = table.values().filter(|row| row.of.is_none()).flat_map(Row::cases).collect();
    let mut arguments = vec!["demo", "--exact"];
    arguments.extend(&cases);
    let green = seqr_cert(&arguments);
    let alarms = broken(&green);
    assert!(green.exit == 0 || !alarms.is_empty(), "red without a check that says why:\n{}", green.printed);
    (alarms, green.printed)
}

type Queue<'t> = Mutex<VecDeque<(&'t String, &'t Row)>>;

/// The defects that are not found as the table says, and why.
fn survivors(table: &Table) -> Vec<(String, String)> {
    // Those with most cases first, so that none of them is left for last.
    let mut rows: Vec<(&String, &Row)> = table.iter().collect();
    rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.cases().len()));
    let (busy, waiting) =
        rows.into_iter().partition(|(_, row)| row.cases().iter().any(|case| case.starts_with("screens.")));
    let (busy, waiting): (Queue<'_>, Queue<'_>) = (Mutex::new(busy), Mutex::new(waiting));
    std::thread::scope(|scope| {
        let at_screens = (0..BUSY_AT_ONCE).map(|_| scope.spawn(|| work(&busy, &waiting)));
        let workers: Vec<_> =
            at_screens.chain((0..WAITING_AT_ONCE).map(|_| scope.spawn(|| work(&waiting, &busy)))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

/// Runs one row after the other until none is left, those of the other kind last; answers with the survivors.
fn work(first: &Queue<'_>, then: &Queue<'_>) -> Vec<(String, String)> {
    let next = || {
        // One lock at a time.
        let own = first.lock().unwrap().pop_front();
        own.or_else(|| then.lock().unwrap().pop_front())
    };
    std::iter::from_fn(next)
        .filter_map(|(defect, row)| survivor(defect, row).map(|why| (defect.clone(), why)))
        .collect()
}

/// Why a defect counts as not found; `None` when it is found as the table says.
fn survivor(defect: &str, row: &Row) -> Option<String> {
    let run = match &row.of {
        None => seqr_cert(&[&["demo", "--defect", defect, "--exact"], &*row.cases()].concat()),
        Some(merchant) => {
            let (_folder, candidate) = foreign(merchant, defect);
            seqr_cert(&[&["run", "--candidate", &candidate, "--exact"], &*row.cases()].concat())
        }
    };
    for find in row.finds() {
        let found = run.checks(find.verdict);
        let (name, verdict) = (find.name(), find.verdict);
        if !found.contains(&name) {
            return Some(format!("{defect} is not found by {name} with {verdict}, but by {found:?}\n{}", run.printed));
        }
        let told = run.told(find.case, find.check);
        if !told.contains(find.says) {
            return Some(format!("{defect} is found, but {name} does not say `{}`: {told}", find.says));
        }
    }
    let unexpected: Vec<String> = broken(&run).difference(&row.may_break()).cloned().collect();
    if !unexpected.is_empty() {
        return Some(format!("{defect} is found, and {unexpected:?} with it, which the table does not say"));
    }
    let fails = row.finds().iter().any(|find| find.verdict == "fail");
    let wanted = row.exit.unwrap_or(i32::from(fails));
    (run.exit != wanted).then(|| format!("{defect} ends with exit code {}, not {wanted}\n{}", run.exit, run.printed))
}

/// A foreign merchant's candidate file with one of its faults, on ports of its own.
fn foreign(merchant: &str, defect: &str) -> (TempDir, String) {
    let fault = defect.strip_prefix(merchant).and_then(|fault| fault.strip_prefix('-')).unwrap();
    let folder = format!("{}/tests/merchants/{merchant}", env!("CARGO_MANIFEST_DIR"));
    let (command, program) = match merchant {
        "python" => (r#"["/usr/bin/python3", "shop.py"]"#, "/usr/bin/python3 shop.py"),
        _ => (r#"["node", "server.mjs"]"#, "node server.mjs"),
    };
    let start = format!(r#"["sh", "-c", "cd {folder} && exec {program} --fault {fault}"]"#);
    let (pages, backend) = if merchant == "python" { ("4110", "8491") } else { ("4120", "8492") };
    let ports = [free_port(), free_port()].map(|port| port.to_string());
    let file = format!("tests/merchants/{merchant}/candidate.yaml");
    changed(&file, &[(command, &start), (pages, &ports[0]), (&format!(":{backend}"), &format!(":{}", ports[1]))])
}

/// Checks that found something, and those that could not look without being blocked by what others found.
fn broken(run: &Run) -> BTreeSet<String> {
    let mut broken: BTreeSet<String> =
        ["fail", "warn", "review"].into_iter().flat_map(|verdict| run.checks(verdict)).collect();
    broken.extend(run.checks("inconclusive").into_iter().filter(|name| {
        let (case, check) = name.split_once('/').unwrap();
        !run.told(case, check).starts_with("blocked")
    }));
    broken
}
