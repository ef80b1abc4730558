//! Stories of files that people are brought in by.

use std::io::Write as _;

use super::row::read;

fn rows(text: &str) -> Vec<Result<flows::Imported, String>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    read(file.path()).unwrap().into_iter().map(|row| row.imported).collect()
}

#[test]
fn a_csv_row_and_a_json_line_say_the_same() {
    let csv = rows(
        "user_name,emails,groups,totp_seed,totp_digits\nana,a@example.org;b@example.org,client,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP,8\n",
    );
    let json = rows(
        r#"{"user_name":"ana","emails":["a@example.org","b@example.org"],"groups":["client"],"totp_seed":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP","totp_digits":8}"#,
    );
    let (csv, json) = (csv[0].as_ref().unwrap(), json[0].as_ref().unwrap());
    assert_eq!(csv.person.emails, json.person.emails);
    assert_eq!(csv.person.groups, ["client"]);
    assert_eq!((csv.methods.len(), json.methods.len()), (1, 1));
}

#[test]
fn empty_columns_bring_nothing() {
    let row = rows(
        "user_name,display_name,emails,locale,verify,password_hash,totp_seed,totp_algorithm,totp_digits,phone\nana,,,,,,,,,\n",
    );
    let imported = row[0].as_ref().unwrap();
    assert!(imported.methods.is_empty() && imported.person.emails.is_empty());
}

#[test]
fn a_row_that_cannot_be_read_says_why_without_its_values() {
    let row = rows(r#"{"user_name":"ana","totp_digits":"hush-hush"}"#);
    let said = row[0].as_ref().unwrap_err();
    assert!(!said.contains("hush"), "{said}");
    let row = rows(r#"{"user_name":"ana","pasword_hash":"x"}"#);
    assert_eq!(row[0].as_ref().unwrap_err(), "there is no column `pasword_hash`");
}
