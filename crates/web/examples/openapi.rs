//! Prints the API's description: `cargo run -p vestibule-web --example openapi > docs/openapi.json`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(web::api::openapi::document().as_bytes())
}
