//! The commands beside `run` and `demo`, and the promise that a stored run can be judged again.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::bench::{Run, command, finished, plain, report_in, seqr_cert};

/// Name and content of the reports in a folder.
fn reports(folder: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    ["report.html", "report.json", "junit.xml"]
        .into_iter()
        .map(|name| (name, fs::read(folder.join(name)).unwrap()))
        .collect()
}

#[test]
fn a_stored_run_judged_again_gives_the_same_bytes_and_the_same_exit_code_wherever_it_lies() {
    let run = seqr_cert(&["demo", "--defect", "wrong-reference", "triggers.pay", "qr."]);
    assert_eq!(run.exit, 1, "{}", run.printed);
    let report = report_in(run.folder.path());
    let first = reports(&report);
    let moved = run.folder.path().join("elsewhere");
    fs::rename(&report, &moved).unwrap();
    for name in first.keys() {
        fs::remove_file(moved.join(name)).unwrap();
    }
    let judged = command(&["judge"]).arg(&moved).output().unwrap();
    assert_eq!(judged.status.code(), Some(1));
    assert_eq!(reports(&moved), first);
}

#[test]
fn no_output_of_a_run_holds_a_password() {
    let run = seqr_cert(&["demo", "triggers.pay", "sequence.transaction-period"]);
    assert_eq!(run.exit, 0, "{}", run.printed);
    let mut folders = vec![report_in(run.folder.path())];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                files += 1;
                assert!(!text.contains("12345678"), "{} holds the terminal's password", path.display());
                assert!(
                    !text.contains(">1234<") && !text.contains("\"1234\""),
                    "{} holds the reseller's",
                    path.display()
                );
            }
        }
    }
    assert!(files > 5, "only {files} files were looked at");
}

#[test]
fn a_partial_run_says_that_it_is_no_certification() {
    let run = seqr_cert(&["demo", "qr.text"]);
    assert_eq!(run.exit, 0, "{}", run.printed);
    assert!(run.printed.contains("this is not a certification"), "{}", run.printed);
}

#[test]
fn list_names_every_case_and_runs_nothing() {
    let run = plain(&["demo", "--list"]);
    assert_eq!(run.exit, 0);
    for case in ["qr.text: test", "sequence.paid: test", "screens.order: test"] {
        assert!(run.printed.contains(case), "{case} is not in:\n{}", run.printed);
    }
    let skipped = plain(&["demo", "--list", "--skip", "sequence.", "sequence.paid", "qr."]);
    assert!(!skipped.printed.contains("sequence."), "{}", skipped.printed);
    assert!(skipped.printed.contains("qr.text"), "{}", skipped.printed);
}

#[test]
fn the_built_in_suites_and_the_candidate_files_here_have_no_mistakes() {
    let candidates = ["tests/merchants/python/candidate.yaml", "tests/merchants/node/broken.yaml"];
    for paths in [&[][..], &["suites"][..], &candidates[..]] {
        let run = plain(&[&["lint"], paths].concat());
        assert_eq!(run.exit, 0, "{}", run.printed);
    }
}

#[test]
fn doctor_finds_what_is_there_and_what_is_not() {
    let good = plain(&["doctor", "--candidate", "tests/merchants/node/candidate.yaml"]);
    assert_eq!(good.exit, 0, "{}", good.printed);
    assert!(good.printed.contains("everything is ready"), "{}", good.printed);
    assert!(good.printed.contains("also  `--browser webkit`: WebKitGTK"), "{}", good.printed);
    let bad = plain(&["doctor", "--candidate", "tests/merchants/node/candidate.yaml", "--browser-binary", "/none"]);
    assert_eq!(bad.exit, 3, "{}", bad.printed);
    assert!(bad.printed.contains("FAIL"), "{}", bad.printed);
}

/// `doctor` with a chromedriver that ends like this at its first starts, told to it as `times`, and is itself after that.
fn doctor_with_a_driver_that_ends(script: &str, times: usize) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var("PATH").unwrap();
    let driver = folder.path().join("chromedriver");
    let starts = folder.path().join("starts");
    let text = format!(
        "#!/bin/sh\necho >> {starts}\nif [ $(wc -l < {starts}) -le {times} ]; then {script}; fi\nPATH={path} exec chromedriver \"$@\"\n",
        starts = starts.display()
    );
    fs::write(&driver, text).unwrap();
    fs::set_permissions(&driver, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{path}", folder.path().display());
    let arguments = ["doctor", "--candidate", "tests/merchants/node/candidate.yaml"];
    finished(&command(&arguments).env("PATH", path).output().unwrap(), folder)
}

#[test]
fn a_driver_that_loses_its_port_is_started_again_and_one_that_ends_otherwise_is_quoted() {
    let lost = "echo 'IPv4 port not available. Exiting...' >&2; exit 1";
    let again = doctor_with_a_driver_that_ends(lost, 2);
    assert_eq!(again.exit, 0, "{}", again.printed);
    let never = doctor_with_a_driver_that_ends(lost, 1000);
    assert_eq!(never.exit, 3, "{}", never.printed);
    assert!(never.printed.contains("port not available"), "{}", never.printed);
    let other = doctor_with_a_driver_that_ends("echo 'libnss3.so is missing'; exit 127", 1000);
    assert_eq!(other.exit, 3, "{}", other.printed);
    for words in ["127", "libnss3.so is missing"] {
        assert!(other.printed.contains(words), "{words} is not in:\n{}", other.printed);
    }
}

