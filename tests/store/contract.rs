//! What the bot relies on when it hands something to the store. Every function is one clause,
//! checked on every database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::DateTime;
use convenor::group::event::{DELETED, Entry, Event, NoteKind, Source};
use convenor::store::{
    Backup, BackupError, Claim, Claimed, Commit, Holder, Look, Outcome, Pending, Position, Post, Quoting, Relayed,
    Store, StoreError, Watch,
};
use futures_util::future::join_all;
use tokio::sync::Notify;

use crate::place::Place;

const GROUP: &str = "iotsec";
const ROOM: &str = "sim:hall";

/// Makes every clause a test on places of one kind.
macro_rules! on_places {
    ($place:expr; $($clause:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $clause() {
                let place = $place;
                $crate::contract::$clause(&place).await;
                place.remove().await;
            }
        )+
    };
}

/// All clauses on one kind of place.
macro_rules! every_clause {
    ($place:expr) => {
        $crate::contract::on_places! {
            $place;
            a_commit_is_there_as_it_was_written,
            a_stale_head_or_spoken_is_a_conflict_and_writes_nothing,
            a_message_is_seen_once_for_all_groups,
            an_old_id_is_forgotten_and_a_young_one_is_not,
            a_failing_commit_writes_nothing_at_all,
            one_bad_commit_takes_no_other_with_it,
            many_groups_commit_at_once,
            pending_comes_in_order_of_its_numbers_and_by_route,
            what_waits_for_a_room_that_has_moved_waits_for_the_new_one,
            a_batch_is_kept_until_it_is_delivered,
            a_database_is_told_from_every_other,
            a_postponed_post_keeps_its_place_and_counts,
            a_post_that_cannot_be_read_holds_up_nothing_and_is_kept,
            one_program_holds_a_store_at_a_time,
            a_lease_that_was_given_back_or_whose_holder_has_died_is_free_at_once,
            a_program_never_takes_over_from_a_newer_one,
            what_was_read_is_marked_with_the_beats_before_it,
            what_is_laid_down_is_held_until_it_is_given_back,
            what_is_under_way_goes_no_further_when_another_program_acts,
            what_is_under_way_waits_while_nobody_can_tell_who_acts,
            blanked_entries_replace_their_words,
            entries_are_found_by_message_edit_and_target,
            notes_are_kept_and_replaced,
            what_another_room_shows_is_known_by_each_message_in_it,
            reopening_keeps_everything,
            a_log_longer_than_a_page_is_read_whole,
            an_unreadable_entry_is_a_clear_error,
            a_backup_of_any_database_is_restored_into_any_other,
            a_backup_is_the_store_at_one_moment_while_it_is_written,
            a_wrong_address_is_a_clear_error,
            two_instances_race_and_one_wins_each_round,
            two_instances_with_many_groups_lose_nothing,
        }
    };
}
pub(crate) use {every_clause, on_places};

pub async fn a_commit_is_there_as_it_was_written(place: &Place) {
    let store = place.open().await;
    assert_eq!(position(&store).await, Position { head: 0, spoken: 0 });
    let entries = vec![note(1, "m1", "first"), note(2, "m1", "“quoted” \\ \u{0} 李 🙂")];
    let posts = vec![post(1, ROOM, "{\"a\":1}"), post(2, "mail", "letter")];
    let commit =
        Commit { entries: entries.clone(), posts, notes: vec![("k".into(), "v".into())], ..commit(0, 0, "m1") };
    assert_eq!(store.commit(commit).await.expect("written"), Outcome::Done);
    assert_eq!(position(&store).await, Position { head: 2, spoken: 2 });
    assert_eq!(log(&store).await, entries);
    assert_eq!(store.entry(GROUP, 2).await.expect("read"), Some(entries[1].clone()));
    assert_eq!(store.entry(GROUP, 3).await.expect("read"), None);
    assert_eq!(store.pending_routes().await.expect("read"), ["mail", ROOM]);
    assert_eq!(store.pending("mail", i64::MAX, 10).await.expect("read"), [pending_on("mail", 2, "letter")]);
    assert!(store.is_seen("m1").await.expect("read"));
    assert_eq!(store.note("k").await.expect("read").as_deref(), Some("v"));
}

pub async fn a_stale_head_or_spoken_is_a_conflict_and_writes_nothing(place: &Place) {
    let store = place.open().await;
    write(
        &store,
        Commit { entries: vec![note(1, "m1", "one")], posts: vec![post(1, ROOM, "one")], ..commit(0, 0, "m1") },
    )
    .await;
    for (head, spoken) in [(0, 0), (0, 1), (1, 0), (2, 1), (1, 2)] {
        let late = Commit {
            entries: vec![note(head + 1, "m2", "late")],
            posts: vec![post(spoken + 1, ROOM, "late")],
            notes: vec![("late".into(), "yes".into())],
            delivered: vec![1],
            ..commit(head, spoken, "m2")
        };
        assert_eq!(store.commit(late).await.expect("answered"), Outcome::Conflict, "at {head}, {spoken}");
    }
    assert_eq!(position(&store).await, Position { head: 1, spoken: 1 });
    assert_eq!(log(&store).await, [note(1, "m1", "one")]);
    assert_eq!(store.pending(ROOM, i64::MAX, 10).await.expect("read"), [pending(1, "one")]);
    assert!(!store.is_seen("m2").await.expect("read"), "a lost race does not use up the message");
    assert_eq!(store.note("late").await.expect("read"), None);
    let nobody = Commit { group: "unknown".into(), ..commit(0, 0, "m3") };
    assert_eq!(
        store.commit(nobody).await.expect("answered"),
        Outcome::Conflict,
        "a group is made by asking for its position"
    );
}

