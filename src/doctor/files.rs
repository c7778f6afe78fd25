//! Where people's files lie: can it be written and read, and do all nodes have it in common.

use super::{Finding, in_time};
use crate::config::Config;
use crate::id::Ids;
use crate::store::Store;
use crate::time::Clock;

pub(super) async fn look(config: &Config) -> Finding {
    let store = Store::new(config);
    // What is not there yet is made with the first file, by whoever runs the server.
    let is_tried = !store.is_local() || config.data_dir.join("attachments").is_dir();
    let tried = if is_tried {
        let now = Clock::System.now();
        match in_time(store.examine(&Ids::System.next(now), now)).await {
            Ok(tried) => tried.map_err(|error| error.to_string()),
            Err(late) => Err(late),
        }
    } else {
        Ok(())
    };
    judge(&store.place(), store.is_local(), config.bus_url.is_some(), tried)
}

fn judge(place: &str, is_local: bool, has_nodes: bool, tried: Result<(), String>) -> Finding {
    match tried {
        Err(why) => {
            Finding::problem("files", format!("{place} cannot be used: {why}; see [attachments] of the settings"))
        }
        Ok(()) if is_local && has_nodes => Finding::warning(
            "files",
            format!(
                "{place} is this machine's: what one node takes in another cannot show. Set attachments.s3_endpoint, or share the folder"
            ),
        ),
        Ok(()) => Finding::ok("files", format!("people's files lie in {place}; no backup of the database holds them")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn a_folder_of_one_machine_does_not_do_for_several() {
        let state = |is_local, has_nodes, tried| judge("data/attachments", is_local, has_nodes, tried).state;
        assert_eq!(state(true, false, Ok(())), State::Ok);
        assert_eq!(state(true, true, Ok(())), State::Warning);
        assert_eq!(state(false, true, Ok(())), State::Ok);
        assert_eq!(state(false, false, Err("it answered 403".to_owned())), State::Problem);
    }
}
