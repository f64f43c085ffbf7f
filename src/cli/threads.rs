//! Work that several cores take part in, with its results in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;

/// So many results of each thread may wait for one that takes longer.
const AHEAD: usize = 4;

/// Makes `count` things on as many threads as the machine has cores, and takes them in order.
///
/// # Errors
/// Those of `take`, after which nothing more is made.
pub fn in_order<T: Send>(
    count: usize,
    make: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(usize, T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(count);
    let next = AtomicUsize::new(0);
    let (send, receive) = std::sync::mpsc::sync_channel(threads * AHEAD);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (send, next, make) = (send.clone(), &next, &make);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || send.send((index, make(index))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        // The threads end when nobody takes what they make.
        let receive = receive;
        let mut waiting = BTreeMap::new();
        for wanted in 0..count {
            let result = loop {
                if let Some(result) = waiting.remove(&wanted) {
                    break result;
                }
                let (index, result) = receive.recv().context("a thread was given up")?;
                waiting.insert(index, result);
            };
            take(wanted, result)?;
        }
        Ok(())
    })
}

/// Things that are handed over together, so that a thread is seldom woken.
const PART: usize = 256;
/// Parts that wait at most, which bounds the memory.
const PARTS: usize = 16;

/// Makes things on a second thread while those before them are used.
pub fn ahead<T: Send, R>(
    mut things: impl Iterator<Item = T> + Send,
    use_up: impl FnOnce(&mut dyn Iterator<Item = T>) -> R,
) -> R {
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel::<Vec<T>>(PARTS);
        scope.spawn(move || {
            loop {
                let part: Vec<T> = things.by_ref().take(PART).collect();
                // Nobody takes them any more when the rest is not wanted.
                if part.is_empty() || send.send(part).is_err() {
                    break;
                }
            }
        });
        use_up(&mut receive.into_iter().flatten())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_at_once_is_taken_in_order() {
        for count in [0, 1, 1_000] {
            let mut taken = Vec::new();
            let done = in_order(
                count,
                |index| index * 2,
                |index, made| {
                    taken.push((index, made));
                    Ok(())
                },
            );
            assert!(done.is_ok());
            assert!(taken.iter().copied().eq((0..count).map(|index| (index, index * 2))));
        }
    }

    #[test]
    fn nothing_is_made_after_a_failure() {
        let done =
            in_order(1_000_000, |index| index, |index, _| if index < 3 { Ok(()) } else { anyhow::bail!("full") });
        assert_eq!(done.map_err(|error| error.to_string()), Err("full".to_owned()));
    }

    #[test]
    fn what_is_made_ahead_comes_in_order_and_may_be_left() {
        for (count, wanted) in [(0, 5), (3, 5), (1_000, 1_000), (100_000, 10)] {
            let used: Vec<u32> = ahead(0..count, |made| made.take(wanted).collect());
            assert!(used.iter().copied().eq((0..count).take(wanted)), "{wanted} of {count}");
        }
    }
}
