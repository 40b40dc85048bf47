//! A picture of curves: one panel for each metric, one color for each variant, a band where there are several seeds.

use crate::statistics::Band;
use epaint_default_fonts::UBUNTU_LIGHT;
use plotters::prelude::*;
use plotters::style::register_font;
use som_lab::error::{Error, Result};

/// Pixels of a panel.
const PANEL: (u32, u32) = (900, 640);
/// Height of letters.
const TEXT: u32 = 24;
/// Share of a run that may leave the panel, so that what happens later can be told apart.
const RISE: f64 = 0.1;

/// The runs of one variant.
pub struct Curve<'a> {
    pub name: &'a str,
    pub color: [u8; 3],
    /// Samples or episodes, of all runs alike.
    pub x: Vec<f64>,
    /// Values at them, run by run; at least one.
    pub runs: Vec<Vec<f64>>,
    /// What is drawn of several runs.
    pub around: fn(&[f64]) -> Band,
}

impl Curve<'_> {
    /// The middle of the runs at every x, and what lies around it.
    fn points(&self) -> Vec<(f64, Band)> {
        let at = |(i, &x): (usize, &f64)| {
            let values: Vec<f64> = self.runs.iter().map(|run| run[i]).collect();
            (x, (self.around)(&values))
        };
        self.x.iter().enumerate().map(at).collect()
    }
}

/// One metric of all variants.
pub struct Panel<'a> {
    pub title: &'a str,
    /// What the curves go over.
    pub x: &'a str,
    pub curves: Vec<Curve<'a>>,
    /// Whether good curves go up.
    pub rising: bool,
}

/// The panels side by side: RGB bytes, and pixels of a line.
///
/// # Errors
/// The picture could not be drawn.
pub fn draw(panels: &[Panel]) -> Result<(Vec<u8>, u32)> {
    let (width, height) = (PANEL.0 * panels.len() as u32, PANEL.1);
    let mut pixels = vec![255; (width * height * 3) as usize];
    if register_font("sans-serif", FontStyle::Normal, UBUNTU_LIGHT).is_err() {
        return Err(failed("its font cannot be read"));
    }
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        for (panel, area) in panels.iter().zip(area.split_evenly((1, panels.len()))) {
            draw_panel(panel, &area).map_err(failed)?;
        }
        area.present().map_err(failed)?;
    }
    Ok((pixels, width))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::data(format!("The chart could not be drawn: {error}."))
}

type Area<'a> = DrawingArea<BitMapBackend<'a>, plotters::coord::Shift>;

fn draw_panel(panel: &Panel, area: &Area) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let all: Vec<_> = panel.curves.iter().map(Curve::points).collect();
    let last = all.iter().flatten().map(|&(x, ..)| x).fold(0.0, f64::max);
    let (low, high) = range(&all, last);
    let mut chart = ChartBuilder::on(area)
        .margin(20)
        .margin_right(40)
        .caption(panel.title, ("sans-serif", TEXT + 4))
        .x_label_area_size(2 * TEXT + 16)
        .y_label_area_size(3 * TEXT)
        .build_cartesian_2d(0.0..last.max(1.0), low..high)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.12))
        .axis_style(BLACK.mix(0.4))
        .label_style(("sans-serif", TEXT - 4))
        .x_desc(panel.x)
        .x_labels(6)
        .x_label_formatter(&|&x| thousands(x))
        .y_label_formatter(&|&y| short(y, high - low))
        .draw()?;
    let color = |curve: &Curve| RGBColor(curve.color[0], curve.color[1], curve.color[2]);
    for (curve, points) in panel.curves.iter().zip(&all).filter(|(curve, _)| curve.runs.len() > 1) {
        let inside = points.iter().filter(|(_, band)| band.high >= low && band.low <= high);
        let edge = |of: fn(&Band) -> f64| inside.clone().map(move |(x, band)| (*x, of(band).clamp(low, high)));
        let band: Vec<_> = edge(|band| band.high).chain(edge(|band| band.low).rev()).collect();
        chart.draw_series([Polygon::new(band, color(curve).mix(0.2))])?;
    }
    for (curve, points) in panel.curves.iter().zip(&all) {
        let color = color(curve);
        let line: Vec<_> = points.iter().map(|(x, band)| (*x, band.middle)).collect();
        let drawn = chart.draw_series(LineSeries::new(cut(&line, low, high), color.stroke_width(3)))?;
        let key = move |(x, y)| Rectangle::new([(x, y - 2), (x + 24, y + 2)], color.filled());
        drawn.label(curve.name).legend(key);
    }
    let position = if panel.rising { SeriesLabelPosition::LowerRight } else { SeriesLabelPosition::UpperRight };
    chart
        .configure_series_labels()
        .position(position)
        .background_style(WHITE.mix(0.8))
        .margin(16)
        .legend_area_size(36)
        .label_font(("sans-serif", TEXT))
        .draw()?;
    Ok(())
}

