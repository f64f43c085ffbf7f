//! What the room is reminded of before a planned meeting, and when.
