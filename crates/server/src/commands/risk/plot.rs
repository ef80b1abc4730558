//! Drawings for the report: shapes in SVG that stretch with the page, labels in HTML that do not, so that both a phone
//! and a desk read them. No script, no font, nothing from elsewhere.

use std::fmt::Write as _;

use super::words::{percent, plain};

/// Text as it may stand in HTML.
pub(super) fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// A band of an area plot: its class and its height at each place, from 0 to `top`.
#[derive(Debug)]
pub(super) struct Band<'a> {
    pub(super) class: &'a str,
    pub(super) heights: Vec<f64>,
}

/// A round number that all of these fit under.
pub(super) fn round_up(most: f64) -> f64 {
    let steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
    steps.into_iter().find(|step| most <= *step).unwrap_or(1.0)
}

/// Marks on the axes: where (from 0 to 100) and what.
type Marks = Vec<(f64, String)>;

fn frame(class: &str, label: &str, shapes: &str, up: &Marks, along: &Marks) -> String {
    let mut html = format!("<div class=\"plot {class}\" role=\"img\" aria-label=\"{}\">", safe(label));
    for (at, text) in up {
        let _ = write!(html, "<span class=\"up\" style=\"bottom:{at:.2}%\">{text}</span>");
    }
    let _ = write!(html, "<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (at, _) in up {
        let y = 100.0 - at;
        let _ = write!(html, "<path class=\"grid\" d=\"M0 {y:.2}H100\"/>");
    }
    let _ = write!(html, "{shapes}</svg>");
    for (at, text) in along {
        let side = if *at < 8.0 {
            " first"
        } else if *at > 92.0 {
            " last"
        } else {
            ""
        };
        let _ = write!(html, "<span class=\"along{side}\" style=\"left:{at:.2}%\">{text}</span>");
    }
    html.push_str("</div>");
    html
}

