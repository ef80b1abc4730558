//! Reads the `User-Agent` header: ordered tables of telling words, the first that occurs wins.
//! No regular expressions and no catalogue of models: families are all we want to know.

use super::{Browser, Device, Os, UserAgent};

/// Real user agents stay below this; what follows is not looked at.
const MOST_BYTES: usize = 1024;

/// Words of crawlers, previewers and headless browsers, wherever they stand.
const BOT_WORDS: [&str; 18] = [
    "+http",
    "spider",
    "crawler",
    "slurp",
    "headless",
    "phantomjs",
    "lighthouse",
    "facebookexternalhit",
    "mediapartners-google",
    "google-inspectiontool",
    "googleother",
    "bingpreview",
    "ia_archiver",
    "pingdom",
    "chatgpt-user",
    "feedfetcher",
    "archive.org",
    "scrapy",
];

/// Words that give a program away, those of the most particular programs first, since browsers name
/// their ancestors too. A number that follows is the version.
const PROGRAMS: [(&str, Browser); 92] = [
    ("curl/", Browser::Script),
    ("wget/", Browser::Script),
    ("httpie/", Browser::Script),
    ("python-requests/", Browser::Script),
    ("python-urllib/", Browser::Script),
    ("python-httpx/", Browser::Script),
    ("python/", Browser::Script),
    ("aiohttp/", Browser::Script),
    ("go-http-client/", Browser::Script),
    ("apache-httpclient/", Browser::Script),
    ("java/", Browser::Script),
    ("java-http-client/", Browser::Script),
    ("okhttp/", Browser::Script),
    ("axios/", Browser::Script),
    ("node-fetch/", Browser::Script),
    ("node.js/", Browser::Script),
    ("node", Browser::Script),
    ("undici", Browser::Script),
    ("got (", Browser::Script),
    ("dart/", Browser::Script),
    ("ruby", Browser::Script),
    ("guzzlehttp/", Browser::Script),
    ("libwww-perl/", Browser::Script),
    ("reqwest/", Browser::Script),
    ("hyper/", Browser::Script),
    ("postmanruntime/", Browser::Script),
    ("insomnia/", Browser::Script),
    ("windowspowershell/", Browser::Script),
    ("powershell/", Browser::Script),
    ("fbav/", Browser::App),
    ("fban/", Browser::App),
    ("fb_iab/", Browser::App),
    ("instagram", Browser::App),
    ("barcelona", Browser::App),
    ("line/", Browser::App),
    ("micromessenger/", Browser::App),
    ("wxwork/", Browser::App),
    ("kakaotalk", Browser::App),
    ("snapchat", Browser::App),
    ("pinterest", Browser::App),
    ("linkedinapp", Browser::App),
    ("twitter for", Browser::App),
    ("twitterandroid", Browser::App),
    ("musical_ly", Browser::App),
    ("bytedancewebview", Browser::App),
    ("tiktok", Browser::App),
    ("trill_", Browser::App),
    ("gsa/", Browser::App),
    ("electron/", Browser::App),
    ("cfnetwork/", Browser::App),
    ("dalvik/", Browser::App),
    ("edg/", Browser::Edge),
    ("edga/", Browser::Edge),
    ("edgios/", Browser::Edge),
    ("edge/", Browser::Edge),
    ("opr/", Browser::Opera),
    ("opt/", Browser::Opera),
    ("opx/", Browser::Opera),
    ("opios/", Browser::Opera),
    ("opera mini/", Browser::Opera),
    ("opera/", Browser::Opera),
    ("opera", Browser::Opera),
    ("samsungbrowser/", Browser::SamsungInternet),
    ("yabrowser/", Browser::Other),
    ("ucbrowser/", Browser::Other),
    ("vivaldi/", Browser::Other),
    ("silk/", Browser::Other),
    ("miuibrowser/", Browser::Other),
    ("huaweibrowser/", Browser::Other),
    ("arkweb/", Browser::Other),
    ("duckduckgo/", Browser::Other),
    ("ddg/", Browser::Other),
    ("whale/", Browser::Other),
    ("qqbrowser/", Browser::Other),
    ("mqqbrowser/", Browser::Other),
    ("seamonkey/", Browser::Other),
    ("palemoon/", Browser::Other),
    ("konqueror/", Browser::Other),
    ("falkon/", Browser::Other),
    ("iceweasel/", Browser::Firefox),
    ("firefox/", Browser::Firefox),
    ("fxios/", Browser::Firefox),
    ("focus/", Browser::Firefox),
    ("wv)", Browser::App),
    ("crios/", Browser::Chrome),
    ("chromium/", Browser::Chrome),
    ("chrome/", Browser::Chrome),
    ("msie", Browser::InternetExplorer),
    ("trident/", Browser::InternetExplorer),
    ("lynx/", Browser::Other),
    ("links", Browser::Other),
    ("safari/", Browser::Safari),
];

