//! Work that every core takes part in, with its results in order.

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
            let made = loop {
                if let Some(made) = waiting.remove(&wanted) {
                    break made;
                }
                let (index, made) = receive.recv().context("a thread was given up")?;
                waiting.insert(index, made);
            };
            take(wanted, made)?;
        }
        Ok(())
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
}
