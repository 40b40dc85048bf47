//! The idx format.
