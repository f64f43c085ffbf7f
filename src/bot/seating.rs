//! Which group meets in which room, and what the rooms are called.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Mutex as StdMutex;

use super::lock;
use crate::chat::RoomKey;
use crate::group::charter::{Charter, Member};

/// Which group meets where. What the configuration says is fixed; the rooms that the bot is in are behind a lock of
/// their own, which is never held while anything else is waited for.
pub(super) struct Seating {
    charters: Vec<Charter>,
    configured: BTreeMap<RoomKey, String>,
    rooms: StdMutex<HashMap<RoomKey, Bound>>,
    /// Members of groups that were read again since the start.
    renewed: StdMutex<HashMap<String, Vec<Member>>>,
    /// Whether a room of no group may hold meetings of its own. Where not, only one with a single person is answered.
    open_rooms: bool,
    /// Rooms that are no groups of their own although they could be, because people there sent the bot away.
    closed: StdMutex<HashSet<RoomKey>>,
}

#[derive(Clone)]
struct Bound {
    group: String,
    name: Option<String>,
    /// Whether the configuration names the room, be it by another key.
    is_configured: bool,
}

impl Bound {
    fn agreed(group: &str, name: Option<String>) -> Bound {
        Bound { group: group.to_owned(), name, is_configured: false }
    }
}

impl Seating {
    pub fn new(charters: Vec<Charter>, configured: BTreeMap<RoomKey, String>, open_rooms: bool) -> Seating {
        let (rooms, renewed, closed) = (StdMutex::default(), StdMutex::default(), StdMutex::default());
        Seating { charters, configured, rooms, renewed, open_rooms, closed }
    }

    /// Charters of the configured groups.
    pub fn charters(&self) -> &[Charter] {
        &self.charters
    }

    /// The group that the configuration gives a room.
    pub fn configured(&self, room: &RoomKey) -> Option<&str> {
        self.configured.get(room).map(String::as_str)
    }

    /// The group whose room this is by the configuration, under whatever key it names the room.
    pub fn configured_in(&self, room: &RoomKey) -> Option<String> {
        let bound = lock(&self.rooms).get(room).filter(|bound| bound.is_configured).map(|bound| bound.group.clone());
        bound.or_else(|| self.configured(room).map(str::to_owned))
    }

    /// Whether people sent the bot away from a room that nobody has configured.
    pub fn is_closed(&self, room: &RoomKey) -> bool {
        lock(&self.closed).contains(room)
    }

    pub fn set_closed(&self, room: &RoomKey, is_closed: bool) {
        let mut closed = lock(&self.closed);
        if is_closed {
            closed.insert(room.clone());
        } else {
            closed.remove(room);
        }
    }

    /// The group of a room that the bot is in.
    pub fn group_in(&self, room: &RoomKey) -> Option<String> {
        lock(&self.rooms).get(room).map(|bound| bound.group.clone())
    }

    /// The group of a room; a room that nobody has named before is a group of its own.
    pub fn group_or_own(&self, room: &RoomKey) -> String {
        self.group_in(room).unwrap_or_else(|| room.0.clone())
    }

    /// The same, where something was said there: the group meets there from then on.
    pub fn group_heard(&self, room: &RoomKey) -> String {
        let mut rooms = lock(&self.rooms);
        let unbound = || Bound::agreed(&room.0, None);
        rooms.entry(room.clone()).or_insert_with(unbound).group.clone()
    }

    /// A group meets in a room. `name` is what people call the room.
    pub fn bind(&self, room: &RoomKey, group: &str, name: Option<&str>) {
        lock(&self.rooms).insert(room.clone(), Bound::agreed(group, name.map(str::to_owned)));
    }

    /// The same by the configuration.
    pub fn bind_configured(&self, room: &RoomKey, group: &str, name: Option<&str>) {
        let bound = Bound { is_configured: true, ..Bound::agreed(group, name.map(str::to_owned)) };
        lock(&self.rooms).insert(room.clone(), bound);
    }

    /// No group meets in a room any more.
    pub fn unbind(&self, room: &RoomKey) {
        lock(&self.rooms).remove(room);
    }

