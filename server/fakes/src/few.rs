//! Bounded memory: the oldest goes when there are too many.

use std::collections::VecDeque;

/// At most so many things, found by a key.
pub(crate) struct Few<T> {
    most: usize,
    kept: VecDeque<(String, T)>,
}

impl<T> Few<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, kept: VecDeque::new() }
    }

    /// Keeps a thing in place of what has its key.
    pub(crate) fn put(&mut self, key: &str, thing: T) {
        self.kept.retain(|(other, _)| other != key);
        if self.kept.len() == self.most {
            self.kept.pop_front();
        }
        self.kept.push_back((key.to_owned(), thing));
    }

    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.kept.iter().find(|(other, _)| other == key).map(|(_, thing)| thing)
    }

    /// All of them, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.kept.iter().map(|(_, thing)| thing)
    }

    pub(crate) fn take(&mut self, key: &str) -> Option<T> {
        let place = self.kept.iter().position(|(other, _)| other == key)?;
        self.kept.remove(place).map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first() {
        let mut few = Few::new(2);
        for (key, thing) in [("a", 1), ("b", 2), ("a", 3), ("c", 4)] {
            few.put(key, thing);
        }
        assert_eq!((few.get("a"), few.get("b"), few.get("c")), (Some(&3), None, Some(&4)));
        assert_eq!((few.take("a"), few.take("a")), (Some(3), None));
    }
}
