//! The replay buffer: what an agent has lived through, and remembers (Lin, *Self-Improving Reactive Agents*, 1992).

use super::environment::SEEN;
use crate::rng::Rng;
use serde::{Deserialize, Serialize};

/// One step of the world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    /// What was seen before, and after.
    pub seen: [f32; SEEN],
    pub next: [f32; SEEN],
    pub action: u32,
    pub reward: f32,
    /// Nothing follows; an episode that ran out of time goes on in the agent's reckoning.
    pub terminated: bool,
}

/// The newest transitions, up to a capacity; the oldest make room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Replay {
    /// 0: everything is kept.
    capacity: u32,
    transitions: Vec<Transition>,
    /// Where the next one goes, once the buffer is full.
    next: u32,
}

impl Replay {
    pub fn new(capacity: u32) -> Self {
        Self { capacity, transitions: Vec::new(), next: 0 }
    }

    pub fn push(&mut self, transition: Transition) {
        if self.capacity == 0 || self.len() < self.capacity {
            return self.transitions.push(transition);
        }
        self.transitions[self.next as usize] = transition;
        self.next = (self.next + 1) % self.capacity;
    }

    pub fn len(&self) -> u32 {
        self.transitions.len() as u32
    }

    pub fn is_empty(&self) -> bool {
        self.transitions.is_empty()
    }

    /// Keeps room for so many from now on; the oldest leave.
    pub fn resize(&mut self, capacity: u32) {
        self.transitions.rotate_left(self.next as usize);
        self.next = 0;
        self.capacity = capacity;
        if capacity > 0 {
            let surplus = self.len().saturating_sub(capacity);
            self.transitions.drain(..surplus as usize);
        }
    }

    /// Transitions drawn uniformly, each time out of all.
    ///
    /// # Panics
    /// There is none.
    pub fn sample<'a>(&'a self, rng: &'a mut Rng, n: u32) -> impl Iterator<Item = &'a Transition> {
        (0..n).map(|_| &self.transitions[rng.below(self.len()) as usize])
    }

    /// Whether it is one of this capacity, whose actions are among so many.
    pub fn is_sound(&self, capacity: u32, n_actions: u32) -> bool {
        let fits = self.capacity == capacity && (capacity == 0 || self.len() <= capacity);
        fits && self.next <= self.len() && self.transitions.iter().all(|transition| transition.action < n_actions)
    }

    /// The newest first, at most `n`.
    pub fn newest(&self, n: usize) -> impl Iterator<Item = &Transition> {
        let (newer, older) = self.transitions.split_at(self.next as usize);
        newer.iter().rev().chain(older.iter().rev()).take(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(action: u32) -> Transition {
        Transition { seen: [0.0; 4], next: [0.0; 4], action, reward: 1.0, terminated: false }
    }

    fn kept(replay: &Replay) -> Vec<u32> {
        replay.newest(100).map(|transition| transition.action).collect()
    }

    #[test]
    fn the_oldest_make_room() {
        let mut replay = Replay::new(3);
        assert!(replay.is_empty());
        (0..5).for_each(|i| replay.push(numbered(i)));
        assert_eq!(kept(&replay), [4, 3, 2]);
        assert_eq!(replay.newest(2).count(), 2);
        replay.resize(2);
        assert_eq!(kept(&replay), [4, 3]);
        replay.resize(4);
        (5..8).for_each(|i| replay.push(numbered(i)));
        assert_eq!(kept(&replay), [7, 6, 5, 4]);
        let mut all = Replay::new(0);
        (0..70).for_each(|i| all.push(numbered(i)));
        assert_eq!(all.len(), 70);
    }

    #[test]
    fn sampling_is_uniform_and_seeded() {
        let mut replay = Replay::new(0);
        (0..50).for_each(|i| replay.push(numbered(i)));
        let draw = |seed| -> Vec<u32> {
            let mut rng = Rng::new(seed, 3);
            replay.sample(&mut rng, 50_000).map(|transition| transition.action).collect()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let mut counts = [0.0; 50];
        draw(1).into_iter().for_each(|i| counts[i as usize] += 1.0);
        // χ² with 49 degrees of freedom: its mean is 49, its standard deviation 9.9; 85.4 is passed once in a thousand.
        let chi: f64 = counts.iter().map(|n| (n - 1000.0f64).powi(2) / 1000.0).sum();
        assert!(chi < 85.4, "χ² = {chi}");
        // Nor does what is drawn depend on what was drawn before it.
        let pairs = draw(1);
        let same = pairs.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!((900..1100).contains(&same), "{same} repetitions of 50,000; 1,000 are expected");
    }
}
