//! Where carriers report what became of a text message. They are no browsers: no cookies, no forms of ours, and the proof is
//! in the report, so these routes stand outside the wall against forged forms. Deliberately not here: the proof (`delivery`).

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use flows::{Fault, ReceiptRefusal, ReceiptRequest, ReceiptStatus, ReceiptTold};

use crate::app::App;

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/receipts/{courier}", get(told).post(told))
}

async fn told(
    State(app): State<App>,
    Path(courier): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let signature = headers.get("x-twilio-signature").and_then(|value| value.to_str().ok());
    let request = ReceiptRequest { query: query.as_deref().unwrap_or_default(), body: &body, signature };
    match app.house.receipt(&courier, &request).await {
        Ok(Ok(ReceiptTold::New(receipt))) => {
            let status = word(receipt.status);
            tracing::info!(message = %receipt.message_id, courier, status, "a carrier reported");
            metrics::counter!("vestibule_text_receipts_total", "courier" => courier, "status" => status)
                .increment(1);
            StatusCode::NO_CONTENT
        }
        // Carriers repeat what they are not thanked for.
        Ok(Ok(ReceiptTold::SeenBefore)) => StatusCode::NO_CONTENT,
        Ok(Err(refused)) => {
            tracing::debug!(%refused, "a report of a carrier is not believed");
            match refused {
                ReceiptRefusal::NotOffered => StatusCode::NOT_FOUND,
                ReceiptRefusal::Malformed | ReceiptRefusal::UnknownStatus => StatusCode::BAD_REQUEST,
                ReceiptRefusal::NotAuthentic | ReceiptRefusal::OutOfTime => StatusCode::FORBIDDEN,
            }
        }
        Err(Fault::Internal(why)) => {
            tracing::error!(why, "a report of a carrier could not be taken");
            StatusCode::INTERNAL_SERVER_ERROR
        }
        Err(fault) => {
            tracing::warn!(%fault, "a report of a carrier could not be taken");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

const fn word(status: ReceiptStatus) -> &'static str {
    match status {
        ReceiptStatus::Delivered => "delivered",
        ReceiptStatus::Failed => "failed",
        ReceiptStatus::Buffered => "buffered",
        ReceiptStatus::Sent => "sent",
    }
}

#[cfg(test)]
#[path = "receipts_tests.rs"]
mod tests;
