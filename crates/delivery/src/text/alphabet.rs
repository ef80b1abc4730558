//! How a text travels on the air: the GSM alphabet or UCS-2, and in how many parts it is billed
//! (3GPP TS 23.038 section 6.2.1, TS 23.040 section 9.2.3.24). Not here: the encoding itself, which gateways do.

/// The alphabet of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// The 7-bit default alphabet with its extension table.
    Gsm7,
    /// UTF-16 units, for everything else.
    Ucs2,
}

/// The default alphabet; the escape to the extension table is no character.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension table: two septets each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The alphabet that the text needs.
pub fn alphabet(text: &str) -> Alphabet {
    if septets(text).is_some() { Alphabet::Gsm7 } else { Alphabet::Ucs2 }
}

/// In how many parts the text is sent and billed; at least 1.
pub fn parts(text: &str) -> u32 {
    let (units, alone, joined) = match septets(text) {
        Some(septets) => (septets, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if units <= alone { 1 } else { u32::try_from(units.div_ceil(joined)).unwrap_or(u32::MAX) }
}

fn septets(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |sum, character| {
        if BASIC.contains(character) {
            Some(sum + 1)
        } else if EXTENSION.contains(character) {
            Some(sum + 2)
        } else {
            None
        }
    })
}

#[cfg(test)]
#[path = "alphabet_tests.rs"]
mod tests;
