//! The sample commons, carried in the binary so that `serve --demo` needs nothing beside it.

/// One file of `data/sample`.
pub(crate) struct SampleFile {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its text, in Turtle.
    pub(crate) text: &'static str,
}

macro_rules! sample {
    ($($name:literal),+ $(,)?) => {
        &[$(SampleFile { name: $name, text: include_str!(concat!("../../../data/sample/", $name)) }),+]
    };
}

/// Every file of `data/sample`; a test compares this list with the folder.
pub(crate) const SAMPLE: &[SampleFile] = sample![
    "acteurs.ttl",
    "apprentissages.ttl",
    "catalogues.ttl",
    "codes-sociaux-bief.ttl",
    "codes-sociaux-filature.ttl",
    "codes-sociaux-mejean.ttl",
    "compagnonnage.ttl",
    "competences.ttl",
    "compostages.ttl",
    "contributions.ttl",
    "controverse-agrivoltaisme.ttl",
    "controverse-centre-bourg.ttl",
    "controverse-compteurs.ttl",
    "controverse-eau.ttl",
    "controverse-ia.ttl",
    "controverse-monnaie.ttl",
    "dividendes.ttl",
    "evenements.ttl",
    "flux.ttl",
    "gouvernance.ttl",
    "graines-codesocial.ttl",
    "graines-communs.ttl",
    "graines-compagnonnage.ttl",
    "graines-donnees-liees.ttl",
    "graines-education-populaire.ttl",
    "graines-off.ttl",
    "graines-symbiose.ttl",
    "graines-territoires.ttl",
    "graines-tiers-lieux.ttl",
    "matrices.ttl",
    "projets.ttl",
    "questions.ttl",
    "tensions.ttl",
    "territoires.ttl",
    "themes.ttl",
    "valeurs.ttl",
];

/// The whole sample as one Turtle text. Prefixes may be declared again, so that files can be put after one another.
pub(crate) fn text() -> String {
    SAMPLE
        .iter()
        .flat_map(|file| ["# ", file.name, "\n", file.text, "\n"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn no_file_of_the_sample_is_missing_here() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sample");
        let files = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> = files.collect();
        let listed: BTreeSet<String> = SAMPLE.iter().map(|file| file.name.to_owned()).collect();
        assert_eq!(listed, files);
    }

    #[test]
    fn files_put_after_one_another_share_no_blank_node() {
        for file in SAMPLE {
            assert!(
                !file.text.contains("_:"),
                "{} has a blank node with a label",
                file.name
            );
        }
    }
}