/// Words that give a system away. Phones of all makes pretend to be others, so those come first.
const SYSTEMS: [(&str, Os); 20] = [
    ("windows phone", Os::Other),
    ("tizen", Os::Other),
    ("web0s", Os::Other),
    ("webos", Os::Other),
    ("kaios", Os::Other),
    ("openharmony", Os::Other),
    ("playstation", Os::Other),
    ("nintendo", Os::Other),
    ("xbox", Os::Other),
    ("ipad", Os::IPadOs),
    ("iphone", Os::Ios),
    ("ipod", Os::Ios),
    ("android", Os::Android),
    ("cros ", Os::ChromeOs),
    ("macintosh", Os::MacOs),
    ("windows", Os::Windows),
    ("winnt", Os::Windows),
    ("mac os x", Os::MacOs),
    ("linux", Os::Linux),
    ("ubuntu", Os::Linux),
];

/// Words of screens that are no computer, phone or tablet.
const SCREEN_WORDS: [&str; 11] = [
    "smart-tv",
    "smarttv",
    "android tv",
    "googletv",
    "bravia",
    "aftt",
    "crkey",
    "hbbtv",
    "xbox",
    "playstation",
    "nintendo",
];

/// Reads whatever came as the header.
pub(super) fn read(header: &[u8]) -> UserAgent {
    let text = tidy(header);
    let words = Words::of(&text);
    let system = system(&words);
    let (browser, major) = program(&words, system);
    UserAgent { browser, major, os: system, device: device(&words, browser, system) }
}

/// Printable lower-case ASCII of bounded length; anything else becomes a question mark, which no
/// word of the tables contains.
pub(super) fn tidy(bytes: &[u8]) -> String {
    let printable = |byte: &u8| match byte {
        b' '..=b'~' => char::from(byte.to_ascii_lowercase()),
        _ => '?',
    };
    bytes.iter().take(MOST_BYTES).map(printable).collect()
}

/// The number at the beginning of the text.
pub(super) fn leading_number(text: &str) -> Option<u16> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

/// A tidy text with the places where its words begin. Every sign-in is read against a hundred and more table words: whatever
/// begins no word of the text by its first letter is not looked for at all.
struct Words<'a> {
    text: &'a str,
    begins: Vec<usize>,
    /// Bit n: a word of the text begins with the ASCII letter n.
    firsts: u128,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let mut begins = Vec::with_capacity(32);
        let mut firsts = 0;
        let mut inside = false;
        for (at, byte) in text.bytes().enumerate() {
            if !inside {
                begins.push(at);
                firsts |= bit(byte);
            }
            inside = byte.is_ascii_alphanumeric();
        }
        Self { text, begins, firsts }
    }

    /// What follows `word`, where it begins a word of the text.
    fn after(&self, word: &str) -> Option<&'a str> {
        if self.firsts & word.bytes().next().map_or(0, bit) == 0 {
            return None;
        }
        self.begins.iter().find_map(|at| self.text.get(*at..)?.strip_prefix(word))
    }

    fn has(&self, word: &str) -> bool {
        self.after(word).is_some()
    }

    /// The version that follows `word`, at most a separator between.
    fn version(&self, word: &str) -> Option<u16> {
        leading_number(self.after(word)?.trim_start_matches([' ', '/']))
    }
}

