//! `vestibule account import`: people from another system, with their password hashes and authenticator apps.
//! A try changes nothing, a second run changes nothing. Deliberately not here: the rules of who may come in (`flows`).

mod row;

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use flows::{House, Imported, normal_name};
use futures_util::future::join_all;
use serde::Serialize;

use crate::tell;
use row::{Read, read};

/// People let in side by side, so that their commits share one write to the disk.
const AT_ONCE: usize = 64;
/// The exit code of an import that could not take everybody.
const NOT_EVERYBODY: u8 = 3;

#[derive(Debug, Args)]
pub(super) struct Import {
    /// A CSV file with a header, or JSON lines. Columns: user_name, display_name, emails and groups (in CSV separated
    /// by ";"), locale, verify ("when_risky" or "every_sign_in"), password_hash (PHC form, or bcrypt), totp_seed
    /// (base32), totp_algorithm ("SHA1", "SHA256", "SHA512"), totp_digits, phone. Only user_name is needed.
    file: PathBuf,
    /// Let the people in. Without it the file is only tried.
    #[arg(long)]
    apply: bool,
}

/// What became of a row, or would.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "reason")]
enum Fate {
    /// They came in, or would.
    In,
    /// They are here already.
    Here,
    /// They cannot come in.
    Out(String),
}

#[derive(Debug, Serialize)]
struct Row {
    line: u64,
    #[serde(skip_serializing_if = "String::is_empty")]
    user_name: String,
    #[serde(flatten)]
    fate: Fate,
}

impl Import {
    pub(super) async fn run(self, house: &House, json: bool) -> anyhow::Result<ExitCode> {
        let rows = self.rows(house).await?;
        let count = |wanted: fn(&Fate) -> bool| rows.iter().filter(|row| wanted(&row.fate)).count();
        let come = count(|fate| matches!(fate, Fate::In));
        let here = count(|fate| matches!(fate, Fate::Here));
        let out = count(|fate| matches!(fate, Fate::Out(_)));
        if json {
            tell::json(&serde_json::json!({
                "applied": self.apply, "in": come, "here_already": here, "not_in": out, "rows": rows,
            }))?;
        } else {
            for row in &rows {
                if let Fate::Out(reason) = &row.fate {
                    tell::line(format_args!("line {}: {reason}", row.line))?;
                }
            }
            let verb = if self.apply { "came in" } else { "can come in" };
            tell::line(format_args!("{come} {verb}, {here} are here already, {out} cannot come in"))?;
            if !self.apply && come > 0 {
                tell::line("Nothing was changed; run it again with --apply.")?;
            }
        }
        Ok(if out == 0 { ExitCode::SUCCESS } else { ExitCode::from(NOT_EVERYBODY) })
    }

    async fn rows(&self, house: &House) -> anyhow::Result<Vec<Row>> {
        let mut names = HashSet::new();
        let mut rows = Vec::new();
        let mut waiting = Vec::new();
        for Read { line, imported } in read(&self.file)? {
            match imported {
                Err(reason) => rows.push(Row { line, user_name: String::new(), fate: Fate::Out(reason) }),
                Ok(imported) => match twice(&imported, &mut names) {
                    Some(name) => {
                        let reason = format!("{name} stands in this file a second time");
                        rows.push(Row {
                            line,
                            user_name: imported.person.user_name,
                            fate: Fate::Out(reason),
                        });
                    }
                    None => waiting.push((line, imported)),
                },
            }
        }
        for some in waiting.chunks(AT_ONCE) {
            let fates = join_all(some.iter().map(|(line, imported)| self.one(house, *line, imported))).await;
            for row in fates {
                rows.push(row?);
            }
        }
        rows.sort_by_key(|row| row.line);
        Ok(rows)
    }

    async fn one(&self, house: &House, line: u64, imported: &Imported) -> anyhow::Result<Row> {
        let user_name = imported.person.user_name.clone();
        let found = house.find_account(&user_name).await?;
        let same = |name: &str| normal_name(name) == normal_name(&user_name);
        let fate = match found {
            Some(facts) if same(&facts.stored.account.user_name) => Fate::Here,
            _ => {
                let tried = if self.apply {
                    house.import_person(imported).await?.map(|_| ())
                } else {
                    house.may_import(imported).await?
                };
                tried.map_or_else(|why| Fate::Out(why.to_string()), |()| Fate::In)
            }
        };
        Ok(Row { line, user_name, fate })
    }
}

/// A name or address that an earlier row of the file has.
fn twice(imported: &Imported, names: &mut HashSet<String>) -> Option<String> {
    let person = &imported.person;
    let addresses = person.emails.iter().map(|(address, _)| address);
    let own: HashSet<_> = std::iter::once(&person.user_name).chain(addresses).collect();
    let repeated = own.into_iter().filter(|name| !names.insert(normal_name(name))).min();
    repeated.cloned()
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