/// Backs a store up into a file of this place. Returns the lines of tables and rows.
async fn back_up(from: &str, place: &Place, name: &str) -> (Backup, Vec<String>) {
    let file = place.folder.path().join(name);
    let from = convenor::store::Place::of(from).expect("an address");
    let Ok(Look::Store(looked)) = Look::at(&from).await else { panic!("there is a store") };
    let out = std::fs::File::create(&file).expect("made");
    looked.back_up(None, DateTime::UNIX_EPOCH, &file, out).await.expect("written");
    let backup = Backup::read(&file).expect("it is whole");
    let text = std::fs::read_to_string(&file).expect("read");
    let lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
    (backup, lines[..lines.len() - 1].to_vec())
}

pub async fn a_backup_of_any_database_is_restored_into_any_other(place: &Place) {
    let source = Place::sqlite();
    let store = source.open().await;
    let words = "“quoted” \\ \u{0} 李 🙂 \n [\"x\"]";
    let posts = vec![post(1, ROOM, "{\"a\":1}"), post(2, "mail", "letter")];
    let notes = vec![("k".into(), "v".into()), ("empty".into(), String::new())];
    let entries: Vec<Entry> = (1..=1_203).map(|n| note(n, &format!("m{n}"), words)).collect();
    write(&store, Commit { entries: entries.clone(), posts, notes, ..commit(0, 0, "m1") }).await;
    store.identity().await.expect("made");
    let (backup, lines) = back_up(&source.url, &source, "first").await;

    let to = convenor::store::Place::of(&place.url).expect("an address");
    let restored = Store::restore(&to, &backup).await.expect("restored");
    assert!(matches!(Store::open(&place.url).await, Err(StoreError::HalfRestored)), "it is not finished");
    restored.finish_restore().await.expect("finished");
    assert_eq!(log(&restored).await, entries);
    assert_eq!(restored.identity().await.expect("read"), store.identity().await.expect("read"));
    let spoken = position(&restored).await.spoken;
    restored.close().await;
    let (_, again) = back_up(&place.url, &source, "second").await;
    assert_eq!(again, lines);
    let store = place.open().await;
    store.continue_as_another().await.expect("written");
    assert!(position(&store).await.spoken > spoken, "what is said from now on has numbers that were never used");
    assert_ne!(store.identity().await.expect("read"), backup.head.store);
    store.close().await;
    let refused = Store::restore(&to, &backup).await.expect_err("it is not empty");
    assert!(matches!(refused, BackupError::NotEmpty { .. }), "{refused}");
    assert_eq!(log(&place.open().await).await, entries, "what is there stays");
}

pub async fn a_backup_is_the_store_at_one_moment_while_it_is_written(place: &Place) {
    let store = place.open().await;
    write(&store, Commit { entries: vec![note(1, "m1", "x")], ..commit(0, 0, "m1") }).await;
    let writing = tokio::spawn(async move {
        for n in 2..=400 {
            let id = format!("m{n}");
            let next = Commit {
                entries: vec![note(n, &id, "x")],
                notes: vec![("last".into(), id.clone())],
                ..commit(n - 1, 0, &id)
            };
            assert_eq!(store.commit(next).await.expect("written"), Outcome::Done);
        }
    });
    let mut backups = 0;
    while !writing.is_finished() || backups < 3 {
        let (_, lines) = back_up(&place.url, place, &format!("b{backups}")).await;
        let entries =
            lines.iter().filter(|line| line.starts_with(&format!("[\"{GROUP}\"")) && line.contains("noted")).count();
        let head = format!("[\"{GROUP}\",{entries},0]");
        assert!(lines.contains(&head), "{entries} entries, and another head");
        let seen = lines.iter().filter(|line| line.starts_with("[\"m")).count();
        assert_eq!(seen, entries);
        backups += 1;
    }
    writing.await.expect("it ends");
}

pub async fn a_message_is_seen_once_for_all_groups(place: &Place) {
    let store = place.open().await;
    position(&store).await;
    store.position("other").await.expect("made");
    write(&store, Commit { entries: vec![note(1, "m1", "one")], ..commit(0, 0, "m1") }).await;
    let again =
        Commit { entries: vec![note(2, "m1", "again")], posts: vec![post(1, ROOM, "again")], ..commit(1, 0, "m1") };
    assert_eq!(store.commit(again).await.expect("answered"), Outcome::Duplicate);
    let elsewhere = Commit { group: "other".into(), entries: vec![note(1, "m1", "again")], ..commit(0, 0, "m1") };
    assert_eq!(store.commit(elsewhere).await.expect("answered"), Outcome::Duplicate);
    assert_eq!(position(&store).await, Position { head: 1, spoken: 0 });
    assert_eq!(store.position("other").await.expect("read"), Position::default());
    assert_eq!(log(&store).await.len(), 1);
    assert!(store.pending_routes().await.expect("read").is_empty());
    let unnamed = Commit { entries: vec![note(2, "m9", "a tick")], seen: Vec::new(), ..commit(1, 0, "") };
    assert_eq!(
        store.commit(unnamed).await.expect("written"),
        Outcome::Done,
        "after a duplicate the head is what it was"
    );
}

