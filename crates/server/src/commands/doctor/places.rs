//! What the doctor says of the operator's data on addresses: each file's age and what it tells, and what is missing.
//! Deliberately not here: where newer ones are had (the book).

use std::path::Path;

use web::edge::places::{About, Holds, PlaceFiles, Purpose, look_into};

use super::Finding;

const ABOUT: &str = "places";
const DAY: i64 = 86_400;
/// Networks change hands all the time; licences of free files want them renewed too.
const OLD_DAYS: i64 = 60;

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
    let days = (now - about.made_at).div_euclid(DAY);
    let says = format!("{}, {days} days old, {}", file.display(), what(about));
    match about.holds {
        Holds::Mmdb { countries: false, owners: true, .. } if purpose == Purpose::Countries => {
            Finding::worth(
                ABOUT,
                format!(
                    "{says} but no country: name it in files.network_owners, and one with countries here"
                ),
            )
        }
        Holds::Mmdb { countries: false, .. } if purpose == Purpose::Countries => {
            Finding::bad(ABOUT, format!("{says}: everybody's country would be missing; name another file"))
        }
        Holds::Mmdb { owners: false, .. } if purpose == Purpose::NetworkOwners => {
            Finding::bad(ABOUT, format!("{says}, but no network owners; name another file"))
        }
        _ if days > OLD_DAYS => {
            Finding::worth(ABOUT, format!("{says}; get a newer one, since networks change hands"))
        }
        _ => Finding::good(ABOUT, says),
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
