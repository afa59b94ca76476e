//! What somebody may have meant.

/// The name that is nearest to what was written, if it is near enough to have been meant: two letters in five
/// may differ, case apart. (A swap of neighbours counts once.)
pub fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written = written.to_lowercase();
    let letters = written.chars().count();
    let ranked = names.into_iter().filter_map(|name| {
        // A long text is far from every name; comparing it would take the square of its length.
        if name.len() > 2 * written.len() + 4 || written.len() > 2 * name.len() + 4 {
            return None;
        }
        let distance = strsim::osa_distance(&written, &name.to_lowercase());
        let near = distance * 5 <= 2 * letters.max(name.chars().count());
        near.then_some((distance, name))
    });
    ranked.min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_told_and_none_that_is_far() {
        let names = ["prefLabel", "altLabel", "hiddenLabel", "broader"];
        assert_eq!(nearest("preferredLabel", names), Some("prefLabel"));
        assert_eq!(nearest("preflabel", names), Some("prefLabel"));
        assert_eq!(nearest("braoder", names), Some("broader"));
        assert_eq!(nearest("xyz", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest(&"a".repeat(100_000), names), None);
    }
}
