//! What a commit says of itself.

use serde::{Deserialize, Serialize};

use crate::analyser::ANALYSER_VERSION;
use crate::fields::SCHEMA_VERSION;
use crate::profile::SearchProfile;

/// What an index was built with. Two indexes with the same mark hold the same terms for the same data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommitMark {
    schema: u32,
    analyser: u32,
    /// The profile's digest in hexadecimal digits.
    profile: String,
}

/// The payload of a commit, as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    seq: u64,
    schema: u32,
    analyser: u32,
    profile: String,
}

impl CommitMark {
    pub(crate) fn new(profile: &SearchProfile) -> Self {
        let profile = blake3::Hash::from_bytes(profile.digest()).to_hex().to_string();
        Self {
            schema: SCHEMA_VERSION,
            analyser: ANALYSER_VERSION,
            profile,
        }
    }

    pub(crate) fn payload(&self, seq: u64) -> String {
        let Self {
            schema,
            analyser,
            profile,
        } = self;
        serde_json::json!({ "seq": seq, "schema": schema, "analyser": analyser, "profile": profile })
            .to_string()
    }

    /// The seq of a commit, whatever the rest says.
    pub(crate) fn seq_of(payload: &str) -> Option<u64> {
        serde_json::from_str::<Payload>(payload)
            .ok()
            .map(|payload| payload.seq)
    }

    /// The seq of a commit that was made with this mark, or why it is another one.
    pub(crate) fn check(&self, payload: Option<&str>) -> Result<u64, String> {
        let payload = payload.ok_or("it has no commit")?;
        let found: Payload = serde_json::from_str(payload)
            .map_err(|error| format!("its commit mark is unreadable: {error}"))?;
        if found.schema != self.schema {
            return Err(format!(
                "it has fields of version {}, now {}",
                found.schema, self.schema
            ));
        }
        if found.analyser != self.analyser {
            return Err(format!(
                "its words were analysed by version {}, now {}",
                found.analyser, self.analyser
            ));
        }
        if found.profile != self.profile {
            return Err("the search profile changed".to_owned());
        }
        Ok(found.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_of_another_making_is_refused_with_its_reason() {
        let mark = CommitMark {
            schema: 1,
            analyser: 2,
            profile: "ab".to_owned(),
        };
        assert_eq!(mark.check(Some(&mark.payload(7))), Ok(7));
        let other = |mark: CommitMark| mark.payload(7);
        for (payload, reason) in [
            (None, "it has no commit"),
            (Some("{}".to_owned()), "its commit mark is unreadable"),
            (
                Some(other(CommitMark {
                    schema: 2,
                    ..mark.clone()
                })),
                "fields of version 2",
            ),
            (
                Some(other(CommitMark {
                    analyser: 1,
                    ..mark.clone()
                })),
                "analysed by version 1",
            ),
            (
                Some(other(CommitMark {
                    profile: "cd".to_owned(),
                    ..mark.clone()
                })),
                "profile changed",
            ),
        ] {
            let refused = mark.check(payload.as_deref()).unwrap_err();
            assert!(refused.contains(reason), "{refused}");
        }
    }
}
