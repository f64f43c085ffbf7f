//! Answers that only the asker may read: they go to a direct room, which is made when it is needed.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use matrix_sdk::ruma::events::room::member::MembershipState;
use matrix_sdk::ruma::{OwnedRoomId, OwnedUserId, UserId};
use matrix_sdk::{Room, RoomState};
use tokio::sync::Mutex;

use super::{Matrix, PLATFORM, SEND_TIME_OUT, content, redact, too_late};
use crate::chat::{Outgoing, RoomKey, SendError};
use crate::view::{Say, answered_aside, unreachable};

/// Direct rooms that were made and that the sync has not told of yet.
#[derive(Default)]
pub(super) struct DirectRooms {
    made: Mutex<BTreeMap<OwnedUserId, OwnedRoomId>>,
}

impl Matrix {
    /// Sends an answer where nobody but the asker reads it. In the room stands only where to look, as long as
    /// the asker has not come into the direct room.
    pub(super) fn send_alone<'a>(
        &'a self,
        room: &'a RoomKey,
        message: &'a Outgoing,
        key: &'a str,
    ) -> BoxFuture<'a, Result<String, SendError>> {
        Box::pin(async move {
            let asker = message.asker.as_ref();
            let Some((asker, user)) = asker.and_then(|asker| Some((asker, Matrix::user_of(&asker.account)?))) else {
                return Err(SendError::GiveUp { reason: "an answer for one person has nobody to go to".to_owned() });
            };
            let direct = match self.direct_room(&user).await {
                Ok(direct) => direct,
                Err(SendError::GiveUp { reason }) => {
                    tracing::warn!(%room, %reason, "a direct room could not be made");
                    let instead = Outgoing { say: unreachable(&asker.name), ..message.clone() };
                    return self.send(room, content::of_message(&instead), key).await;
                }
                Err(later) => return Err(later),
            };
            let there = RoomKey(format!("{PLATFORM}:{}", direct.room_id()));
            if there == *room {
                return self.send(room, content::of_message(message), key).await;
            }
            // A reply and a thread belong to the room where it was asked.
            let bare = Outgoing { reply_to: None, thread: None, ..message.clone() };
            let sent = match self.send(&there, content::of_message(&bare), key).await {
                // That the bot may not speak in the direct room says nothing about this one.
                Err(SendError::Silenced { reason }) => {
                    tracing::warn!(%room, %reason, "a direct room does not let the bot speak");
                    let instead = Outgoing { say: unreachable(&asker.name), ..message.clone() };
                    return self.send(room, content::of_message(&instead), key).await;
                }
                sent => redact::elsewhere(direct.room_id(), &sent?),
            };
            if self.membership(&direct, &user).await? != Some(MembershipState::Join) {
                let say: Say = answered_aside(&asker.name);
                let aside = Outgoing { say, ..message.clone() };
                self.send(room, content::of_message(&aside), &format!("{key}.aside")).await?;
            }
            Ok(sent)
        })
    }

    /// A room in which nobody but the bot and a user is or is invited.
    async fn direct_room(&self, user: &UserId) -> Result<Room, SendError> {
        // Held while a room is made, so that two answers do not make two.
        let mut made = self.direct.made.lock().await;
        let made_before = made.get(user).and_then(|id| self.client.get_room(id));
        for room in self.client.get_dm_rooms(user).chain(made_before).collect::<Vec<_>>() {
            let is_there =
                matches!(self.membership(&room, user).await?, Some(MembershipState::Join | MembershipState::Invite));
            if is_there && room.state() == RoomState::Joined && room.active_members_count() <= 2 {
                return Ok(room);
            }
        }
        let made_now =
            tokio::time::timeout(SEND_TIME_OUT, self.client.create_dm(user)).await.map_err(|_| too_late())?;
        let room = made_now.map_err(|error| self.failures.of_send(&error))?;
        tracing::info!(room = %room.room_id(), "made a direct room for answers to one person");
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(user.to_owned(), room.room_id().to_owned());
        Ok(room)
    }

    /// How a user stands to a room, as far as the server tells.
    async fn membership(&self, room: &Room, user: &UserId) -> Result<Option<MembershipState>, SendError> {
        let member = tokio::time::timeout(SEND_TIME_OUT, room.get_member(user)).await.map_err(|_| too_late())?;
        let member = member.map_err(|error| self.failures.of_send(&error))?;
        Ok(member.map(|member| member.membership().clone()))
    }
}

/// Rooms that are kept until the sync tells of them.
const KEPT: usize = 1_000;