pub async fn an_old_id_is_forgotten_and_a_young_one_is_not(place: &Place) {
    const DAY_MICROS: i64 = 86_400 * 1_000_000;
    let store = place.open().await;
    write(&store, Commit { at_micros: DAY_MICROS, ..commit(0, 0, "old") }).await;
    write(&store, Commit { at_micros: 3 * DAY_MICROS, ..commit(0, 0, "young") }).await;
    let quotes = |entry: u64| Quoting {
        group: GROUP.to_owned(),
        entries: vec![entry],
        room: format!("room {entry}"),
        message: format!("message {entry}"),
    };
    let none: [Pending; 0] = [];
    store.delivered_quoting(&none, &[quotes(1)], DAY_MICROS).await.expect("written");
    store.delivered_quoting(&none, &[quotes(2)], 3 * DAY_MICROS).await.expect("written");
    assert_eq!(store.rooms_quoting(GROUP, &[1, 2]).await.expect("read"), ["room 1", "room 2"]);
    // Nothing but time goes by: a process that runs for months tidies up by itself.
    write(&store, Commit { at_micros: 92 * DAY_MICROS, ..commit(0, 0, "now") }).await;
    write(&store, Commit { at_micros: 92 * DAY_MICROS, ..commit(0, 0, "and after it") }).await;
    assert!(!store.is_seen("old").await.expect("read"));
    assert!(store.is_seen("young").await.expect("read"));
    assert_eq!(store.rooms_quoting(GROUP, &[1, 2]).await.expect("read"), ["room 2"]);
}

pub async fn a_failing_commit_writes_nothing_at_all(place: &Place) {
    let store = place.open().await;
    write(
        &store,
        Commit { entries: vec![note(1, "m1", "one")], posts: vec![post(1, ROOM, "one")], ..commit(0, 0, "m1") },
    )
    .await;
    for table in ["seen", "entries", "outbox", "notes"] {
        place.execute(&format!("ALTER TABLE {table} RENAME TO away")).await;
        let id = format!("lost with {table}");
        let lost = Commit {
            entries: vec![note(2, &id, "two")],
            blanked: vec![note(1, "m1", DELETED)],
            posts: vec![post(2, ROOM, "two")],
            delivered: vec![1],
            notes: vec![("n".into(), "two".into())],
            ..commit(1, 1, &id)
        };
        let failed = store.commit(lost).await;
        place.execute(&format!("ALTER TABLE away RENAME TO {table}")).await;
        assert!(matches!(failed, Err(StoreError::Database(_))), "without {table}: {failed:?}");
        assert_eq!(position(&store).await, Position { head: 1, spoken: 1 }, "without {table}");
        assert_eq!(log(&store).await, [note(1, "m1", "one")], "without {table}");
        assert_eq!(store.pending(ROOM, i64::MAX, 10).await.expect("read"), [pending(1, "one")], "without {table}");
        assert!(!store.is_seen(&id).await.expect("read"), "without {table}");
        assert_eq!(store.note("n").await.expect("read"), None, "without {table}");
    }
    write(&store, Commit { entries: vec![note(2, "m2", "two")], ..commit(1, 1, "m2") }).await;
}

pub async fn one_bad_commit_takes_no_other_with_it(place: &Place) {
    const GROUPS: usize = 60;
    const BAD: usize = 31;
    let store = place.open().await;
    let names: Vec<String> = (0..GROUPS).map(|index| format!("group {index}")).collect();
    for name in &names {
        store.position(name).await.expect("made");
    }
    let commits = names.iter().enumerate().map(|(index, name)| {
        let mut entries = vec![note(1, &format!("m{index}"), "one")];
        if index == BAD {
            // The same number twice: the primary key refuses it.
            entries.push(note(1, "m", "twice"));
        }
        store.commit(Commit { group: name.clone(), entries, ..commit(0, 0, &format!("m{index}")) })
    });
    let outcomes = join_all(commits).await;
    for (index, outcome) in outcomes.into_iter().enumerate() {
        let head = store.position(&names[index]).await.expect("read").head;
        if index == BAD {
            assert!(outcome.is_err(), "the bad one fails");
            assert_eq!(head, 0);
        } else {
            assert_eq!(outcome.expect("the others are written"), Outcome::Done, "{index}");
            assert_eq!(head, 1);
        }
    }
}

pub async fn many_groups_commit_at_once(place: &Place) {
    const GROUPS: u64 = 40;
    const ROUNDS: u64 = 10;
    let store = place.open().await;
    let each = (0..GROUPS).map(|index| {
        let store = store.clone();
        tokio::spawn(async move {
            let group = format!("group {index}");
            let mut at = store.position(&group).await.expect("made");
            for round in 0..ROUNDS {
                let id = format!("{index} {round}");
                let next = Commit {
                    group: group.clone(),
                    entries: vec![note(at.head + 1, &id, &id)],
                    posts: vec![post(at.spoken + 1, ROOM, &id)],
                    ..commit(at.head, at.spoken, &id)
                };
                assert_eq!(store.commit(next).await.expect("written"), Outcome::Done);
                at = Position { head: at.head + 1, spoken: at.spoken + 1 };
                assert!(store.is_seen(&id).await.expect("read"), "what was answered is there");
            }
        })
    });
    for task in join_all(each).await {
        task.expect("no group fails");
    }
    for index in 0..GROUPS {
        let mut count = 0;
        store
            .read(&format!("group {index}"), 0, |entry| {
                count += 1;
                assert_eq!(entry.seq, count);
            })
            .await
            .expect("read");
        assert_eq!(count, ROUNDS);
    }
    assert_eq!(store.groups().await.expect("read").len() as u64, GROUPS);
    assert_eq!(store.pending(ROOM, i64::MAX, 1_000).await.expect("read").len() as u64, GROUPS * ROUNDS);
}

