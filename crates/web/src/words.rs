//! Every word a person reads, in every language, looked up by key. Fluent files are embedded and parsed once.
//! Deliberately not here: markup (templates) and dates (`pages::times`).

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue;

/// The languages people can choose, the fallback first.
pub const LANGUAGES: [&str; 2] = ["en", "es"];

macro_rules! files {
    ($tag:literal) => {
        [
            include_str!(concat!("../words/", $tag, "/common.ftl")),
            include_str!(concat!("../words/", $tag, "/errors.ftl")),
            include_str!(concat!("../words/", $tag, "/signin.ftl")),
            include_str!(concat!("../words/", $tag, "/security.ftl")),
            include_str!(concat!("../words/", $tag, "/enroll.ftl")),
            include_str!(concat!("../words/", $tag, "/links.ftl")),
            include_str!(concat!("../words/", $tag, "/mail.ftl")),
            include_str!(concat!("../words/", $tag, "/demo.ftl")),
            include_str!(concat!("../words/", $tag, "/api.ftl")),
            include_str!(concat!("../words/", $tag, "/app.ftl")),
            include_str!(concat!("../words/", $tag, "/admin.ftl")),
            include_str!(concat!("../words/", $tag, "/countries.ftl")),
        ]
    };
}

const ENGLISH: [&str; 12] = files!("en");
const SPANISH: [&str; 12] = files!("es");

static EN: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read("en", &ENGLISH));
static ES: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read("es", &SPANISH));
static MIRRORED: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::mirrored("ar-XB", &ENGLISH));

struct Dictionary {
    tag: &'static str,
    right_to_left: bool,
    bundle: FluentBundle<FluentResource>,
}

impl Dictionary {
    fn read(tag: &'static str, files: &[&str]) -> Self {
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Isolation marks would travel with copied codes and double the price of text messages;
        // templates put names and numbers in <bdi> instead.
        bundle.set_use_isolating(false);
        for file in files {
            let resource =
                FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(readable, _)| readable);
            bundle.add_resource_overriding(resource);
        }
        Self { tag, right_to_left: false, bundle }
    }

    fn mirrored(tag: &'static str, files: &[&str]) -> Self {
        let mut dictionary = Self::read("en", files);
        dictionary.tag = tag;
        dictionary.right_to_left = true;
        dictionary.bundle.set_transform(Some(mirror));
        dictionary
    }
}

/// Wraps each word in right-to-left overrides, so that a layout that is still left-to-right shows.
fn mirror(text: &str) -> Cow<'_, str> {
    let turned = |word: &str| {
        let letters = word.chars().any(char::is_alphabetic);
        if letters { format!("\u{202e}{word}\u{202c}") } else { word.to_owned() }
    };
    Cow::Owned(text.split(' ').map(turned).collect::<Vec<_>>().join(" "))
}

/// One language's words. A handle of one pointer; copy it freely.
#[derive(Clone, Copy)]
pub struct Words(&'static Dictionary);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.0.tag)
    }
}

impl Words {
    /// The best language for an `Accept-Language` header or a locale such as `es-MX` (RFC 9110
    /// section 12.5.4, basic matching on the primary subtag); English if none fits.
    #[must_use]
    pub fn for_languages(wanted: &str) -> Self {
        Self::among(&LANGUAGES, wanted)
    }

    /// The same among the languages that a site offers; the first of them if none fits.
    #[must_use]
    pub fn among(offered: &[impl AsRef<str>], wanted: &str) -> Self {
        let mut ranked: Vec<(&str, f32)> = wanted
            .split(',')
            .map(|range| {
                let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
                let weight = rest.trim().strip_prefix("q=").and_then(|q| q.trim().parse().ok());
                (tag.trim(), weight.unwrap_or(1.0))
            })
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let is_offered = |tag: &String| offered.iter().any(|offered| offered.as_ref() == tag);
        let found = ranked.iter().map(|(tag, _)| primary(tag)).filter(is_offered);
        let first = offered.iter().find_map(|offered| Self::language(offered.as_ref()));
        found.filter_map(|tag| Self::language(&tag)).next().or(first).unwrap_or(Self(&EN))
    }

    /// The words of one of [`LANGUAGES`].
    #[must_use]
    pub fn language(tag: &str) -> Option<Self> {
        match tag {
            "en" => Some(Self(&EN)),
            "es" => Some(Self(&ES)),
            _ => None,
        }
    }

    /// English dressed up as a right-to-left language: for tests and the gallery, never offered to people.
    #[must_use]
    pub fn mirrored() -> Self {
        Self(&MIRRORED)
    }

    /// BCP 47 tag for the `lang` attribute.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// `ltr` or `rtl`, for the `dir` attribute.
    #[must_use]
    pub fn direction(self) -> &'static str {
        if self.0.right_to_left { "rtl" } else { "ltr" }
    }

    /// The words for `key`. A key that is missing shows as `⟦key⟧`, which the tests look for.
    #[must_use]
    pub fn text(self, key: &str) -> Cow<'static, str> {
        self.look_up(key, None)
    }

    /// The words for `key` with the named values filled in, plural rules of the language applied.
    #[must_use]
    pub fn with(self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.look_up(key, Some(&args)).into_owned()
    }

    /// The words for `key`, if there are any: for keys that come from outside, such as a country's letters.
    #[must_use]
    pub fn known(self, key: &str) -> Option<Cow<'static, str>> {
        self.0.bundle.has_message(key).then(|| self.look_up(key, None))
    }

    fn look_up(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = &self.0.bundle;
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Owned(format!("⟦{key}⟧"));
        };
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut faults);
        if faults.is_empty() {
            Cow::Owned(text.into_owned())
        } else {
            Cow::Owned(format!("⟦{key}: {text}⟧"))
        }
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
