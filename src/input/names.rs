//! What the names of files tell: their order, what is nobody's file, which class a picture is of, what is held out.

use super::limits::MOST_CLASSES;
use std::cmp::Ordering;

/// Files that systems leave in folders.
const JUNK: [&str; 5] = ["__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir"];
/// Words by which folders and files are known to be held out.
const HELD_OUT: [&str; 5] = ["t10k", "test", "val", "valid", "validation"];

/// The last part of a path with '/' between folders.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folders of a path, from the outermost on.
pub fn folders(path: &str) -> Vec<&str> {
    let mut parts: Vec<_> = path.split('/').collect();
    parts.pop();
    parts
}

/// Whether a file or a folder on the way to it is hidden, or one that systems leave behind.
pub fn is_junk(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') || JUNK.contains(&part.to_lowercase().as_str()))
}

/// Whether a name is that of a test set: it has the word, with no letter beside it.
pub fn is_held_out(name: &str) -> bool {
    name.to_lowercase().split('/').any(|part| {
        HELD_OUT.iter().any(|word| {
            part.match_indices(word).any(|(at, _)| {
                let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
                !letter(part[..at].chars().next_back()) && !letter(part[at + word.len()..].chars().next())
            })
        })
    })
}

/// As people count: view2 before view10, folder by folder.
pub fn in_natural_order(a: &str, b: &str) -> Ordering {
    let mut pairs = a.split('/').zip(b.split('/')).map(|(a, b)| in_turn(a, b));
    let by_parts = pairs.find(|order| order.is_ne());
    by_parts.unwrap_or_else(|| a.split('/').count().cmp(&b.split('/').count()).then_with(|| a.cmp(b)))
}

/// Compares names piece by piece, numbers by their value.
fn in_turn(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let (mut a, mut b) = (a.as_str(), b.as_str());
    while !a.is_empty() && !b.is_empty() {
        let ((piece, rest), (other, other_rest)) = (piece(a), piece(b));
        let digits = |piece: &str| piece.starts_with(|c: char| c.is_ascii_digit());
        let order = if digits(piece) && digits(other) {
            let value = |piece: &str| piece.trim_start_matches('0').to_string();
            let (x, y) = (value(piece), value(other));
            x.len().cmp(&y.len()).then(x.cmp(&y)).then(piece.len().cmp(&other.len()))
        } else {
            piece.cmp(other)
        };
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest, other_rest);
    }
    a.len().cmp(&b.len())
}

/// The digits, or the one other character, that a name starts with; and what follows.
fn piece(name: &str) -> (&str, &str) {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    name.split_at(if digits > 0 { digits } else { name.chars().next().map_or(0, char::len_utf8) })
}

/// The folders that pictures lie in as classes, where every one lies in one of at least two; and the class of each.
pub fn classes(paths: &[&str]) -> (Vec<String>, Option<Vec<u8>>) {
    let all: Vec<Vec<&str>> = paths.iter().map(|path| folders(path)).collect();
    let first: &[&str] = all.first().map_or(&[], Vec::as_slice);
    let shared = (0..first.len()).take_while(|&i| all.iter().all(|parts| parts.get(i) == Some(&first[i]))).count();
    let own: Option<Vec<&str>> = all.iter().map(|parts| parts.get(shared..)?.last().copied()).collect();
    let Some(own) = own else { return (Vec::new(), None) };
    let mut classes: Vec<String> = own.iter().map(|&name| name.to_string()).collect();
    classes.sort_by(|a, b| in_turn(a, b).then(a.cmp(b)));
    classes.dedup();
    if !(2..=MOST_CLASSES).contains(&classes.len()) {
        return (Vec::new(), None);
    }
    let label = |name: &str| classes.iter().position(|class| class == name).map_or(0, |class| class as u8);
    let labels = own.into_iter().map(label).collect();
    (classes, Some(labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ordered_as_people_count() {
        let mut paths = ["b/1.png", "a/View10.png", "a/view9.png", "a/view09.png", "a/view1.png", "a/c/3.png"];
        paths.sort_by(|a, b| in_natural_order(a, b));
        assert_eq!(paths, ["a/c/3.png", "a/view1.png", "a/view9.png", "a/view09.png", "a/View10.png", "b/1.png"]);
    }

    #[test]
    fn folders_are_classes_where_every_picture_lies_in_one() {
        let found = classes(&["all/dog/1.png", "all/cat/1.png", "all/cat/2.png"]);
        assert_eq!(found, (vec!["cat".to_string(), "dog".to_string()], Some(vec![1, 0, 0])));
        for none in [&["cat/1.png", "2.png"][..], &["cat/1.png", "cat/2.png"], &["1.png"], &[]] {
            assert_eq!(classes(none), (Vec::new(), None));
        }
    }

    #[test]
    fn test_sets_are_known_by_a_word_of_their_own() {
        let held = ["test", "t10k-images", "a/Validation/b", "x_test.npy", "val2", "my-test"];
        let not = ["latest", "testing", "contest", "value", "train"];
        assert!(held.iter().all(|name| is_held_out(name)) && !not.iter().any(|name| is_held_out(name)));
    }

    #[test]
    fn what_systems_leave_is_junk() {
        assert!(["a/.b/c.png", "Thumbs.db", "__MACOSX/x.png"].iter().all(|path| is_junk(path)));
        assert!(!is_junk("a/b.c/d.png"));
    }
}