pub async fn pending_comes_in_order_of_its_numbers_and_by_route(place: &Place) {
    let store = place.open().await;
    let posts = (1..=12).map(|n| post(n, if n % 3 == 0 { "mail" } else { ROOM }, &n.to_string())).collect();
    write(&store, Commit { posts, ..commit(0, 0, "m1") }).await;
    let numbers = |waiting: Vec<Pending>| waiting.into_iter().map(|post| post.n).collect::<Vec<_>>();
    assert_eq!(
        numbers(store.pending(ROOM, i64::MAX, 100).await.expect("read")),
        [1, 2, 4, 5, 7, 8, 10, 11],
        "as numbers, not as text"
    );
    assert_eq!(numbers(store.pending("mail", i64::MAX, 2).await.expect("read")), [3, 6]);
    assert!(store.pending("sim:nowhere", i64::MAX, 100).await.expect("read").is_empty());
}

pub async fn what_waits_for_a_room_that_has_moved_waits_for_the_new_one(place: &Place) {
    let store = place.open().await;
    let at = position(&store).await;
    let posts = vec![post(1, ROOM, "one"), post(2, "mail", "letter")];
    write(&store, Commit { group: GROUP.into(), head: at.head, spoken: at.spoken, posts, ..Commit::default() }).await;
    let waiting = store.pending(ROOM, i64::MAX, 10).await.expect("read");
    store.set_batch(&waiting, "tried").await.expect("written");
    // A room can be named by its own key.
    store.move_route(ROOM, ROOM).await.expect("nothing moves");
    assert_eq!(store.pending(ROOM, i64::MAX, 10).await.expect("read")[0].batch, "tried");
    store.move_route(ROOM, "matrix:!new").await.expect("written");
    assert!(store.pending(ROOM, i64::MAX, 10).await.expect("read").is_empty());
    // It is sent anew, not under the key of an attempt in the old room.
    assert_eq!(store.pending("matrix:!new", i64::MAX, 10).await.expect("read"), [pending_on("matrix:!new", 1, "one")]);
    assert_eq!(store.pending_routes().await.expect("read"), ["mail", "matrix:!new"]);
}

pub async fn a_database_is_told_from_every_other(place: &Place) {
    let store = place.open().await;
    let identity = store.identity().await.expect("made");
    assert_eq!(identity.len(), 16, "{identity}");
    assert_eq!(store.identity().await.expect("read"), identity);
    store.close().await;
    assert_eq!(place.open().await.identity().await.expect("read"), identity, "the same after a restart");
    let folder = tempfile::tempdir().expect("the machine has room for a temporary folder");
    let other = Store::open(&format!("sqlite://{}", folder.path().join("other.db").display())).await.expect("it opens");
    assert_ne!(other.identity().await.expect("made"), identity);
}

pub async fn a_batch_is_kept_until_it_is_delivered(place: &Place) {
    let store = place.open().await;
    write(&store, Commit { posts: (1..=3).map(|n| post(n, ROOM, "x")).collect(), ..commit(0, 0, "m1") }).await;
    let waiting = store.pending(ROOM, i64::MAX, 2).await.expect("read");
    store.set_batch(&waiting, "iotsec.1").await.expect("set");
    store.close().await;
    let store = place.open().await;
    let batches: Vec<String> =
        store.pending(ROOM, i64::MAX, 10).await.expect("read").into_iter().map(|post| post.batch).collect();
    assert_eq!(batches, ["iotsec.1", "iotsec.1", ""]);
    store.delivered(&waiting).await.expect("taken out");
    store.delivered(&waiting).await.expect("taken out twice is fine");
    assert_eq!(store.pending(ROOM, i64::MAX, 10).await.expect("read"), [pending(3, "x")]);
    write(&store, Commit { delivered: vec![3], entries: vec![note(1, "m2", "handed over")], ..commit(0, 3, "m2") })
        .await;
    assert!(store.pending_routes().await.expect("read").is_empty(), "a commit can take posts out as well");
}

pub async fn a_postponed_post_keeps_its_place_and_counts(place: &Place) {
    let store = place.open().await;
    write(&store, Commit { posts: (1..=2).map(|n| post(n, "mail", "x")).collect(), ..commit(0, 0, "m1") }).await;
    let first = store.pending("mail", i64::MAX, 1).await.expect("read").remove(0);
    store.begin_attempt(&first, 500, 1_000).await.expect("postponed");
    store.begin_attempt(&first, 1_000, 2_000).await.expect("postponed");
    let waiting = store.pending("mail", i64::MAX, 10).await.expect("read");
    let tried =
        Pending { attempts: 2, due_micros: 2_000, batch: "tried 1000".to_owned(), ..pending_on("mail", 1, "x") };
    assert_eq!(waiting, [tried.clone(), pending_on("mail", 2, "x")]);
    assert_eq!(waiting[0].tried_micros(), Some(1_000), "what came of the last attempt is not known");
    assert_eq!(waiting[1].tried_micros(), None);
    store.put_off(&waiting[0], 3_000).await.expect("put off");
    assert_eq!(store.first_in_turn("mail").await.expect("read"), Some(Pending { due_micros: 3_000, ..tried.clone() }));
    store.attempt_failed(&tried).await.expect("noted");
    let known = Pending { attempts: 2, due_micros: 3_000, ..pending_on("mail", 1, "x") };
    assert_eq!(store.first_in_turn("mail").await.expect("read"), Some(known), "it did not leave");
    assert_eq!(store.pending_of(GROUP).await.expect("read").len(), 2, "a mail that was tried may still be taken back");
}

