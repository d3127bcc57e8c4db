//! Which files the paths of a command line stand for.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Source};
use crate::yaml::read_file;

use super::kind::{CATALOGUE_NAME, is_yaml};

/// Folders are searched so many levels deep.
const DEEPEST: usize = 8;

/// More files than this are no folder of suites.
const MOST_FILES: usize = 1000;

/// How a file came to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It stands on the command line.
    Named,
    /// It lies in a folder that stands there.
    InFolder,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub source: Arc<Source>,
    pub origin: Origin,
}

/// Reads every YAML file that the paths name or hold, each once, in the order of names within a folder.
pub(super) fn gather(paths: &[PathBuf]) -> (Vec<Input>, Vec<Diagnostic>) {
    let mut inputs: Vec<Input> = Vec::new();
    let mut found = Vec::new();
    for path in paths {
        let (files, origin) = if path.is_dir() {
            let mut files = Vec::new();
            search(path, 0, &mut files, &mut found);
            if files.is_empty() {
                found.push(Diagnostic::about_file("no YAML files in this folder", path.display().to_string()));
            }
            (files, Origin::InFolder)
        } else {
            (vec![path.clone()], Origin::Named)
        };
        if files.len() > MOST_FILES {
            let title = format!("more than {MOST_FILES} YAML files in this folder");
            found.push(
                Diagnostic::about_file(title, path.display().to_string()).help("name the folder of suites itself"),
            );
            continue;
        }
        for file in files {
            match read_file(&file) {
                Ok(source) if inputs.iter().any(|input| input.source.name() == source.name()) => {}
                Ok(source) => inputs.push(Input { source, origin }),
                Err(mistake) => found.push(mistake),
            }
        }
    }
    (inputs, found)
}

/// The catalogue that belongs to paths without one of their own: beside the file or folder, or one level above.
pub(super) fn catalogue_near(paths: &[PathBuf]) -> Option<PathBuf> {
    paths.iter().find_map(|path| {
        let path = path.canonicalize().ok()?;
        path.ancestors().skip(1).take(2).map(|folder| folder.join(CATALOGUE_NAME)).find(|file| file.is_file())
    })
}

fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>, found: &mut Vec<Diagnostic>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let title = format!("cannot look into the folder: {error}");
            found.push(Diagnostic::about_file(title, folder.display().to_string()));
            return;
        }
    };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    // A folder's own files come before what lies deeper.
    entries.sort_by_key(|entry| (is_folder(entry), entry.file_name()));
    for entry in entries {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let is_folder = is_folder(&entry);
        let path = entry.path();
        if is_folder && !hidden && depth < DEEPEST && files.len() <= MOST_FILES {
            search(&path, depth + 1, files, found);
        } else if !is_folder && !hidden && is_yaml(&path) {
            files.push(path);
        }
    }
}
