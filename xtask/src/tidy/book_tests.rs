//! Stories about the book: each finding is shown a page that has it, and one close by that has not.

use super::*;

fn files(of: &[(&str, &str)]) -> Files {
    let files = of.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())));
    files.chain([("docs/pictures/signin.png".to_owned(), None)]).collect()
}

fn advice(of: &[(&str, &str)]) -> Vec<String> {
    check(&files(of)).iter().map(ToString::to_string).collect()
}

#[test]
fn links_and_pictures_lead_somewhere() {
    let chapter = ("docs/mail.md", "# E-mail\n\n## The couriers & more\n");
    let good = "[a](docs/mail.md), [b](docs/mail.md#the-couriers--more), [c](docs/), [d](https://a.example/x)\n\
        ![e](docs/pictures/signin.png)\n<img src=\"docs/pictures/signin.png\" width=\"300\">\n";
    assert_eq!(advice(&[("README.md", good), chapter]), Vec::<String>::new());
    let bad = "# R\n[a](docs/male.md)\n[b](docs/mail.md#carriers) ![c](docs/pictures/none.png)\n<img src=\"x.png\">\n";
    let found = advice(&[("README.md", bad), chapter]);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found[0].starts_with("README.md:2: `docs/male.md` leads to docs/male.md, which is not there"));
    assert!(found[1].contains("has no heading that reads `#carriers`"), "{found:#?}");
}

#[test]
fn a_chapter_names_its_neighbours_and_itself() {
    let text = "# Keys\n[a](../README.md#why) [b](#keys) [c](./mail.md)\n";
    let page = |text| advice(&[("docs/keys.md", text), ("README.md", "## Why\n"), ("docs/mail.md", "")]);
    assert_eq!(page(text), Vec::<String>::new());
    assert_eq!(page("[a](README.md) [b](#none)\n").len(), 2);
}

#[test]
fn code_is_no_link() {
    assert_eq!(advice(&[("README.md", "```\n[a](nowhere)\n# no heading\n```\n")]), Vec::<String>::new());
    assert_eq!(advice(&[("README.md", "[a](#no-heading)\n```\n# no heading\n```\n")]).len(), 1);
}

#[test]
fn the_chapter_on_metrics_has_all_of_them_and_no_other() {
    let code = ("crates/web/src/a.rs", "metrics::counter!(\"vestibule_a_total\").increment(1);");
    let chapter = |text| advice(&[code, ("docs/monitoring.md", text)]);
    assert_eq!(chapter("`vestibule_a_total`\n"), Vec::<String>::new());
    assert_eq!(
        chapter("\n`vestibule_a_total` `vestibule_b_total`\n"),
        ["docs/monitoring.md:2: nothing counts `vestibule_b_total`"]
    );
    assert_eq!(chapter("Nothing.\n"), ["docs/monitoring.md:1: tell of the metric `vestibule_a_total`"]);
}
