//! The committed description is the one that the code makes, and every route in it is there.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::document;
use crate::api::testing::Api;

#[test]
fn the_committed_description_is_the_one_the_code_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == document(),
        "docs/openapi.json drifted: cargo run -p vestibule-web --example openapi > docs/openapi.json"
    );
}

fn described() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&document()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let calls = paths.into_iter().flat_map(|(path, item)| {
        let verbs: Vec<_> = item.as_object().unwrap().keys().cloned().collect();
        verbs.into_iter().map(move |verb| (verb.to_uppercase(), path.clone()))
    });
    calls.collect()
}

#[tokio::test]
async fn every_described_call_exists() {
    let api = Api::new().await;
    let calls = described();
    assert!(calls.len() >= 28, "{}", calls.len());
    for (verb, path) in calls {
        let path = path.strip_prefix("/api/v1").unwrap().replace("{id}", "some-id");
        let reply = api.call(&format!("{verb} {path}"), "", Value::Null).await;
        assert!(![404, 405].contains(&reply.status), "{verb} {path}: {}", reply.status);
    }
}

#[tokio::test]
async fn the_description_is_served_and_its_parts_are_all_there() {
    let api = Api::new().await;
    let served = api.call("GET /openapi.json", "", Value::Null).await;
    assert_eq!(served.status, 200);
    let text = served.body.to_string();
    let named: BTreeSet<_> =
        text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(named.contains("Step") && named.contains("ProblemBody"));
    for name in named {
        assert!(!served.body["components"]["schemas"][name].is_null(), "{name} is described");
    }
}
