//! A QR code is an accessible drawing that leaks nothing.

use super::svg;

#[test]
fn a_code_is_one_inline_svg_with_a_name() {
    let drawing = svg("otpauth://totp/Pine:ana?secret=ABCDEF", "Code for \"Pine\"").unwrap();
    assert!(drawing.starts_with("<svg class=\"qr\" role=\"img\" aria-label=\"Code for &#34;Pine&#34;\""));
    assert!(drawing.ends_with("</svg>") || drawing.ends_with("</svg>\n"));
    assert!(!drawing.contains("style="));
}

#[test]
fn the_secret_is_not_written_beside_the_drawing() {
    let drawing = svg("otpauth://totp/Pine:ana?secret=ABCDEF", "Code").unwrap();
    assert!(!drawing.contains("ABCDEF"));
    assert!(!drawing.contains("<?xml"));
}

#[test]
fn a_text_that_does_not_fit_is_refused() {
    assert!(svg(&"x".repeat(4000), "Code").is_err());
}
