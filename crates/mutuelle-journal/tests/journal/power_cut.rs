//! What a crash in the middle of a write leaves.

use std::ops::Range;

use mutuelle_journal::{TornTail, verify_all};
use proptest::prelude::*;

use crate::folder::{Folder, append_each, draft, patches};
use crate::quads::patch;

fn at(offset: u64) -> usize {
    usize::try_from(offset).unwrap()
}

#[test]
fn a_torn_tail_is_cut_off_and_told() {
    let folder = Folder::new();
    let ends = append_each(&mut folder.open().0, &patches(3));
    let bytes = folder.bytes(0);
    folder.replace(0, &bytes[..bytes.len() - 5]);
    let torn = TornTail {
        file: folder.segments()[0].clone(),
        offset: ends[1],
        bytes: ends[2] - ends[1] - 5,
    };
    // Whoever only reads sees it and leaves it.
    let verified = verify_all(folder.path()).unwrap();
    assert_eq!((verified.records, verified.torn.as_ref()), (2, Some(&torn)));
    assert_eq!(folder.records().unwrap().len(), 2);
    let (mut journal, opened) = folder.open();
    assert_eq!((opened.last_seq, opened.cut), (2, Some(torn)));
    assert_eq!(folder.bytes(0), &bytes[..at(ends[1])]);
    // Writing goes on as if it had never been.
    append_each(&mut journal, &[patch(2)]);
    assert_eq!(folder.bytes(0), bytes);
    drop(journal);
    assert_eq!(folder.open().1.cut, None);
}

#[test]
fn zeros_and_garbage_after_the_last_record_are_cut_off() {
    let folder = Folder::new();
    append_each(&mut folder.open().0, &patches(2));
    let bytes = folder.bytes(0);
    let garbage: Vec<u8> = (0..100_000_u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes())
        .collect();
    for tail in [
        &[0][..],
        &[0; 4096],
        &vec![0; 3_000_000],
        &[0xFF; 5000],
        &garbage,
        &bytes[..79],
        b"\xFFMUTJRN\xFE",
    ] {
        folder.replace(0, &[&bytes, tail].concat());
        let (journal, opened) = folder.open();
        let cut = opened.cut.unwrap();
        assert_eq!((cut.offset, cut.bytes), (bytes.len() as u64, tail.len() as u64));
        assert_eq!((journal.last_seq(), folder.bytes(0) == bytes), (2, true));
    }
}

#[test]
fn an_old_frame_after_the_end_is_no_proof_of_damage() {
    // Blocks of a discarded group can come back after a power cut.
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    append_each(&mut journal, &patches(2));
    let synced = folder.bytes(0);
    for number in 5..8 {
        journal.append(&draft(&patch(number))).unwrap();
    }
    let discarded = folder.bytes(0)[synced.len()..].to_vec();
    journal.discard_unsynced().unwrap();
    drop(journal);
    folder.replace(0, &[&synced[..], &[0; 100], &discarded].concat());
    assert_eq!(folder.open().1.last_seq, 2);
    assert_eq!(folder.bytes(0), synced);
}

#[test]
fn a_segment_whose_first_record_is_torn_stays_and_is_filled() {
    let folder = Folder::new();
    append_each(&mut folder.with_segments_of(1), &patches(3));
    let bytes = folder.bytes(2);
    folder.replace(2, &bytes[..40]);
    let mut journal = folder.with_segments_of(1);
    assert_eq!(journal.last_seq(), 2);
    append_each(&mut journal, &[patch(2)]);
    assert_eq!(folder.bytes(2), bytes);
    assert_eq!(folder.records().unwrap().len(), 3);
}

#[test]
fn a_large_group_that_was_never_synced_is_kept_as_it_is() {
    // It is written once more when the journal is opened, since nobody knows whether the disk has it.
    let folder = Folder::new();
    let (mut journal, _) = folder.open();
    append_each(&mut journal, &patches(2));
    let mut large = patch(2);
    large.added[0].object = oxrdf::Literal::from("é".repeat(1_300_000)).into();
    journal.append(&draft(&large)).unwrap();
    journal.append(&draft(&patch(3))).unwrap();
    drop(journal);
    let bytes = folder.bytes(0);
    let (journal, opened) = folder.open();
    assert_eq!((opened.last_seq, opened.cut, journal.synced_seq()), (4, None, 4));
    assert!(folder.bytes(0) == bytes);
    assert!(journal.records_from(3).unwrap().next().unwrap().unwrap().patch == large);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_journal_cut_anywhere_holds_exactly_the_whole_records(cut in any::<prop::sample::Index>()) {
        let folder = Folder::new();
        let ends = append_each(&mut folder.open().0, &patches(5));
        let expected = folder.records().unwrap();
        let bytes = folder.bytes(0);
        let length = cut.index(bytes.len() + 1);
        folder.replace(0, &bytes[..length]);
        let whole = ends.iter().take_while(|end| **end <= length as u64).count();
        let (journal, opened) = folder.open();
        prop_assert_eq!(opened.last_seq, whole as u64);
        let is_torn = length > 0 && !ends.contains(&(length as u64));
        prop_assert_eq!(opened.cut.is_some(), is_torn);
        let read: Vec<_> = journal.records_from(1).unwrap().map(Result::unwrap).collect();
        prop_assert_eq!(&read[..], &expected[..whole]);
    }

    /// The disk has written some blocks of the last group and not others, in any order, and perhaps not the file's
    /// length: what was synced stands, of the rest the whole records from the first on, and the journal opens.
    #[test]
    fn a_group_that_was_half_written_is_never_taken_for_damage(
        synced in 0_u64..4,
        group in 1_u64..6,
        lost in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        const BLOCK_BYTES: usize = 64;
        let folder = Folder::new();
        let (mut journal, _) = folder.open();
        let synced_bytes = at(append_each(&mut journal, &patches(synced)).last().copied().unwrap_or(0));
        let mut frames: Vec<Range<usize>> = Vec::new();
        for number in 0..group {
            let start = at(journal.bytes());
            journal.append(&draft(&patch(number))).unwrap();
            frames.push(start..at(journal.bytes()));
        }
        drop(journal);
        let mut bytes = folder.bytes(0);
        let written = bytes.clone();
        for block in lost {
            let start = synced_bytes + block.index(bytes.len() - synced_bytes) / BLOCK_BYTES * BLOCK_BYTES;
            let end = (start + BLOCK_BYTES).min(bytes.len());
            bytes[start..end].fill(0);
        }
        if is_cut {
            bytes.truncate(synced_bytes + cut.index(bytes.len() - synced_bytes));
        }
        folder.replace(0, &bytes);
        let whole = frames.iter().take_while(|frame| bytes.get((*frame).clone()) == Some(&written[(*frame).clone()]));
        let (journal, opened) = folder.open();
        prop_assert_eq!(opened.last_seq, synced + whole.count() as u64);
        prop_assert_eq!(folder.bytes(0), &written[..at(journal.bytes())]);
        let verified = verify_all(folder.path()).unwrap();
        prop_assert_eq!((verified.records, verified.torn), (opened.last_seq, None));
    }
}
