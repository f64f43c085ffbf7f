//! Keys of the notes that the bot keeps about rooms.

use crate::chat::RoomKey;

/// Key of the note that says which message has put the last proposal or poll to a room.
pub(in crate::bot) fn asked_note(room: &RoomKey) -> String {
    format!("asked {room}")
}

/// Key of the note that says since when the bot has not heard a room, in microseconds since 1970.
pub(in crate::bot) fn away_note(room: &RoomKey) -> String {
    format!("away {room}")
}

/// Key of the note that says since when the bot may not speak in a room, and until when if it may again.
pub(in crate::bot) fn silent_note(room: &RoomKey) -> String {
    format!("silent {room}")
}

/// Key of the note that says which message is a room's board.
pub(in crate::bot) fn board_note(room: &RoomKey) -> String {
    format!("board {room}")
}