/// The values that are shown: all but those of the very first rise or fall.
fn range(all: &[Vec<(f64, Band)>], last: f64) -> (f64, f64) {
    let shown = all.iter().flatten().filter(|&&(x, ..)| x >= RISE * last);
    let (low, high) = shown
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, band)| (low.min(band.low), high.max(band.high)));
    let room = ((high - low) * 0.05).max(1e-6);
    (low - room, high + room)
}

/// A line without what lies below `low` or above `high`, but for the piece that leads inside; it is cut where it crosses.
fn cut(line: &[(f64, f64)], low: f64, high: f64) -> Vec<(f64, f64)> {
    let inside = |y: f64| (low..=high).contains(&y);
    let Some(first) = line.iter().position(|&(_, y)| inside(y)) else { return Vec::new() };
    let mut kept = line[first..].to_vec();
    if let Some(&(x0, y0)) = first.checked_sub(1).and_then(|before| line.get(before)) {
        let (x1, y1) = line[first];
        let edge = y0.clamp(low, high);
        kept.insert(0, (x0 + (x1 - x0) * (edge - y0) / (y1 - y0), edge));
    }
    kept
}

/// Samples in thousands, where there are many.
fn thousands(x: f64) -> String {
    if x >= 10_000.0 { format!("{:.0} k", x / 1000.0) } else { format!("{x:.0}") }
}

/// A value with the digits by which labels that far apart differ.
fn short(y: f64, span: f64) -> String {
    let digits = (1.5 - span.log10()).ceil().clamp(0.0, 6.0) as usize;
    format!("{y:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_where_they_enter() {
        let line = [(0.0, -2.0), (1.0, -1.0), (2.0, 1.0), (3.0, 1.5)];
        assert_eq!(cut(&line, 0.0, 2.0), [(1.5, 0.0), (2.0, 1.0), (3.0, 1.5)]);
        assert_eq!(cut(&line[2..], 0.0, 2.0), line[2..]);
        assert_eq!(cut(&line, 5.0, 6.0), []);
    }

    #[test]
    fn the_first_rise_does_not_press_the_rest_together() {
        let band = |middle, sd| Band { low: middle - sd, middle, high: middle + sd };
        let rise = vec![(1.0, band(10.0, 0.0)), (50.0, band(97.0, 0.5)), (100.0, band(98.0, 0.0))];
        let (low, high) = range(&[rise], 100.0);
        assert!(low > 96.0 && low < 96.5 && high > 98.0 && high < 98.2, "{low} to {high}");
    }

    #[test]
    fn curves_have_the_colors_of_their_variants_and_a_band_has_a_lighter_one() {
        let curve = |runs: &[[f64; 3]]| Curve {
            name: "one",
            color: [0, 114, 178],
            x: vec![1.0, 50.0, 100.0],
            runs: runs.iter().map(|run| run.to_vec()).collect(),
            around: crate::statistics::around_mean,
        };
        let near = |pixel: &[u8], color: [u8; 3]| pixel.iter().zip(color).all(|(&a, b)| a.abs_diff(b) < 3);
        let count = |pixels: &[u8], color| pixels.chunks_exact(3).filter(|pixel| near(pixel, color)).count();
        let draw = |runs: &[[f64; 3]]| {
            draw(&[Panel { title: "%", x: "samples", curves: vec![curve(runs)], rising: true }]).unwrap()
        };
        let (pixels, width) = draw(&[[10.0, 90.0, 91.0]]);
        assert_eq!((width, pixels.len()), (PANEL.0, (PANEL.0 * PANEL.1 * 3) as usize));
        let light = [204, 227, 240];
        let alone = count(&pixels, light);
        assert!(count(&pixels, [0, 114, 178]) > 1000 && alone < 100, "{alone}");
        let (pixels, _) = draw(&[[10.0, 90.0, 91.0], [10.0, 92.0, 95.0]]);
        assert!(count(&pixels, light) > 10_000, "{}", count(&pixels, light));
    }
}
