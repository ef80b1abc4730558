//! Walls in source files: an opening that says what the file is for, a size that fits a head, honest names and tests,
//! SQL in one room only. Rust is read by its tokens, so that comments and strings cannot mislead.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use super::{Remark, is_fixture, is_script, is_test, room};

const PRODUCT_LINES: usize = 400;
const TEST_LINES: usize = 800;
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "misc"];
const PURE: [&str; 2] = ["risk", "rules"];
const IMPURE: [&str; 5] = ["env", "fs", "net", "process", "thread"];
const STATEMENTS: [&str; 12] = [
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "PRAGMA ",
    "insert into ",
    "delete from ",
];

pub(super) fn check(path: &str, text: &str) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let folders = path.split('/').rev().skip(1);
    if let Some(name) = std::iter::once(stem).chain(folders).find(|name| EMPTY_NAMES.contains(name)) {
        remarks.push((1, format!("`{name}` says nothing; name the file after what is in it")));
    }
    if is_fixture(path) {
        return remarks;
    }
    let lines = if is_script(path) {
        remarks.extend(skipped_stories(text));
        script_lines(text)
    } else {
        if !text.starts_with("//!") {
            remarks.push((
                1,
                "open with `//!`: what the file is for, and what is deliberately not there".to_owned(),
            ));
        }
        let mut reader = Reader::of(path);
        match text.parse::<TokenStream>() {
            Ok(tokens) => reader.read(tokens),
            Err(fault) => remarks.push((1, format!("this file does not parse: {fault}"))),
        }
        remarks.extend(reader.remarks);
        reader.lines.len()
    };
    let most = if is_test(path) { TEST_LINES } else { PRODUCT_LINES };
    if lines > most {
        remarks
            .push((1, format!("{lines} lines of code where {most} fit a head; split it along its subjects")));
    }
    remarks
}

fn script_lines(text: &str) -> usize {
    let is_code =
        |line: &&str| !line.is_empty() && !["//", "/*", "*"].iter().any(|mark| line.starts_with(mark));
    text.lines().map(str::trim).filter(is_code).count()
}

fn skipped_stories(text: &str) -> Vec<Remark> {
    let skips = |line: &str| {
        let line = line.trim_start();
        ["test", "it", "describe"].iter().any(|verb| {
            line.strip_prefix(verb)
                .is_some_and(|rest| [".skip(", ".todo(", ".only("].iter().any(|way| rest.starts_with(way)))
        })
    };
    let found = (1..).zip(text.lines()).filter(|(_, line)| skips(line));
    found.map(|(number, _)| (number, "every story is told: repair it or delete it".to_owned())).collect()
}

/// Reads the tokens of a Rust file, leaving out doc comments and, in product files, what is `#[cfg(test)]`.
struct Reader<'a> {
    room: Option<&'a str>,
    is_test: bool,
    lines: BTreeSet<usize>,
    remarks: Vec<Remark>,
}