pub async fn a_post_that_cannot_be_read_holds_up_nothing_and_is_kept(place: &Place) {
    const NOW: i64 = 1_800_000_000_000_000;
    let store = place.open().await;
    let posts = vec![post(1, "mail", "from another version"), post(2, "mail", "x"), post(3, ROOM, "y")];
    write(&store, Commit { posts, ..commit(0, 0, "m1") }).await;
    let first = store.first_in_turn("mail").await.expect("read").expect("there are two");
    assert_eq!(first.n, 1);
    store.set_aside(&first).await.expect("kept");
    assert_eq!(store.pending("mail", NOW, 10).await.expect("read"), [pending_on("mail", 2, "x")]);
    assert_eq!(store.first_in_turn("mail").await.expect("read"), Some(pending_on("mail", 2, "x")));
    assert_eq!(store.count_set_aside(GROUP).await.expect("read"), 1);
    assert_eq!(store.count_set_aside("other").await.expect("read"), 0);
    store.take_up_again().await.expect("another version starts");
    assert_eq!(store.pending("mail", NOW, 10).await.expect("read").len(), 2);
    assert_eq!(store.count_set_aside(GROUP).await.expect("read"), 0);
}

pub async fn one_program_holds_a_store_at_a_time(place: &Place) {
    let (first, second) = (place.open().await, place.open().await);
    let (ana, bo) = (program("ana", "elsewhere"), program("bo", "elsewhere"));
    let mut waiting = Watch::new(&second, bo.clone());
    assert_eq!(Watch::new(&first, ana.clone()).look(Duration::ZERO).await.expect("looked"), Claim::Mine);
    assert!(first.is_held());
    for second in 0..5 {
        assert_eq!(waiting.look(SECOND * second).await.expect("looked"), Claim::HeldBy(ana.clone()));
    }
    assert!(first.beat().await.expect("beaten"), "a holder that is alive shows it");
    for second in 5..=11 {
        assert_eq!(waiting.look(SECOND * second).await.expect("looked"), Claim::HeldBy(ana.clone()), "at {second} s");
    }
    assert!(second.stands_by() && !second.is_held() && second.term() == 1);
    assert!(matches!(second.set_note("k", "v").await, Err(StoreError::Lost)), "who waits writes nothing");
    first.set_note("k", "v").await.expect("the holder does");
    assert_eq!(
        waiting.look(SECOND * 12).await.expect("looked"),
        Claim::Mine,
        "after six seconds without a sign of life since the last was seen"
    );
    assert!(!second.stands_by() && second.is_held());
    position(&second).await;
    write(
        &second,
        Commit { entries: vec![note(1, "m1", "two")], posts: vec![post(1, ROOM, "x")], ..commit(0, 0, "m1") },
    )
    .await;
    // The first one was suspended and believes that nothing has happened.
    let late = Commit { entries: vec![note(2, "m2", "one")], ..commit(1, 1, "m2") };
    assert_eq!(first.commit(late).await.expect("answered"), Outcome::Conflict, "it writes nothing");
    let waiting_posts = first.pending(ROOM, i64::MAX, 10).await.expect("read");
    assert!(matches!(first.set_batch(&waiting_posts, "k").await, Err(StoreError::Lost)), "and begins no delivery");
    assert!(matches!(first.begin_attempt(&waiting_posts[0], 1, 2).await, Err(StoreError::Lost)), "nor a mail");
    assert_eq!(second.pending(ROOM, i64::MAX, 10).await.expect("read"), [pending(1, "x")]);
    assert!(matches!(first.set_note("k", "late").await, Err(StoreError::Lost)), "nor does it move a place");
    assert_eq!(second.note("k").await.expect("read").as_deref(), Some("v"));
    assert!(!first.beat().await.expect("answered"));
    assert!(!first.is_held());
    assert_eq!(first.lost().await, bo.to_string(), "it can say who has taken over");
    first.close().await;
    assert!(second.is_held() && second.beat().await.expect("beaten"), "who has lost a lease gives none back");
}

pub async fn a_lease_that_was_given_back_or_whose_holder_has_died_is_free_at_once(place: &Place) {
    let (first, second, third) = (place.open().await, place.open().await, place.open().await);
    let now = Duration::ZERO;
    assert_eq!(Watch::new(&first, Holder::this()).look(now).await.expect("looked"), Claim::Mine);
    let second_watch = &mut Watch::new(&second, program("bo", "elsewhere"));
    assert_eq!(second_watch.look(now).await.expect("looked"), Claim::HeldBy(Holder::this()), "it runs");
    first.close().await;
    assert_eq!(second_watch.look(now).await.expect("looked"), Claim::Mine, "it has ended and said so");
    second.close().await;
    let fourth = place.open().await;
    let dead = Holder { began: "before the last process of this number".to_owned(), ..Holder::this() };
    assert_eq!(Watch::new(&third, dead).look(now).await.expect("looked"), Claim::Mine);
    let bo = program("bo", "elsewhere");
    assert_eq!(Watch::new(&fourth, bo).look(now).await.expect("looked"), Claim::Mine, "it was killed");
}

pub async fn a_program_never_takes_over_from_a_newer_one(place: &Place) {
    let (old, new) = (place.open().await, place.open().await);
    let (ana, bo) = (program("ana", "elsewhere"), program("bo", "elsewhere"));
    let mut newer = Watch::of_version(&new, ana.clone(), "7.1.0");
    assert_eq!(newer.look(Duration::ZERO).await.expect("looked"), Claim::Mine);
    let mut older = Watch::of_version(&old, bo.clone(), "7.0.12");
    for second in 0..6 {
        assert_eq!(older.look(SECOND * second).await.expect("looked"), Claim::HeldBy(ana.clone()), "it is alive");
    }
    let refused = |looked| matches!(looked, Err(StoreError::Newer { version }) if version == "7.1.0");
    assert!(refused(older.look(SECOND * 7).await), "it has died, and another of its version is to follow");
    new.close().await;
    assert!(refused(older.look(SECOND * 8).await), "nor when it was given back");
    let third = place.open().await;
    assert_eq!(Watch::of_version(&third, bo, "7.1.0").look(Duration::ZERO).await.expect("looked"), Claim::Mine);
}

