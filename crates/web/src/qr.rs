//! QR codes as inline SVG, so that a secret never becomes an image's address.
//! Deliberately not here: what the code says (`rules` writes the `otpauth` address).

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// Why a text cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[error("too long for a QR code")]
pub struct TooLong;

/// Draws `text` as an SVG element: black on white with a quiet zone of four modules (ISO/IEC 18004),
/// also in dark mode, since many cameras do not read light on dark. `label` names it for screen readers.
///
/// # Errors
/// When `text` is longer than a QR code can hold.
pub fn svg(text: &str, label: &str) -> Result<String, TooLong> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| TooLong)?;
    let drawing = code
        .render::<svg::Color<'_>>()
        .module_dimensions(1, 1)
        .quiet_zone(true)
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .build();
    let element = drawing.find("<svg").map_or("", |start| &drawing[start..]);
    let name = askama::filters::escape(label, askama::filters::Html)
        .map_or_else(|_| String::new(), |n| n.to_string());
    Ok(element.replacen("<svg", &format!("<svg class=\"qr\" role=\"img\" aria-label=\"{name}\""), 1))
}

#[cfg(test)]
#[path = "qr_tests.rs"]
mod tests;
