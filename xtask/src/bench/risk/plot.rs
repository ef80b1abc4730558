//! A plain SVG plot: the share of owners asked (logarithmic) against the share of an attacker's attempts
//! stopped, one line for each model. Readable on light and dark pages.

use std::fmt::Write;

/// One line of a plot.
pub(super) struct Line<'a> {
    pub(super) name: &'a str,
    /// Shares asked and stopped.
    pub(super) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 44.0;
/// Told apart also by those who see fewer colours (Okabe and Ito).
const COLOURS: [&str; 7] = ["#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#cc79a7", "#888888"];
const LEAST: f64 = 0.002;
const MOST: f64 = 0.10;

fn x(asked: f64) -> f64 {
    let place = (asked.clamp(LEAST, MOST) / LEAST).ln() / (MOST / LEAST).ln();
    LEFT + place * (WIDTH - LEFT - RIGHT)
}

fn y(stopped: f64) -> f64 {
    HEIGHT - BOTTOM - stopped.clamp(0.0, 1.0) * (HEIGHT - TOP - BOTTOM)
}

/// Draws the plot.
pub(super) fn draw(title: &str, lines: &[Line<'_>]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<title>{title}</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{title}</text>\n"
    );
    axes(&mut svg);
    for ((at, line), colour) in (0_u32..).zip(lines).zip(COLOURS) {
        let points: Vec<String> = line
            .points
            .iter()
            .map(|(asked, stopped)| format!("{:.1},{:.1}", x(*asked), y(*stopped)))
            .collect();
        let (beside, below) = (WIDTH - RIGHT + 12.0, TOP + 12.0 + 20.0 * f64::from(at));
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n\
             <line x1=\"{beside}\" x2=\"{}\" y1=\"{below}\" y2=\"{below}\" stroke=\"{colour}\" stroke-width=\"2\"/>\n\
             <text x=\"{}\" y=\"{}\" font-size=\"11\">{}</text>\n",
            points.join(" "),
            beside + 16.0,
            beside + 21.0,
            below + 4.0,
            line.name,
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn axes(svg: &mut String) {
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    for percent in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
        let at = y(percent / 100.0);
        let _ = write!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#dddddd\"/>\n\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{percent} %</text>\n",
            LEFT - 6.0,
            at + 4.0,
        );
    }
    for percent in [0.2, 0.5, 1.0, 2.0, 5.0, 10.0] {
        let at = x(percent / 100.0);
        let _ = write!(
            svg,
            "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{bottom}\" stroke=\"#eeeeee\"/>\n\
             <text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{percent}</text>\n",
            bottom + 16.0,
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">owners asked, % (attempts stopped, upwards)</text>",
        f64::midpoint(LEFT, right),
        bottom + 34.0,
    );
}