    /// Another group meets in a room, which is called as before.
    pub fn rebind(&self, room: &RoomKey, group: &str) {
        let mut rooms = lock(&self.rooms);
        let name = rooms.get(room).and_then(|bound| bound.name.clone());
        rooms.insert(room.clone(), Bound::agreed(group, name));
    }

    /// A room has moved. Returns its group, which meets in the new one. Late messages of the old room still belong to the
    /// group; heard twice, the move is known by the new room already.
    pub fn move_room(&self, from: &RoomKey, to: &RoomKey) -> String {
        let mut rooms = lock(&self.rooms);
        let known = rooms.get(from).or_else(|| rooms.get(to)).cloned();
        let bound = known.unwrap_or_else(|| Bound::agreed(&from.0, None));
        rooms.insert(to.clone(), bound.clone());
        bound.group
    }

    /// From now on a group has these members.
    pub fn renew_members(&self, group: &str, members: Vec<Member>) {
        lock(&self.renewed).insert(group.to_owned(), members);
    }

    /// The charter of a group and the rooms where it meets, sorted. A group that is not configured is named after its
    /// first room.
    pub fn charter_of(&self, group: &str) -> (Charter, Vec<RoomKey>) {
        let rooms = lock(&self.rooms);
        let mut here: Vec<RoomKey> =
            rooms.iter().filter(|(_, bound)| bound.group == group).map(|(room, _)| room.clone()).collect();
        here.sort();
        let configured = self.charters.iter().find(|charter| charter.id == group);
        let renewed = lock(&self.renewed).get(group).cloned();
        let configured = configured.map(|charter| match renewed {
            Some(members) => Charter { members, ..charter.clone() },
            None => charter.clone(),
        });
        let charter = configured.unwrap_or_else(|| {
            let name = here.first().and_then(|room| rooms.get(room)).and_then(|bound| bound.name.clone());
            let name = name.map(|name| crate::text::title(&name, crate::group::LIMITS.name_chars));
            let name = name.as_deref().filter(|name| !name.is_empty()).unwrap_or("this room");
            Charter { is_direct: !self.open_rooms, ..Charter::open(group, name) }
        });
        (charter, here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(id: &str) -> RoomKey {
        RoomKey(format!("console:{id}"))
    }

    #[test]
    fn a_room_is_found_wherever_it_has_moved() {
        let seating = Seating::new(vec![Charter::open("wg", "Working Group")], BTreeMap::new(), true);
        seating.bind(&room("old"), "wg", Some("Plenary"));
        assert_eq!(seating.move_room(&room("old"), &room("new")), "wg");
        // The same news again, and a late message of the old room.
        assert_eq!(seating.move_room(&room("old"), &room("new")), "wg");
        assert_eq!(seating.group_heard(&room("old")), "wg");
        assert_eq!(seating.charter_of("wg").1, [room("new"), room("old")]);
    }

    #[test]
    fn a_room_of_nobody_is_a_group_with_the_name_of_the_room() {
        let seating = Seating::new(Vec::new(), BTreeMap::new(), true);
        assert_eq!(seating.group_in(&room("lobby")), None);
        seating.bind(&room("lobby"), "console:lobby", Some("Lobby"));
        let (charter, rooms) = seating.charter_of("console:lobby");
        assert_eq!((charter.name.as_str(), rooms), ("Lobby", vec![room("lobby")]));
        // One that is heard before it is named has no name yet.
        assert_eq!(seating.group_heard(&room("hall")), "console:hall");
        assert_eq!(seating.charter_of("console:hall").0.name, "this room");
    }

    #[test]
    fn a_room_that_gets_another_group_keeps_its_name() {
        let seating = Seating::new(vec![Charter::open("wg", "Working Group")], BTreeMap::new(), true);
        seating.bind(&room("a"), "console:a", Some("Hall"));
        seating.rebind(&room("a"), "wg");
        assert_eq!(seating.group_or_own(&room("a")), "wg");
        seating.rebind(&room("a"), "console:a");
        assert_eq!(seating.charter_of("console:a").0.name, "Hall");
    }
}
