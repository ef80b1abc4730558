//! Writes every page, in every language and state, into a folder to look at:
//! `cargo run -p vestibule-web --example gallery -- <folder>`. Deliberately not here: a server.

mod samples;

use std::fs;
use std::io;
use std::path::Path;

use web as house;
use web::words::Words;

fn main() -> io::Result<()> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err(io::Error::other("name a folder: gallery <folder>"));
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for asset in house::assets::all() {
        let file = folder.join(asset.path.trim_start_matches('/'));
        file.parent().map(fs::create_dir_all).transpose()?;
        fs::write(file, asset.bytes)?;
    }
    let mut index = String::from("<!doctype html><meta charset=utf-8><title>Gallery</title>");
    for words in [Words::for_languages("en"), Words::for_languages("es"), Words::mirrored()] {
        for (name, html) in samples::pages(words).map_err(io::Error::other)? {
            let file = format!("{name}.{}.html", words.tag());
            index.push_str(&format!("<p><a href=\"{file}\">{file}</a>"));
            fs::write(folder.join(file), html.replace("\"/assets/", "\"assets/"))?;
        }
        for (name, letter) in samples::letters(words) {
            let text = format!("{}\n\n{}", letter.subject, letter.text);
            fs::write(folder.join(format!("{name}.{}.txt", words.tag())), text)?;
            fs::write(folder.join(format!("{name}.{}.html", words.tag())), letter.html)?;
        }
    }
    fs::write(folder.join("index.html"), index)
}
