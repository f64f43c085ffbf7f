//! Pictures: uploaded first, encrypted where the room is, then posted as a message of their own.

use std::io::Cursor;
use std::time::Duration;

use futures_util::future::BoxFuture;
use matrix_sdk::config::RequestConfig;
use matrix_sdk::ruma::api::client::media::create_content::v3::Request as Upload;
use serde_json::{Value, json};

use super::{Matrix, content};
use crate::chat::{Picture, RoomKey, SendError};

/// A picture is small; a server that takes longer does not take it.
const UPLOAD_TIME_OUT: Duration = Duration::from_secs(20);

impl Matrix {
    /// Uploads a picture and posts it. Where this is repeated it is uploaded anew, and its message is the same.
    pub(super) fn show<'a>(
        &'a self,
        room: &'a RoomKey,
        picture: &'a Picture,
        key: &'a str,
    ) -> BoxFuture<'a, Result<(), SendError>> {
        Box::pin(async move {
            let late = |_| SendError::Retry { after: None, reason: "the upload took too long".to_owned() };
            let source = tokio::time::timeout(UPLOAD_TIME_OUT, self.upload(room, picture)).await.map_err(late)??;
            self.send(room, content::of_picture(picture, source), key).await.map(drop)
        })
    }

    /// Where the file is: `url` in a clear room, `file` with its keys in an encrypted one.
    async fn upload(&self, room: &RoomKey, picture: &Picture) -> Result<Source, SendError> {
        let joined = self.joined(room)?;
        let state = joined.latest_encryption_state().await.map_err(|error| self.failures.of_send(&error))?;
        let once = RequestConfig::new().timeout(UPLOAD_TIME_OUT).disable_retry();
        if state.is_encrypted() {
            let mut reader = Cursor::new(picture.bytes.as_slice());
            let upload = self.client.upload_encrypted_file(&mut reader).with_request_config(once);
            let file = upload.await.map_err(|error| self.failures.of_send(&error))?;
            let file = serde_json::to_value(&file).map_err(|error| SendError::GiveUp { reason: error.to_string() })?;
            return Ok(Source { field: "file", value: file });
        }
        let mut upload = Upload::new(picture.bytes.clone());
        upload.content_type = Some(picture.media_type.to_owned());
        upload.filename = Some(picture.name.clone());
        let uploaded = self.client.send(upload).with_request_config(once).await;
        let uploaded = uploaded.map_err(|error| self.failures.of_request(&error))?;
        Ok(Source { field: "url", value: json!(uploaded.content_uri) })
    }
}

/// Where an uploaded file is, as a message says it.
pub(super) struct Source {
    pub(super) field: &'static str,
    pub(super) value: Value,
}
