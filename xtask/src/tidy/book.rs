//! README and the book in docs/: every relative link leads to a file and a heading that exist, every picture is there, and the
//! chapter on monitoring has the metrics that the product counts, no more and no fewer. Addresses elsewhere are not
//! followed; commands and config keys are held by the product's own tests.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;

/// The chapter that lists the metrics.
const METRICS: &str = "docs/monitoring.md";

/// Tracked files by their path from the root; those that are no text have none.
pub type Files = BTreeMap<String, Option<String>>;

/// Checks what the files say of each other.
#[must_use]
pub fn check(files: &Files) -> Vec<Finding> {
    let texts = files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)));
    let mut findings = Vec::new();
    for (path, text) in texts.filter(|(path, _)| is_page(path)) {
        for (line, target) in links(text) {
            if let Some(advice) = objection(files, path, &target) {
                findings.push(Finding { path: path.to_owned(), line, advice });
            }
        }
    }
    findings.extend(metrics(files));
    findings
}

fn is_page(path: &str) -> bool {
    path.ends_with(".md") && (!path.contains('/') || path.starts_with("docs/"))
}

/// Lines outside of code blocks, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut code = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        !code && !fence
    })
}

/// The targets of `[..](..)` and `src=".."`.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        let inline = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        let sources = line.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(inline.chain(sources).map(|target| (number, target.to_owned())));
    }
    found
}

fn objection(files: &Files, page: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, heading) =
        target.split_once('#').map_or((target, None), |(file, heading)| (file, Some(heading)));
    let path = if file.is_empty() { page.to_owned() } else { beside(page, file) };
    let Some(text) = files.get(&path) else {
        let folder = format!("{}/", path.trim_end_matches('/'));
        let there = heading.is_none() && files.keys().any(|known| known.starts_with(&folder));
        return (!there).then(|| format!("`{target}` leads to {path}, which is not there"));
    };
    let heading = heading?;
    let known = text.as_deref().is_some_and(|text| headings(text).any(|known| known == heading));
    (!known).then(|| format!("`{target}`: {path} has no heading that reads `#{heading}`"))
}

/// A path as a page in another folder names it.
fn beside(page: &str, file: &str) -> String {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(file.split('/')).filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// Headings as they stand in addresses: lower case, spaces to hyphens, without other signs.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let titles = prose(text).filter_map(|(_, line)| line.strip_prefix('#'));
    titles.map(|title| {
        let title = title.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        title.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    })
}

fn metrics(files: &Files) -> Vec<Finding> {
    let is_product =
        |path: &str| path.starts_with("crates/") && path.ends_with(".rs") && !super::is_test(path);
    let counted: BTreeSet<&str> = files
        .iter()
        .filter(|(path, _)| is_product(path))
        .filter_map(|(_, text)| text.as_deref())
        .flat_map(|text| ["counter!(\"", "gauge!(\"", "histogram!(\""].map(|start| (text, start)))
        .flat_map(|(text, start)| text.split(start).skip(1).filter_map(|rest| rest.split('"').next()))
        .collect();
    let Some(Some(chapter)) = files.get(METRICS) else {
        return Vec::new();
    };
    let finding = |line, advice| Finding { path: METRICS.to_owned(), line, advice };
    let named = prose(chapter)
        .flat_map(|(number, line)| line.split('`').skip(1).step_by(2).map(move |name| (number, name)));
    let named: Vec<(usize, &str)> = named.filter(|(_, name)| name.starts_with("vestibule_")).collect();
    let unknown = named.iter().filter(|(_, name)| !counted.contains(name));
    let unknown = unknown.map(|(line, name)| finding(*line, format!("nothing counts `{name}`")));
    let untold = counted.iter().filter(|name| !named.iter().any(|(_, told)| told == *name));
    unknown.chain(untold.map(|name| finding(1, format!("tell of the metric `{name}`")))).collect()
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