pub async fn what_was_read_is_marked_with_the_beats_before_it(place: &Place) {
    let (first, second) = (place.open().await, place.open().await);
    assert_eq!(first.mark().to_string(), "0.0", "nothing is claimed");
    assert!(matches!(first.claim().await, Ok(Claimed::Mine)));
    let before = first.mark();
    assert!(first.beat().await.expect("beaten"));
    assert!(first.mark() > before);
    let Ok(Claimed::HeldBy(holder, standby)) = second.claim().await else { panic!("it is held") };
    assert_eq!(holder, Holder::this());
    // Several looks later.
    tokio::time::sleep(SECOND * 3).await;
    assert!(first.beat().await.expect("beaten"));
    let late = first.mark();
    let waiting = tokio::spawn(standby.take_over());
    tokio::time::sleep(SECOND * 2).await;
    first.close().await;
    let begun = second.begins().await;
    waiting.await.expect("it runs").expect("taken over");
    assert!(begun.before(before).is_none(), "before the first look nobody knows anything");
    assert!(begun.before(late).is_some_and(|seen| seen.elapsed() < SECOND * 10));
    assert!(begun.last_beat().is_some());
    assert!(second.mark() > late && second.is_held());
}

pub async fn what_is_under_way_goes_no_further_when_another_program_acts(place: &Place) {
    let (first, second) = (place.open().await, place.open().await);
    let mut waiting = Watch::new(&second, program("bo", "elsewhere"));
    assert_eq!(
        Watch::new(&first, program("ana", "elsewhere")).look(Duration::ZERO).await.expect("looked"),
        Claim::Mine
    );
    assert_eq!(first.while_held(async { "said" }).await, Some("said"));
    let (proceed, begun) = (Arc::new(Notify::new()), first.clone());
    let (waits, is_said) = (proceed.clone(), Arc::new(AtomicBool::new(false)));
    let says = is_said.clone();
    let saying = tokio::spawn(async move {
        let words = async {
            waits.notified().await;
            says.store(true, Ordering::Relaxed);
        };
        begun.while_held(words).await
    });
    first.lay_down();
    for second in [0, 7] {
        waiting.look(SECOND * second).await.expect("looked");
    }
    assert!(second.is_held() && !first.beat().await.expect("answered"));
    proceed.notify_one();
    assert_eq!(saying.await.expect("it ends"), None);
    assert!(!is_said.load(Ordering::Relaxed), "the other program says it");
    assert_eq!(first.while_held(async { "begun" }).await, None);
}

pub async fn what_is_under_way_waits_while_nobody_can_tell_who_acts(place: &Place) {
    let store = place.open().await;
    assert_eq!(
        Watch::new(&store, program("ana", "elsewhere")).look(Duration::ZERO).await.expect("looked"),
        Claim::Mine
    );
    let (proceed, own) = (Arc::new(Notify::new()), store.clone());
    let waits = proceed.clone();
    let mut saying = tokio::spawn(async move { own.while_held(waits.notified()).await });
    // Longer than a holder acts without a beat.
    tokio::time::sleep(SECOND * 4 + Duration::from_millis(100)).await;
    proceed.notify_one();
    let waited = tokio::time::timeout(Duration::from_millis(300), &mut saying).await;
    assert!(waited.is_err(), "it neither goes on nor gives up");
    assert!(store.beat().await.expect("beaten"));
    assert_eq!(saying.await.expect("it ends"), Some(()), "nobody else has acted");
}

pub async fn what_is_laid_down_is_held_until_it_is_given_back(place: &Place) {
    let (first, second) = (place.open().await, place.open().await);
    assert!(matches!(first.claim().await, Ok(Claimed::Mine)));
    first.lay_down();
    assert!(!first.is_held() && first.beat().await.expect("beaten") && !first.is_held(), "it begins nothing more");
    first.set_note("k", "what was under way").await.expect("it may still say what became of it");
    let mut waiting = Watch::new(&second, program("bo", "elsewhere"));
    assert_eq!(waiting.look(Duration::ZERO).await.expect("looked"), Claim::HeldBy(Holder::this()));
    first.close().await;
    assert_eq!(waiting.look(SECOND).await.expect("looked"), Claim::Mine);
}

const SECOND: Duration = Duration::from_secs(1);

fn program(host: &str, space: &str) -> Holder {
    Holder { host: host.to_owned(), pid: 4711, space: space.to_owned(), began: "1".to_owned() }
}

pub async fn blanked_entries_replace_their_words(place: &Place) {
    let store = place.open().await;
    write(&store, Commit { entries: vec![note(1, "m1", "secret"), note(2, "m2", "stays")], ..commit(0, 0, "m1") })
        .await;
    let blanked = vec![note(1, "m1", "secret").blanked()];
    let redacted = Entry { event: Event::Redacted { entries: vec![1] }, ..note(3, "m3", "") };
    write(&store, Commit { entries: vec![redacted], blanked, ..commit(2, 0, "m3") }).await;
    let entries = log(&store).await;
    assert_eq!(entries[0], note(1, "m1", DELETED), "who, when and where from stay");
    assert_eq!(entries[1], note(2, "m2", "stays"));
    let bodies = place.texts("SELECT body FROM entries").await;
    assert!(bodies.iter().all(|body| !body.contains("secret")));
}

