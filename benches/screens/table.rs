//! The figures as tables in Markdown.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use super::peer::Way;
use super::{Contestant, FULL, Round, SHELL};

pub fn render(measured: &[Round], sweeps: &[Round], rounds: usize) -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut text = format!(
        "24 renders, {rounds} rounds, medians; load average at the end {}\n\n",
        load.split_whitespace().next().unwrap_or_default()
    );
    text.push_str(
        "| browser | way | ms | computing ms | of a context per screen | of raw DevTools |\n| --- | --- | ---: | ---: | ---: | ---: |\n",
    );
    for of in contestants(measured) {
        let Some(took) = median(measured, &of) else { continue };
        let computed = middle(measured, &of, |round| round.computed).unwrap_or_default();
        let ratio = |way: Way| {
            let peer = Contestant { name: way.to_string(), build: of.build, is_ours: false };
            median(measured, &peer).map_or("-".to_owned(), |peer| format!("{:.2}", took / peer))
        };
        let (contexts, devtools) = (ratio(Way::Contexts), ratio(Way::DevTools));
        writeln!(text, "| {} | {} | {took:.0} | {computed:.0} | {contexts} | {devtools} |", of.build, of.name).unwrap();
    }
    let full = Contestant { name: Way::Contexts.to_string(), build: FULL, is_ours: false };
    for of in contestants(measured).iter().filter(|of| of.is_ours && of.build == SHELL) {
        if let (Some(ours), Some(full)) = (median(measured, of), median(measured, &full)) {
            let ratio = ours / full;
            writeln!(text, "\n{} in the {SHELL} take {ratio:.2} of a context per screen in {FULL}.", of.name).unwrap();
        }
    }
    text.push_str("\nFour pages at every width from 320 to 800 px, loading included:\n\n| browser | way | ms |\n| --- | --- | ---: |\n");
    for of in contestants(sweeps) {
        if let Some(took) = median(sweeps, &of) {
            writeln!(text, "| {} | {} | {took:.0} |", of.build, of.name).unwrap();
        }
    }
    text
}

fn contestants(measured: &[Round]) -> Vec<Contestant> {
    let mut found: Vec<Contestant> = Vec::new();
    for round in measured {
        if !found.contains(&round.of) {
            found.push(round.of.clone());
        }
    }
    found
}

/// What a round took, milliseconds.
fn median(measured: &[Round], of: &Contestant) -> Option<f64> {
    middle(measured, of, |round| round.took)
}

/// The median of something about a contestant's rounds, milliseconds.
fn middle(measured: &[Round], of: &Contestant, what: fn(&Round) -> Duration) -> Option<f64> {
    let mut times: Vec<f64> =
        measured.iter().filter(|round| round.of == *of).map(|round| what(round).as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}
