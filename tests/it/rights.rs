//! Who may do what: every address as every kind of person, and what a change of rights does to open sockets.

mod stories;
mod table;
mod walk;
