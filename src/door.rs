//! What every door shares. It translates between the wire and the product, and decides nothing.

pub mod assets;