impl<'a> Reader<'a> {
    fn of(path: &'a str) -> Self {
        Self { room: room(path), is_test: is_test(path), lines: BTreeSet::new(), remarks: Vec::new() }
    }

    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if let Some(attribute) = Attribute::at(&tokens[at..]) {
                if attribute.is_ignore() {
                    self.remark(token.span(), "an ignored test proves nothing: repair it or delete it");
                }
                at += attribute.length;
                if attribute.is_doc() {
                    continue;
                }
                if attribute.is_cfg_test() && !self.is_test {
                    let rest = &tokens[at..];
                    self.ignored_in(rest);
                    at += item_length(rest);
                    continue;
                }
                self.mark(attribute.group.span());
                continue;
            }
            self.look_at(&tokens[at..]);
            self.mark_token(token);
            at += 1;
        }
    }

    /// Finds ignored tests in an item that is otherwise left out.
    fn ignored_in(&mut self, item: &[TokenTree]) {
        let mut inside = Self { room: None, is_test: true, lines: BTreeSet::new(), remarks: Vec::new() };
        inside.read(item[..item_length(item)].iter().cloned().collect());
        self.remarks.append(&mut inside.remarks);
    }

    fn mark_token(&mut self, token: &TokenTree) {
        let TokenTree::Group(group) = token else {
            return self.mark(token.span());
        };
        self.mark(group.span_open());
        self.read(group.stream());
        self.mark(group.span_close());
    }

    fn mark(&mut self, span: Span) {
        self.lines.extend(span.start().line..=span.end().line);
    }

    fn remark(&mut self, span: Span, advice: impl Into<String>) {
        self.remarks.push((span.start().line, advice.into()));
    }

    fn look_at(&mut self, tokens: &[TokenTree]) {
        match tokens {
            [TokenTree::Ident(word), TokenTree::Ident(name), ..]
                if word == "mod" && EMPTY_NAMES.iter().any(|empty| name == empty) =>
            {
                let advice = format!("`{name}` says nothing; name the module after what is in it");
                self.remark(name.span(), advice);
            }
            [TokenTree::Ident(root), TokenTree::Punct(_), TokenTree::Punct(colon), next, ..]
                if root == "std" && colon.as_char() == ':' && !self.is_test =>
            {
                self.look_at_import(next);
            }
            [TokenTree::Literal(literal), ..] if self.room.is_some_and(|room| room != "store") => {
                let text = literal.to_string();
                let text = text.trim_start_matches(['b', 'c', 'r', '#', '"', '\\', 'n', ' ', '\n']);
                if text.len() < literal.to_string().len()
                    && STATEMENTS.iter().any(|start| text.starts_with(start))
                {
                    self.remark(
                        literal.span(),
                        "this looks like SQL: only `store` knows it; add a method there",
                    );
                }
            }
            _ => {}
        }
    }

    fn look_at_import(&mut self, next: &TokenTree) {
        let Some(room) = self.room.filter(|room| PURE.contains(room)) else {
            return;
        };
        let names: Vec<TokenTree> = match next {
            TokenTree::Group(group) => group.stream().into_iter().collect(),
            name => vec![name.clone()],
        };
        for name in names {
            if IMPURE.iter().any(|impure| name.to_string() == *impure) {
                self.remark(name.span(), format!("`{room}` is pure: pass in what `std::{name}` would fetch"));
            }
        }
    }
}

/// `#[..]` or `#![..]`.
struct Attribute {
    group: Group,
    length: usize,
}

impl Attribute {
    fn at(tokens: &[TokenTree]) -> Option<Self> {
        let is = |token: Option<&TokenTree>, mark: char| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == mark);
        if !is(tokens.first(), '#') {
            return None;
        }
        let length = if is(tokens.get(1), '!') { 3 } else { 2 };
        match tokens.get(length - 1) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
                Some(Self { group: group.clone(), length })
            }
            _ => None,
        }
    }

    fn words(&self) -> Vec<String> {
        fn collect(stream: TokenStream, words: &mut Vec<String>) {
            for token in stream {
                match token {
                    TokenTree::Ident(ident) => words.push(ident.to_string()),
                    TokenTree::Group(group) => collect(group.stream(), words),
                    _ => {}
                }
            }
        }
        let mut words = Vec::new();
        collect(self.group.stream(), &mut words);
        words
    }

    fn is_doc(&self) -> bool {
        self.words().first().is_some_and(|word| word == "doc")
    }

    fn is_cfg_test(&self) -> bool {
        let words = self.words();
        words.first().is_some_and(|word| word == "cfg")
            && words.iter().any(|word| word == "test")
            && !words.iter().any(|word| word == "not" || word == "any")
    }

    fn is_ignore(&self) -> bool {
        let words = self.words();
        match words.first().map(String::as_str) {
            Some("ignore") => true,
            Some("cfg_attr") => words.iter().any(|word| word == "ignore"),
            _ => false,
        }
    }
}

/// How many tokens the item at the beginning has: up to its `;` or its braces.
fn item_length(tokens: &[TokenTree]) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(mark) => mark.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    tokens.iter().position(ends).map_or(tokens.len(), |end| end + 1)
}
