//! The cifar format.
