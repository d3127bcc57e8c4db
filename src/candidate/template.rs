//! A `candidate.yaml` to begin with.

/// Everything that can stand in the file, explained; what need not be there stands behind `# `.
pub const TEMPLATE: &str = include_str!("template.yaml");