/// Shares over time, one band upon the other. `quiet` of the places at the beginning are only learned from; `line` is
/// drawn across.
pub(super) fn over_time(
    label: &str,
    bands: &[Band<'_>],
    days: &[String],
    quiet: usize,
    line: Option<f64>,
) -> String {
    let places = days.len();
    let sum = |at: usize| bands.iter().filter_map(|band| band.heights.get(at)).sum::<f64>();
    let highest = |places: std::ops::Range<usize>| places.map(sum).fold(0.0, f64::max);
    // What was only learned from may rise out of the picture: what counts is to be seen.
    let counted = if quiet < places { quiet..places } else { 0..places };
    let top = round_up(highest(counted).max(line.unwrap_or(0.0)) * 1.1);
    let early = highest(0..quiet.min(places));
    let last = index(places.saturating_sub(1)).max(1.0);
    let x = |at: usize| index(at) * 100.0 / last;
    let y = |height: f64| 100.0 - height * 100.0 / top;
    let mut floor = vec![0.0; places];
    let mut shapes = String::new();
    for band in bands {
        let before = floor.clone();
        floor.iter_mut().zip(&band.heights).for_each(|(floor, height)| *floor += height);
        let there = floor.iter().enumerate().map(|(at, height)| format!("{:.2} {:.2}", x(at), y(*height)));
        let back =
            before.iter().enumerate().rev().map(|(at, height)| format!("{:.2} {:.2}", x(at), y(*height)));
        let points: Vec<String> = there.chain(back).collect();
        let _ = write!(shapes, "<path class=\"{}\" d=\"M{}Z\"/>", band.class, points.join("L"));
    }
    if quiet > 0 && places > 1 {
        let wide = x(quiet.min(places - 1));
        let _ = write!(shapes, "<path class=\"quiet\" d=\"M0 0H{wide:.2}V100H0Z\"/>");
    }
    if let Some(line) = line {
        let _ = write!(shapes, "<path class=\"line\" d=\"M0 {0:.2}H100\"/>", y(line));
    }
    let mut plot = frame("time", label, &shapes, &shares_up(top), &days_along(days));
    if early > top {
        let _ = write!(plot, "<p class=\"small\">While learning, up to {} are asked.</p>", percent(early));
    }
    plot
}

fn shares_up(top: f64) -> Marks {
    [0.0, 0.5, 1.0]
        .map(|part| (part * 100.0, percent(part * top).replace(".00 ", " ").replace(".0 ", " ")))
        .to_vec()
}

/// The first, the middle and the last of these days.
fn days_along(days: &[String]) -> Marks {
    let last = days.len().saturating_sub(1);
    let x = |at: usize| index(at) * 100.0 / index(last).max(1.0);
    let mut along: Marks =
        [0, days.len() / 2, last].into_iter().filter_map(|at| Some((x(at), days.get(at)?.clone()))).collect();
    along.dedup();
    along
}

/// Shares over time, each as a line of its class. `quiet` as in [`over_time`].
pub(super) fn lines(label: &str, lines: &[Band<'_>], days: &[String], quiet: usize) -> String {
    let places = days.len();
    let last = index(places.saturating_sub(1)).max(1.0);
    let x = |at: usize| index(at) * 100.0 / last;
    let counted =
        lines.iter().flat_map(|line| line.heights.iter().skip(if quiet < places { quiet } else { 0 }));
    let top = round_up(counted.copied().fold(0.0, f64::max) * 1.1);
    let mut shapes = String::new();
    for line in lines {
        let points = line.heights.iter().enumerate();
        let points: Vec<String> =
            points.map(|(at, height)| format!("{:.2} {:.2}", x(at), 100.0 - height * 100.0 / top)).collect();
        let _ = write!(shapes, "<path class=\"{}\" d=\"M{}\"/>", line.class, points.join("L"));
    }
    if quiet > 0 && places > 1 {
        let _ = write!(shapes, "<path class=\"quiet\" d=\"M0 0H{:.2}V100H0Z\"/>", x(quiet.min(places - 1)));
    }
    frame("time", label, &shapes, &shares_up(top), &days_along(days))
}

/// Two distributions over the same steps, each as shares of its own whole.
pub(super) fn two_heaps(label: &str, owners: &[f64], thieves: &[f64], marks: &[(usize, String)]) -> String {
    let steps = index(owners.len()).max(1.0);
    let most = owners.iter().chain(thieves).copied().fold(0.0, f64::max);
    let most = if most > 0.0 { most } else { 1.0 };
    let heap = |class: &str, heights: &[f64]| {
        let mut path = "M0 100".to_owned();
        for (at, height) in heights.iter().enumerate() {
            let (from, to) = (index(at) * 100.0 / steps, index(at + 1) * 100.0 / steps);
            let y = 100.0 - height * 96.0 / most;
            let _ = write!(path, "L{from:.2} {y:.2}L{to:.2} {y:.2}");
        }
        format!("<path class=\"{class}\" d=\"{path}L100 100Z\"/>")
    };
    let shapes = heap("owners", owners) + &heap("thieves", thieves);
    let along = marks.iter().map(|(at, text)| (index(*at) * 100.0 / steps, text.clone())).collect();
    frame("heaps", label, &shapes, &vec![(0.0, String::new())], &along)
}

/// A share with its interval on a line from 0 to 100 %.
pub(super) fn interval(from: f64, at: f64, to: f64) -> String {
    format!(
        "<span class=\"interval\" aria-hidden=\"true\"><i style=\"left:{:.2}%;width:{:.2}%\"></i><b style=\"left:{:.2}%\"></b></span>",
        from * 100.0,
        (to - from) * 100.0,
        at * 100.0
    )
}

/// Parts of a bar, each with its class and its width from 0 to 1.
pub(super) fn bar(parts: &[(&str, f64)]) -> String {
    let mut html = "<span class=\"bar\" aria-hidden=\"true\">".to_owned();
    for (class, width) in parts.iter().filter(|(_, width)| *width > 0.0) {
        let _ = write!(html, "<i class=\"{class}\" style=\"width:{:.2}%\"></i>", width.min(1.0) * 100.0);
    }
    html.push_str("</span>");
    html
}

fn index(at: usize) -> f64 {
    f64::from(u32::try_from(at).unwrap_or(u32::MAX))
}
