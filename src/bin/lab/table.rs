//! What all variants of an experiment have come to, as a table in Markdown.

use crate::files;
use crate::report::{Column, Report, say};
use som_lab::error::Result;
use som_lab::experiment::Variant;
use std::path::Path;

/// One variant and what its runs have found, seed by seed.
pub struct Row {
    pub variant: &'static Variant,
    pub runs: Vec<Vec<Column>>,
}

/// Enters a run into the row of its variant, the last one; its summary is told after the last of `seeds`.
///
/// # Errors
/// Nobody can be told.
pub fn enter(
    rows: &mut Vec<Row>,
    variant: &'static Variant,
    columns: Vec<Column>,
    seeds: u32,
    report: &Report,
) -> Result<()> {
    match rows.last_mut().filter(|row| row.variant.name == variant.name) {
        Some(row) => row.runs.push(columns),
        None => rows.push(Row { variant, runs: vec![columns] }),
    }
    let Row { runs, .. } = &rows[rows.len() - 1];
    if runs.len() == seeds as usize { report.summary(variant.name, runs) } else { Ok(()) }
}

/// Prints the table for people where there are several runs, and writes it to `table.md` in `folder`.
///
/// # Errors
/// Nobody can be told, or the file could not be written.
pub fn tell(rows: &[Row], report: &Report, folder: Option<&Path>) -> Result<()> {
    let table = markdown(rows);
    if !report.json && rows.iter().map(|row| row.runs.len()).sum::<usize>() > 1 {
        say(&format!("\n{table}"))?;
    }
    folder.map_or(Ok(()), |folder| files::save(folder, "table.md", table.into_bytes()))
}

/// A line for each variant: mean ± standard deviation over its seeds, and what the note reports for it.
fn markdown(rows: &[Row]) -> String {
    let heads = heads(rows);
    let seeds = rows.iter().map(|row| row.runs.len()).max().unwrap_or_default();
    let first = if seeds > 1 { format!("variant, {seeds} seeds") } else { "variant".to_string() };
    let note = rows.iter().any(|row| !row.variant.figures.is_empty()).then(|| "the note".to_string());
    let head = [first].into_iter().chain(note.clone()).chain(heads.iter().map(|head| head.to_string()));
    let mut cells: Vec<Vec<String>> = vec![head.collect()];
    for Row { variant, runs } in rows {
        let figures: Vec<String> = variant.figures.iter().map(|(metric, &value)| metric.text(value)).collect();
        let found = heads.iter().map(|head| Column::spread(runs, head).unwrap_or_default());
        let said = note.as_ref().map(|_| figures.join(", "));
        cells.push([variant.name.to_string()].into_iter().chain(said).chain(found).collect());
    }
    lines(&cells)
}

/// A table in Markdown, its head in the first row.
pub fn lines(cells: &[Vec<String>]) -> String {
    let widths: Vec<usize> =
        (0..cells[0].len()).map(|i| cells.iter().map(|row| row[i].chars().count()).max().unwrap_or_default()).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!(" {cell:width$} "));
        format!("|{}|", cells.collect::<Vec<_>>().join("|"))
    };
    let rule = widths.iter().map(|&width| format!(" {} ", "-".repeat(width))).collect::<Vec<_>>().join("|");
    let mut lines: Vec<String> = cells.iter().map(line).collect();
    lines.insert(1, format!("|{rule}|"));
    lines.join("\n") + "\n"
}

/// The columns of all runs; one that the first run does not know stands behind the same as where it is known.
fn heads(rows: &[Row]) -> Vec<&'static str> {
    let mut heads: Vec<&str> = Vec::new();
    for run in rows.iter().flat_map(|row| &row.runs) {
        let mut place = 0;
        for column in run {
            match heads.iter().position(|head| *head == column.head) {
                Some(known) => place = known + 1,
                None => {
                    heads.insert(place, column.head);
                    place += 1;
                }
            }
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;
    use som_lab::experiment;

    #[test]
    fn a_table_has_every_column_that_a_run_knows_and_the_notes_figures() {
        let [first, second, ..] = &experiment::by_id("cnn").unwrap().variants[..] else { panic!("two variants") };
        let accuracy = |value| Column::new("test %", value, 2);
        let rows = [
            Row { variant: first, runs: vec![vec![accuracy(98.5)], vec![accuracy(98.7)]] },
            Row { variant: second, runs: vec![vec![Column::new("frozen at", 60_000.0, 0), accuracy(99.0)]] },
        ];
        let lines = [
            "| variant, 2 seeds | the note | frozen at | test %       |",
            "| ---------------- | -------- | --------- | ------------ |",
            "| cnn              | 98.76 %  |           | 98.60 ± 0.14 |",
            "| som-cnn          | 99.02 %  | 60000     | 99.00        |\n",
        ];
        assert_eq!(markdown(&rows), lines.join("\n"));
        let rows = [Row { variant: &experiment::by_id("filters").unwrap().variants[0], runs: vec![vec![]] }];
        assert_eq!(markdown(&rows), "| variant |\n| ------- |\n| masked  |\n");
    }
}