pub async fn entries_are_found_by_message_edit_and_target(place: &Place) {
    let store = place.open().await;
    let edited = Entry {
        source: Some(Source { message: "m1".into(), line: 0, room: None, edit: Some("e1".into()), is_by_menu: false }),
        event: Event::Reworded { entry: 1, text: "better".into() },
        ..note(3, "m1", "")
    };
    write(
        &store,
        Commit { entries: vec![note(1, "m1", "one"), note(2, "m2", "two"), edited.clone()], ..commit(0, 0, "m1") },
    )
    .await;
    let seqs = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.seq).collect::<Vec<_>>();
    assert_eq!(seqs(store.entries_of(GROUP, "m1").await.expect("read")), [1, 3]);
    assert_eq!(seqs(store.entries_of(GROUP, "e1").await.expect("read")), [3]);
    assert!(store.entries_of("other", "m1").await.expect("read").is_empty());
    assert_eq!(store.entries_about(GROUP, 1).await.expect("read"), [edited]);
    assert!(store.entries_about(GROUP, 2).await.expect("read").is_empty());
}

pub async fn notes_are_kept_and_replaced(place: &Place) {
    let store = place.open().await;
    assert_eq!(store.note("board").await.expect("read"), None);
    store.set_note("board", "1 a").await.expect("set");
    store.set_note("board", "2 b").await.expect("set");
    assert_eq!(store.note("board").await.expect("read").as_deref(), Some("2 b"));
}

pub async fn what_another_room_shows_is_known_by_each_message_in_it(place: &Place) {
    let store = place.open().await;
    let of = |sources: &[&str], messages: &[&str]| Relayed {
        sources: sources.iter().map(|source| (*source).to_owned()).collect(),
        messages: messages.iter().map(|message| (*message).to_owned()).collect(),
    };
    let shown = async |room: &str, source: &str| store.relayed(room, source).await.expect("read");
    assert_eq!(shown(ROOM, "m2").await, None);
    let both = of(&["m2", "m1"], &["$a", "$b"]);
    store.set_relayed(ROOM, &both, 1).await.expect("written");
    store.set_relayed("sim:other", &of(&["m1"], &["$c"]), 1).await.expect("written");
    store.set_relayed(ROOM, &of(&["m3"], &["$d"]), 200 * 86_400 * 1_000_000).await.expect("written");
    for source in ["m1", "m2"] {
        assert_eq!(shown(ROOM, source).await.as_ref(), Some(&both), "in the order in which they are shown");
    }
    let long: Vec<String> = (0..200).map(|part| format!("$part-{part:060}")).collect();
    let parts = Relayed { sources: vec!["m2".to_owned(), "m1".to_owned()], messages: long };
    store.set_relayed(ROOM, &parts, 2).await.expect("written, however many parts there are");
    assert_eq!(shown(ROOM, "m2").await, Some(parts));
    let shorter = of(&["m2", "m1"], &["$a"]);
    store.set_relayed(ROOM, &shorter, 2).await.expect("written");
    assert_eq!(shown(ROOM, "m1").await, Some(shorter));
    assert_eq!(shown("sim:other", "m1").await, Some(of(&["m1"], &["$c"])), "each room by itself");
    store.set_relayed(ROOM, &of(&["m2", "m1"], &[]), 3).await.expect("written");
    assert_eq!(shown(ROOM, "m1").await, None);
    position(&store).await;
    for id in ["late", "and after it"] {
        write(&store, Commit { at_micros: 200 * 86_400 * 1_000_000, ..commit(0, 0, id) }).await;
    }
    assert_eq!(shown("sim:other", "m1").await, None, "as long as the ids of messages are");
    assert_eq!(shown(ROOM, "m3").await, Some(of(&["m3"], &["$d"])));
}

pub async fn reopening_keeps_everything(place: &Place) {
    let store = place.open().await;
    let everything = Commit {
        entries: vec![note(1, "m1", "one")],
        posts: vec![post(1, ROOM, "one")],
        notes: vec![("k".into(), "v".into())],
        ..commit(0, 0, "m1")
    };
    write(&store, everything).await;
    store.close().await;
    assert!(matches!(store.position(GROUP).await, Err(StoreError::Database(_))), "a closed store says so");
    let store = place.open().await;
    assert_eq!(position(&store).await, Position { head: 1, spoken: 1 });
    assert_eq!(log(&store).await, [note(1, "m1", "one")]);
    assert_eq!(store.pending(ROOM, i64::MAX, 10).await.expect("read"), [pending(1, "one")]);
    assert!(store.is_seen("m1").await.expect("read"));
    assert_eq!(store.note("k").await.expect("read").as_deref(), Some("v"));
    assert_eq!(store.groups().await.expect("read"), [GROUP]);
}

pub async fn a_log_longer_than_a_page_is_read_whole(place: &Place) {
    const LENGTH: u64 = 10_001;
    let store = place.open().await;
    write(&store, Commit { entries: (1..=LENGTH).map(|seq| note(seq, "m", "x")).collect(), ..commit(0, 0, "m") }).await;
    for after in [0, 4_999, 5_000, 5_001, LENGTH] {
        let mut next = after;
        store
            .read(GROUP, after, |entry| {
                next += 1;
                assert_eq!(entry.seq, next);
            })
            .await
            .expect("read");
        assert_eq!(next, LENGTH, "from {after} on");
    }
}

