//! Kannel, the SMS gateway, with its own fake carrier behind it: what the carrier is handed stands in its log.

use std::path::Path;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{PATIENCE, Started};
use crate::process::{self, Group, Stop};
use crate::setup::FAKE_CARRIER;

const CONFIGURATION: &str = include_str!("../../fixtures/kannel.conf");

/// Kannel takes ports by their numbers, and another program may take a free one first: then others are tried.
const ATTEMPTS: u32 = 3;

/// Starts the gateway's two programs and the carrier, and waits until the carrier is on line.
pub(super) async fn start(folder: &Path) -> Result<Started> {
    let mut attempt = 1;
    loop {
        match start_in(&folder.join(format!("kannel-{attempt}"))).await {
            Err(error) if attempt < ATTEMPTS => println!("Kannel did not start, once more: {error:#}"),
            outcome => return outcome,
        }
        attempt += 1;
    }
}

async fn start_in(folder: &Path) -> Result<Started> {
    std::fs::create_dir(folder)?;
    let [admin, smsbox, carrier, sendsms] = process::free_ports()?;
    let configuration = CONFIGURATION
        .replace("{admin_port}", &admin.to_string())
        .replace("{smsbox_port}", &smsbox.to_string())
        .replace("{carrier_port}", &carrier.to_string())
        .replace("{sendsms_port}", &sendsms.to_string())
        .replace("{logs}", &folder.to_string_lossy());
    std::fs::write(folder.join("kannel.conf"), configuration)?;

    let mut bearerbox = launch("bearerbox", "bearerbox", &["kannel.conf"], folder)?;
    let log = folder.join("bearerbox.output");
    bearerbox
        .until_ready(PATIENCE, &log, async || {
            process::answers(smsbox).await && process::answers(carrier).await
        })
        .await?;

    let address = ["-H", "127.0.0.1", "-r", &carrier.to_string(), "-m", "0", "1 2 text unused"];
    let mut fakesmsc = launch("fakesmsc", FAKE_CARRIER, &address, folder)?;
    let log = folder.join("fakesmsc.output");
    fakesmsc.until_ready(PATIENCE, &log, async || is_carrier_online(admin).await).await?;

    let mut smsbox = launch("smsbox", "smsbox", &["kannel.conf"], folder)?;
    smsbox
        .until_ready(PATIENCE, &folder.join("smsbox.output"), async || process::answers(sendsms).await)
        .await?;

    let exports = vec![
        ("VESTIBULE_TEST_KANNEL", format!("http://127.0.0.1:{sendsms}")),
        ("VESTIBULE_TEST_FAKESMSC_LOG", log.to_string_lossy().into_owned()),
    ];
    Ok(Started { groups: vec![bearerbox, fakesmsc, smsbox], exports })
}

fn launch(name: &'static str, program: &str, arguments: &[&str], folder: &Path) -> Result<Group> {
    let mut command = process::command(program, Stop::AtOnce, None);
    command.args(arguments).current_dir(folder);
    Group::start_logged(name, command, Stop::AtOnce, &folder.join(format!("{name}.output")))
}

async fn is_carrier_online(admin: u16) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(("127.0.0.1", admin)).await?;
        stream.write_all(b"GET /status.txt?password=vestibule HTTP/1.0\r\n\r\n").await?;
        let mut page = Vec::new();
        stream.read_to_end(&mut page).await?;
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&page).contains("(online"))
    };
    ask.await.unwrap_or(false)
}
