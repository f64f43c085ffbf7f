//! In which order posts of one room go out while several wait.

use std::ops::Range;

/// Which posts go out next as one message, of those that wait: the first that is more than a confirmation, with those beside
/// it that can be in the same message. What is merged keeps its order, so that it means what it meant.
pub(super) fn next_run<T>(
    posts: &[T],
    may_wait: impl Fn(&T) -> bool,
    goes_along: impl Fn(&T, &T) -> bool,
) -> Range<usize> {
    let Some(first) = posts.iter().position(|post| !may_wait(post)).or((!posts.is_empty()).then_some(0)) else {
        return 0..0;
    };
    let joins = |post: &&T| goes_along(&posts[first], post);
    let before = posts[..first].iter().rev().take_while(joins).count();
    let after = posts[first + 1..].iter().take_while(joins).count();
    first - before..first + 1 + after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confirmations_wait_and_what_is_merged_keeps_its_order() {
        // A letter is a confirmation, a capital more than that; the digit is the thread.
        for (posts, expected) in [
            ("", 0..0),
            ("a1", 0..1),
            ("a1 b1 c1", 0..3),
            ("A1 b1 C1", 0..3),
            ("a1 b1 C1 d1", 0..4),
            ("a1 b2 C1 d1", 2..4),
            ("a2 B1 C1 d2", 1..3),
            ("a1 b2 c1", 0..1),
            ("a1 B2 C1", 1..2),
        ] {
            let posts: Vec<&str> = posts.split_whitespace().collect();
            let may_wait = |post: &&str| post.starts_with(|c: char| c.is_lowercase());
            let run = next_run(&posts, may_wait, |one, other| one[1..] == other[1..]);
            assert_eq!(run, expected, "{posts:?}");
        }
    }
}
