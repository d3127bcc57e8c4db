//! Which letters the browser has fonts for. A page in others shows boxes, in pictures too, and is as wide as they are.

use serde_json::json;

use super::session::{AppError, Session};

/// Letters of one kind, and what brings a font for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    /// Whose they are.
    pub name: &'static str,
    /// One of them.
    pub sample: char,
    /// Debian's package.
    pub package: &'static str,
}

/// Letters that customers of SEQR may read and that not every machine can show.
pub const LETTERS: [Letters; 10] = [
    Letters { name: "Greek", sample: 'Ω', package: "fonts-dejavu-core" },
    Letters { name: "Cyrillic", sample: 'Ж', package: "fonts-dejavu-core" },
    Letters { name: "Arabic", sample: 'ع', package: "fonts-noto-core" },
    Letters { name: "Hebrew", sample: 'ש', package: "fonts-noto-core" },
    Letters { name: "Devanagari", sample: 'अ', package: "fonts-noto-core" },
    Letters { name: "Thai", sample: 'ก', package: "fonts-noto-core" },
    Letters { name: "Chinese", sample: '電', package: "fonts-noto-cjk" },
    Letters { name: "Japanese", sample: 'か', package: "fonts-noto-cjk" },
    Letters { name: "Korean", sample: '한', package: "fonts-noto-cjk" },
    Letters { name: "emoji", sample: '🎬', package: "fonts-noto-color-emoji" },
];

impl Session {
    /// Those of the letters that the browser has no font for.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn lacks(&self, letters: &[Letters]) -> Result<Vec<Letters>, AppError> {
        let samples: Vec<String> = letters.iter().map(|one| one.sample.to_string()).collect();
        let script = include_str!("script/letters.js");
        let told = self.within(self.client().execute(script, vec![json!(samples)])).await?;
        let missing: Vec<String> = serde_json::from_value(told)
            .map_err(|error| AppError::environment(format!("the browser does not tell its letters: {error}")))?;
        Ok(letters.iter().filter(|one| missing.contains(&one.sample.to_string())).copied().collect())
    }
}
