//! What stories share: a PostgreSQL of their own, a browser, and the programs that `make setup` installs.

pub mod browser;
pub mod postgres;
pub mod tools;
