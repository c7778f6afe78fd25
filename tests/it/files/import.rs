//! Leads come in from a file.
