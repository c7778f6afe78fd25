//! Frontdesk, as a library: the map of the house, ring by ring.

// Plumbing
pub mod text;

// The product
pub mod assistant;
pub mod knowledge;
pub mod trigger;

// The demo
pub mod demo;
