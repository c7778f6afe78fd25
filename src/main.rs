//! Arguments, configuration, run.

fn main() {}
