//! Outgoing e-mail: what a notification looks like and how it leaves the house.
//!
//! Turns a view of a lead into subject, text and HTML, builds the message, and hands it to a mail
//! server, a directory or a test's memory. It reads no database, decides nothing about who is told
//! or when to try again, and never logs what a mail says.

pub mod absent_mail;
pub mod clean;
pub mod invitation_mail;
pub mod lead_mail;
pub mod mail;
pub mod mailbox;
pub mod message;
pub mod rendered;
pub mod team_mail;
pub mod transcript_mail;
pub mod visitor_words;
