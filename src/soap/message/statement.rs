//! What a report says about a transaction period, as XML or as HTML.

use super::super::xml::Xml;

/// The lines of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    pub title: String,
    /// Facts about the period as a whole, by name.
    pub facts: Vec<(&'static str, String)>,
    pub rows: Vec<StatementRow>,
}

/// One line: cells by name, the same names in every row.
pub type StatementRow = Vec<(&'static str, String)>;

impl Statement {
    /// An XML document. Names of facts and cells are the names of its elements.
    #[must_use]
    pub fn xml(&self) -> String {
        Xml::document(|xml| {
            xml.with("report", &[("title", &self.title)], |xml| {
                self.facts.iter().for_each(|(name, value)| xml.leaf(name, value));
                for row in &self.rows {
                    xml.with("row", &[], |xml| row.iter().for_each(|(name, value)| xml.leaf(name, value)));
                }
            });
        })
    }

    /// An HTML page with a table.
    #[must_use]
    pub fn html(&self) -> String {
        let page = Xml::fragment(|xml| {
            xml.with("html", &[], |xml| {
                xml.with("head", &[], |xml| xml.leaf("title", &self.title));
                xml.with("body", &[], |xml| {
                    xml.leaf("h1", &self.title);
                    self.facts.iter().for_each(|(name, value)| xml.leaf("p", &format!("{name}: {value}")));
                    xml.with("table", &[], |xml| self.write_table(xml));
                });
            });
        });
        format!("<!DOCTYPE html>{page}")
    }

    fn write_table(&self, xml: &mut Xml) {
        if let Some(first) = self.rows.first() {
            xml.with("tr", &[], |xml| first.iter().for_each(|(name, _)| xml.leaf("th", name)));
        }
        for row in &self.rows {
            xml.with("tr", &[], |xml| row.iter().for_each(|(_, value)| xml.leaf("td", value)));
        }
    }
}
