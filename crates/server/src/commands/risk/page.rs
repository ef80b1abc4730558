//! The shell of the report: one page of HTML that needs nothing else, its look in one style sheet.
//! Deliberately not here: what it says.

use super::plot::safe;

const STYLE: &str = include_str!("report.css");

/// A page of these sections.
pub(super) fn page(title: &str, lead: &str, sections: &[String]) -> String {
    let title = safe(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<header>\n<p class=\"kind\">Rehearsal</p>\n<h1>{title}</h1>\n{lead}\n</header>\n{}\n</main>\n</body>\n</html>\n",
        sections.join("\n")
    )
}

/// A section with a heading.
pub(super) fn section(title: &str, body: &str) -> String {
    format!("<section>\n<h2>{}</h2>\n{body}\n</section>", safe(title))
}