pub async fn an_unreadable_entry_is_a_clear_error(place: &Place) {
    let store = place.open().await;
    write(&store, Commit { entries: (1..=3).map(|seq| note(seq, "m", "x")).collect(), ..commit(0, 0, "m") }).await;
    place.execute("UPDATE entries SET body = '{\"event\":\"from the future\"}' WHERE seq = 2").await;
    let mut read = Vec::new();
    let error = store.read(GROUP, 0, |entry| read.push(entry.seq)).await.expect_err("it cannot be read");
    assert!(matches!(&error, StoreError::Unreadable { group, seq: 2, .. } if group == GROUP), "{error:?}");
    assert!(error.to_string().starts_with("entry 2 of group iotsec cannot be read ("), "{error}");
    assert_eq!(read, [1], "what comes before is handed over, nothing behind");
    assert!(matches!(store.entry(GROUP, 2).await, Err(StoreError::Unreadable { seq: 2, .. })));
    assert!(matches!(store.entries_of(GROUP, "m").await, Err(StoreError::Unreadable { seq: 2, .. })));
}

pub async fn a_wrong_address_is_a_clear_error(_: &Place) {
    for url in ["", "convenor.db", "mysql://root@localhost/x"] {
        let error = Store::open(url).await.expect_err("it is no address");
        assert!(error.to_string().contains("sqlite://data/convenor.db"), "{url}: {error}");
    }
}

pub async fn two_instances_race_and_one_wins_each_round(place: &Place) {
    const ROUNDS: u64 = 40;
    let stores = [place.open().await, place.open().await];
    for round in 0..ROUNDS {
        let at = position(&stores[0]).await;
        assert_eq!(at, Position { head: 4 * round, spoken: 2 * round });
        let attempts = stores.iter().enumerate().map(|(who, store)| write_next(store, at, format!("{round} by {who}")));
        let outcomes = join_all(attempts).await;
        let won: Vec<usize> = (0..2).filter(|who| outcomes[*who] == Outcome::Done).collect();
        assert_eq!(won.len(), 1, "round {round}: {outcomes:?}");
        let loser = 1 - won[0];
        assert_eq!(outcomes[loser], Outcome::Conflict);
        let now = position(&stores[loser]).await;
        assert_eq!(
            write_next(&stores[loser], now, format!("{round} by {loser}")).await,
            Outcome::Done,
            "it decides again and loses nothing"
        );
    }
    let entries = log(&stores[0]).await;
    assert!(entries.iter().zip(1..).all(|(entry, seq)| entry.seq == seq));
    let mut words: Vec<String> = entries
        .iter()
        .map(|entry| entry.source.as_ref().map(|source| source.message.clone()).unwrap_or_default())
        .collect();
    words.sort();
    words.dedup();
    assert_eq!(words.len() as u64, 2 * ROUNDS);
}

/// Batches of two instances touch the same groups in opposite order, which must not end in a
/// deadlock that loses a commit.
pub async fn two_instances_with_many_groups_lose_nothing(place: &Place) {
    const GROUPS: u64 = 12;
    const ROUNDS: u64 = 8;
    let stores = [place.open().await, place.open().await];
    let names: Vec<String> = (0..GROUPS).map(|index| format!("group {index}")).collect();
    for name in &names {
        stores[0].position(name).await.expect("made");
    }
    for round in 0..ROUNDS {
        let attempt = |who: usize, name: &String| {
            let id = format!("{name} {round} {who}");
            let next =
                Commit { group: name.clone(), entries: vec![note(round + 1, &id, &id)], ..commit(round, 0, &id) };
            stores[who].commit(next)
        };
        let forwards = names.iter().map(|name| attempt(0, name));
        let backwards = names.iter().rev().map(|name| attempt(1, name));
        let (one, mut other) = tokio::join!(join_all(forwards), join_all(backwards));
        other.reverse();
        for (name, pair) in names.iter().zip(one.into_iter().zip(other)) {
            let pair = (pair.0.expect("an answer"), pair.1.expect("an answer"));
            assert!(
                matches!(pair, (Outcome::Done, Outcome::Conflict) | (Outcome::Conflict, Outcome::Done)),
                "round {round}, {name}: {pair:?}"
            );
        }
    }
}

async fn write_next(store: &Store, at: Position, id: String) -> Outcome {
    let next = Commit {
        entries: vec![note(at.head + 1, &id, "a"), note(at.head + 2, &id, "b")],
        posts: vec![post(at.spoken + 1, ROOM, &id)],
        ..commit(at.head, at.spoken, &id)
    };
    store.commit(next).await.expect("an answer")
}

pub async fn write(store: &Store, commit: Commit) {
    position(store).await;
    assert_eq!(store.commit(commit).await.expect("the store answers"), Outcome::Done);
}

pub async fn position(store: &Store) -> Position {
    store.position(GROUP).await.expect("the store answers")
}

async fn log(store: &Store) -> Vec<Entry> {
    let mut entries = Vec::new();
    store.read(GROUP, 0, |entry| entries.push(entry)).await.expect("the log can be read");
    entries
}

pub fn commit(head: u64, spoken: u64, seen: &str) -> Commit {
    Commit { group: GROUP.into(), head, spoken, seen: vec![seen.into()], ..Commit::default() }
}

pub fn note(seq: u64, message: &str, text: &str) -> Entry {
    Entry {
        seq,
        at: DateTime::UNIX_EPOCH,
        by: None,
        source: Some(Source { message: message.into(), line: 0, room: None, edit: None, is_by_menu: false }),
        event: Event::Noted { kind: NoteKind::Note, text: text.into() },
    }
}

fn post(n: u64, route: &str, body: &str) -> Post {
    Post { n, route: route.into(), body: body.into() }
}

fn pending(n: u64, body: &str) -> Pending {
    pending_on(ROOM, n, body)
}

fn pending_on(route: &str, n: u64, body: &str) -> Pending {
    Pending {
        group: GROUP.into(),
        n,
        route: route.into(),
        batch: String::new(),
        body: body.into(),
        attempts: 0,
        due_micros: 0,
    }
}
