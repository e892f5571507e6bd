//! Frames of the joining protocol: four bytes of length, little-endian, and that many bytes.
//!
//! The length is checked before anything is allocated, and memory grows with what arrives, not
//! with what was announced.

use std::time::Duration;

use iroh::endpoint::{ReadError, RecvStream, SendStream, WriteError};
use tokio::time::{Instant, timeout_at};

use super::close::CloseCode;

/// The first frame of a connection comes within this time of its opening.
pub(super) const FIRST_FRAME: Duration = Duration::from_secs(10);

/// A frame is whole within this time of its first byte, both reading and writing.
pub(super) const WHOLE_FRAME: Duration = Duration::from_secs(30);

/// Bytes taken from the stream at once.
const CHUNK: usize = 64 * 1024;

/// Why no frame was read or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WireError {
    /// The other announced more than the cap.
    #[error("a frame of {0} bytes was announced")]
    TooLong(u32),
    /// The frame did not come, or did not go, in time.
    #[error("a frame took too long")]
    TooSlow,
    /// The stream ended inside a frame.
    #[error("the stream ended inside a frame")]
    Cut,
    /// The connection ended.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The connection ended.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl WireError {
    /// With which code to close; `None` if the connection is over already.
    pub(super) fn close_code(&self) -> Option<CloseCode> {
        match self {
            Self::TooLong(_) => Some(CloseCode::TooLong),
            Self::TooSlow => Some(CloseCode::Slow),
            Self::Cut => Some(CloseCode::Malformed),
            Self::Read(ReadError::ConnectionLost(_))
            | Self::Write(WriteError::ConnectionLost(_)) => None,
            Self::Read(_) | Self::Write(_) => Some(CloseCode::Malformed),
        }
    }
}

/// Reads one frame of at most `cap` bytes; `None` where the stream ends between frames.
///
/// The first byte must come before `begin_by`, if there is such a moment, and the whole frame
/// within [`WHOLE_FRAME`] of it, but never later than `begin_by` where that is given.
///
/// # Errors
/// [`WireError`]; the connection is of no use afterwards.
pub(super) async fn read_frame(
    stream: &mut RecvStream,
    cap: usize,
    begin_by: Option<Instant>,
) -> Result<Option<Vec<u8>>, WireError> {
    let mut header = [0; 4];
    let Some(first) = read_some(stream, &mut header, begin_by).await? else { return Ok(None) };
    let whole_by = begin_by.unwrap_or_else(|| Instant::now() + WHOLE_FRAME);
    let mut filled = first;
    while let Some(rest) = header.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        filled += read_some(stream, rest, Some(whole_by)).await?.ok_or(WireError::Cut)?;
    }
    let announced = u32::from_le_bytes(header);
    let length = usize::try_from(announced).unwrap_or(usize::MAX);
    if length > cap {
        return Err(WireError::TooLong(announced));
    }
    read_body(stream, length, whole_by).await.map(Some)
}

/// Writes one frame, within [`WHOLE_FRAME`].
///
/// # Errors
/// [`WireError`]; the connection is of no use afterwards.
pub(super) async fn write_frame(stream: &mut SendStream, frame: &[u8]) -> Result<(), WireError> {
    let length = u32::try_from(frame.len()).map_err(|_| WireError::TooLong(u32::MAX))?;
    let write = async {
        stream.write_all(&length.to_le_bytes()).await?;
        stream.write_all(frame).await
    };
    timeout_at(Instant::now() + WHOLE_FRAME, write).await.map_err(|_| WireError::TooSlow)??;
    Ok(())
}

async fn read_body(
    stream: &mut RecvStream,
    length: usize,
    whole_by: Instant,
) -> Result<Vec<u8>, WireError> {
    let mut frame = Vec::with_capacity(length.min(CHUNK));
    while frame.len() < length {
        let read = stream.read_chunk(CHUNK.min(length - frame.len()));
        let chunk = timeout_at(whole_by, read).await.map_err(|_| WireError::TooSlow)??;
        frame.extend_from_slice(&chunk.ok_or(WireError::Cut)?);
    }
    Ok(frame)
}

async fn read_some(
    stream: &mut RecvStream,
    into: &mut [u8],
    by: Option<Instant>,
) -> Result<Option<usize>, WireError> {
    match by {
        Some(by) => {
            Ok(timeout_at(by, stream.read(into)).await.map_err(|_| WireError::TooSlow)??)
        }
        None => Ok(stream.read(into).await?),
    }
}
