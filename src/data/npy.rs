//! The npy format.
