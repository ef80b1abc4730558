//! What the doctor says of the operator's data on addresses: each file's age and what it tells, and what is missing.
//! Deliberately not here: where newer ones are had (the book).

use std::path::Path;

use web::edge::places::{About, FileState, Holds, PlaceFiles, Purpose, look_into, state};

use super::Finding;

const ABOUT: &str = "places";

pub(super) fn places(files: &PlaceFiles, now: i64) -> Vec<Finding> {
    let mut findings: Vec<_> = files.each().map(|(purpose, file)| of_file(purpose, file, now)).collect();
    if files.countries.is_empty() {
        findings.push(Finding::worth(
            ABOUT,
            "no data on countries: a sign-in from a new country is not noticed as one; set files.countries",
        ));
    }
    findings
}

fn of_file(purpose: Purpose, file: &Path, now: i64) -> Finding {
    let about = match look_into(purpose, file) {
        Ok(about) => about,
        Err(error) => return Finding::bad(ABOUT, error.to_string()),
    };
    let says = format!("{}, {} days old, {}", file.display(), about.days(now), what(about));
    match state(purpose, &about, now) {
        FileState::OwnersOnly => Finding::worth(
            ABOUT,
            format!("{says} but no country: name it in files.network_owners, and one with countries here"),
        ),
        FileState::NoCountries => {
            Finding::bad(ABOUT, format!("{says}: everybody's country would be missing; name another file"))
        }
        FileState::NoOwners => {
            Finding::bad(ABOUT, format!("{says}, but no network owners; name another file"))
        }
        FileState::Old => {
            Finding::worth(ABOUT, format!("{says}; get a newer one, since networks change hands"))
        }
        FileState::Good => Finding::good(ABOUT, says),
    }
}

fn what(about: About) -> String {
    match about.holds {
        Holds::Rows(1) => "comes to one row".to_owned(),
        Holds::Rows(rows) => format!("comes to {rows} rows"),
        Holds::Mmdb { countries, positions, owners } => {
            let kinds = [(countries, "countries"), (positions, "positions"), (owners, "network owners")];
            let told: Vec<_> =
                kinds.into_iter().filter_map(|(is_told, kind)| is_told.then_some(kind)).collect();
            if told.is_empty() {
                "tells nothing of use".to_owned()
            } else {
                format!("tells {}", told.join(", "))
            }
        }
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