#[test]
fn usage_errors_exit_with_2_and_help_with_0() {
    assert_eq!(plain(&["run"]).exit, 2);
    assert_eq!(plain(&["frobnicate"]).exit, 2);
    assert_eq!(plain(&["judge", "/no/such/folder"]).exit, 2);
    assert_eq!(plain(&["merchant", "--defect", "no-such"]).exit, 2);
    assert_eq!(plain(&["--help"]).exit, 0);
}

#[test]
fn coverage_lists_every_requirement_and_compares_a_document_with_the_catalogue() {
    let matrix = plain(&["coverage"]);
    assert_eq!(matrix.exit, 0, "{}", matrix.printed);
    let catalogue = seqr_cert::suite::load_builtin().unwrap().catalogue;
    for requirement in catalogue.requirements() {
        assert!(matrix.printed.contains(&requirement.id), "{} is not in:\n{}", requirement.id, matrix.printed);
    }
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("other.txt");
    fs::write(&document, "# SEQR payment in your Service\n\nThe app must sing.\n").unwrap();
    let compared = plain(&["coverage", "--source", document.to_str().unwrap()]);
    assert_eq!(compared.exit, 2, "{}", compared.printed);
    assert!(compared.printed.contains("other.txt:3: the catalogue does not account"), "{}", compared.printed);
    assert!(compared.printed.contains("The app must sing."), "{}", compared.printed);
    assert!(!compared.printed.contains("other.txt:1:"), "the headline is accounted for: {}", compared.printed);
}

#[test]
fn every_requirement_can_be_explained() {
    let catalogue = seqr_cert::suite::load_builtin().unwrap().catalogue;
    for requirement in catalogue.requirements() {
        let explained = plain(&["explain", &requirement.id]);
        assert_eq!(explained.exit, 0, "{}", explained.printed);
        for part in ["Source: ", "Why it matters: ", "How it is judged:", "How to mend it: "] {
            assert!(explained.printed.contains(part), "`{part}` is not in:\n{}", explained.printed);
        }
    }
    for chapter in &catalogue.chapters {
        let explained = plain(&["explain", &chapter.id]);
        assert_eq!(explained.exit, 0, "{}", explained.printed);
        for requirement in &chapter.requirements {
            assert!(explained.printed.contains(&requirement.text[..20]), "{}", explained.printed);
        }
    }
    let unknown = plain(&["explain", "urls.orders"]);
    assert_eq!(unknown.exit, 2);
    assert!(unknown.printed.contains("did you mean `urls.order`?"), "{}", unknown.printed);
}

#[test]
fn every_case_and_every_check_can_be_explained() {
    let library = seqr_cert::suite::load_builtin().unwrap();
    for case in library.suites.iter().flat_map(|suite| &suite.cases) {
        let explained = plain(&["explain", &case.id]);
        assert_eq!(explained.exit, 0, "{}", explained.printed);
        for check in &case.checks {
            let name = format!("{}/{}", case.id, check.id);
            assert!(explained.printed.contains(&name), "{name} is not in:\n{}", explained.printed);
        }
    }
    let one = plain(&["explain", "sequence.paid/one-invoice"]);
    assert_eq!(one.exit, 0);
    assert!(one.printed.contains("What is done: open the order page, then buy"), "{}", one.printed);
    assert!(one.printed.contains("Here: exactly 1 call of sendInvoice"), "{}", one.printed);
    assert!(one.printed.contains("How to mend it: "), "{}", one.printed);
}

#[test]
fn only_works_for_every_section_and_selects_what_serves_it() {
    let library = seqr_cert::suite::load_builtin().unwrap();
    let tested = |id: &str| {
        let cases = library.suites.iter().flat_map(|suite| &suite.cases);
        cases.flat_map(|case| &case.checks).any(|check| check.requirement.iter().any(|served| served == id))
    };
    for chapter in &library.catalogue.chapters {
        let requirements = chapter.requirements.iter().map(|requirement| requirement.id.as_str());
        let any = requirements.clone().any(tested);
        for (section, is_tested) in requirements.map(|id| (id, tested(id))).chain([(chapter.id.as_str(), any)]) {
            let listed = plain(&["demo", "--list", "--only", section]);
            assert_eq!(listed.exit, if is_tested { 0 } else { 2 }, "--only {section}: {}", listed.printed);
        }
    }
}

#[test]
fn only_selects_a_section_by_the_beginning_of_its_id() {
    let lines = |run: Run| run.printed.lines().map(str::to_owned).collect::<Vec<_>>();
    let screens = lines(plain(&["demo", "--list", "--only", "screens"]));
    assert!(screens.iter().all(|line| line.starts_with("screens.")), "{screens:?}");
    assert!(!screens.is_empty());
    // A requirement stands for the cases that serve it.
    let order = lines(plain(&["demo", "--list", "--only", "urls.order"]));
    assert_eq!(order, ["urls.order-page: test", "urls.hostile-fragment: test"]);
    let half_a_word = plain(&["demo", "--list", "--only", "screen"]);
    assert_eq!(half_a_word.exit, 2, "{}", half_a_word.printed);
}

#[test]
fn a_candidate_file_is_begun_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.yaml");
    let path = file.to_str().unwrap();
    let run = plain(&["init", path]);
    assert_eq!(run.exit, 0, "{}", run.printed);
    assert_eq!(plain(&["lint", path]).exit, 0);
    fs::write(&file, "name: Mine").unwrap();
    let again = plain(&["init", path]);
    assert_eq!((again.exit, fs::read_to_string(&file).unwrap().as_str()), (2, "name: Mine"), "{}", again.printed);
    assert!(again.printed.contains("is there already"), "{}", again.printed);
    let nowhere = plain(&["init", "/no/such/folder/candidate.yaml"]);
    assert_eq!(nowhere.exit, 2, "{}", nowhere.printed);
}