/// The bit of an ASCII letter; a tidy text has no other.
const fn bit(byte: u8) -> u128 {
    1 << (byte & 127)
}

fn program(words: &Words<'_>, system: Os) -> (Browser, Option<u16>) {
    if is_bot(words.text) {
        return (Browser::Bot, None);
    }
    let apple = matches!(system, Os::MacOs | Os::Ios | Os::IPadOs);
    let Some(&(word, browser)) = PROGRAMS.iter().find(|(word, _)| words.has(word)) else {
        // On iPhones and iPads every browser names itself; the bare engine is an app's web view.
        let web_view = matches!(system, Os::Ios | Os::IPadOs) && words.has("applewebkit/");
        return (if web_view { Browser::App } else { Browser::Other }, None);
    };
    match browser {
        // Old Androids' own browser, and small ones on Linux, call themselves Safari.
        Browser::Safari if !apple && system != Os::Windows => (Browser::Other, None),
        Browser::Safari => (Browser::Safari, words.version("version/")),
        // Opera stopped counting at 9.80 and went on behind another word.
        Browser::Opera if word == "opera/" => {
            (Browser::Opera, words.version("version/").or_else(|| words.version(word)))
        }
        Browser::InternetExplorer if word == "trident/" => (browser, words.version("rv:")),
        _ => (browser, words.version(word)),
    }
}

fn is_bot(text: &str) -> bool {
    // "bot" ends the names of most crawlers; CUBOT is a make of phones.
    let ends_in_bot = text.match_indices("bot").any(|(at, _)| {
        !text[at + 3..].starts_with(|c: char| c.is_ascii_alphabetic()) && !text[..at].ends_with("cu")
    });
    // Only the previewer of WhatsApp begins with its name.
    ends_in_bot || text.starts_with("whatsapp/") || BOT_WORDS.iter().any(|word| text.contains(word))
}

fn system(words: &Words<'_>) -> Os {
    let named = SYSTEMS.iter().find(|(word, _)| words.has(word)).map(|(_, os)| *os);
    // A Mac with a browser that exists only for iOS is a tablet asking for desktop pages.
    let only_on_ios = ["crios/", "fxios/", "edgios/", "opt/", "mobile/"];
    match named {
        Some(Os::MacOs) if only_on_ios.iter().any(|word| words.has(word)) => Os::IPadOs,
        Some(os) => os,
        None => Os::Other,
    }
}

fn device(words: &Words<'_>, browser: Browser, system: Os) -> Device {
    if browser == Browser::Bot {
        return Device::Bot;
    }
    if SCREEN_WORDS.iter().any(|word| words.text.contains(word)) {
        return Device::Unknown;
    }
    let says = |any: &[&str]| any.iter().any(|word| words.has(word));
    let handheld = says(&["mobile", "phone", "midp", "opera mini"]);
    match system {
        Os::IPadOs => Device::Tablet,
        Os::Ios => Device::Phone,
        Os::Android | Os::Linux | Os::Other if handheld => Device::Phone,
        // A browser on a tablet says so by not saying "Mobile"; an app's own client says neither.
        Os::Android if says(&["applewebkit/", "gecko/"]) => Device::Tablet,
        Os::Windows | Os::MacOs | Os::Linux | Os::ChromeOs => Device::Desktop,
        Os::Other if says(&["tablet"]) => Device::Tablet,
        Os::Android | Os::Other => Device::Unknown,
    }
}
