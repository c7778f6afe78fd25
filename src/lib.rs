//! Frontdesk: the chat-widget backend with built-in lead capture that you run yourself.
//!
//! The map, ring by ring, in reading order. Data flows one way: a door opens a transaction and calls a verb; the verb
//! decides by a pure rule, writes, and notes an event; the commit writes the jobs that the event asks for; then the bus
//! rings and the back room works. `ARCHITECTURE.md` tells the whole.

// Ring 1, the product: nouns and their verbs. No HTTP, no mail, no sockets.
pub mod assess;
pub mod assistant;
pub mod bot;
pub mod canned;
pub mod contact;
pub mod conversation;
pub mod form;
pub mod knowledge;
pub mod lead;
pub mod organisation;
pub mod report;
pub mod tag;
pub mod task;
pub mod trigger;

// Ring 2a, adapters: how the product reaches the world.
pub mod channel;
pub mod geo;
pub mod http;
pub mod llm;
pub mod notify;
pub mod store;

// Ring 2b, doors: they translate, and never decide.
pub mod api;
pub mod dashboard;
pub mod door;
pub mod gateway;
pub mod hooks;

// The house: what holds the rooms together.
pub mod app;
pub mod cli;
pub mod demo;
pub mod doctor;
pub mod selftest;
pub mod serve;
pub mod work;

// Ring 0, plumbing: it knows the words, none of the rules.
pub mod bus;
pub mod config;
pub mod db;
pub mod error;
pub mod event;
pub mod id;
pub mod job;
pub mod metric;
pub mod text;
pub mod time;
