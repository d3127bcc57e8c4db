//! The figures as a table in Markdown.

use std::fmt::Write as _;
use std::fs;

use super::load::Figures;
use super::peer::Kind;
use super::{CONNECTIONS, Cores, Round};

pub fn render(measured: &[Round], rounds: u64, seconds: u64, cores: Cores) -> String {
    let mut text = format!(
        "{rounds} rounds of {seconds} s, medians; peers on core {}, generator on core {}; {}; load average at the end {}\n\n",
        cores.peer,
        cores.load,
        processor(),
        first_words("/proc/loadavg", 1),
    );
    text.push_str("| peer | connections | calls/s | p50 ms | p99 ms | times node soap | RSS MiB |\n");
    text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for kind in Kind::ALL {
        for (index, connections) in CONNECTIONS.into_iter().enumerate() {
            let of = |kind: Kind, part: fn(&Figures) -> f64| {
                median(measured.iter().filter(|round| round.peer == kind).map(|round| part(&round.figures[index])))
            };
            let Some(per_second) = of(kind, |figures| figures.per_second) else { continue };
            let p50 = of(kind, |figures| figures.p50_ms).unwrap_or_default();
            let p99 = of(kind, |figures| figures.p99_ms).unwrap_or_default();
            let times = of(Kind::NodeSoap, |figures| figures.per_second)
                .map_or("-".to_owned(), |node| format!("{:.1}", per_second / node));
            let resident = measured.iter().filter(|round| round.peer == kind).map(|round| round.resident_kib as f64);
            let resident = median(resident).unwrap_or_default() / 1024.0;
            writeln!(
                text,
                "| {kind} | {connections} | {per_second:.0} | {p50:.2} | {p99:.2} | {times} | {resident:.0} |"
            )
            .unwrap();
        }
    }
    text
}

fn median(figures: impl Iterator<Item = f64>) -> Option<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    name.map_or_else(|| "unknown processor".to_owned(), |(_, name)| name.to_owned())
}

fn first_words(path: &str, count: usize) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
}
