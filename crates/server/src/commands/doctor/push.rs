//! Push messages: whom they go through. The push services of browsers are named and not called, since the doctor tells no
//! stranger that it was here; those of the operator's own are connected to.

use url::Url;

use super::Finding;
use super::checks::reach;
use crate::config::Config;

const ABOUT: &str = "push messages";

pub(super) async fn push(config: &Config) -> Vec<Finding> {
    let Some(push) = &config.push else {
        return vec![Finding::worth(
            ABOUT,
            "switched off; the app hears of sign-ins only while it is open (push.enabled)",
        )];
    };
    let mut findings = vec![Finding::good(
        ABOUT,
        "go by https to the push services of browsers, such as fcm.googleapis.com, \
         updates.push.services.mozilla.com and web.push.apple.com; let this machine reach them (not tried)",
    )];
    for service in &push.own_services {
        let name = service.to_string();
        findings.push(match Url::parse(&name) {
            Ok(url) => reach(ABOUT, &name, &url).await,
            Err(error) => Finding::bad(ABOUT, format!("{name}: {error}")),
        });
    }
    findings
}
