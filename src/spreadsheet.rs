//! Tables as files for spreadsheets (CSV, RFC 4180).

/// Rows that grow in memory.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Default for Table {
    fn default() -> Self {
        Self(csv::Writer::from_writer(Vec::new()))
    }
}

impl Table {
    /// Writing to memory cannot fail, and every row of a table has the same number of cells.
    pub(crate) fn row<const CELLS: usize>(&mut self, cells: [&str; CELLS]) {
        let _ = self.0.write_record(cells);
    }

    pub(crate) fn finish(self) -> String {
        String::from_utf8(self.0.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// Spreadsheets run cells that begin like a formula (OWASP CSV injection); an apostrophe makes them text.
pub(crate) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}
