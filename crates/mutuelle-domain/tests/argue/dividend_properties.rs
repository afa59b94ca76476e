//! Contributory dividends, by what holds for all of them.

use mutuelle_domain::dividend::{Adoption, Rule, Weighting, shares};
use mutuelle_domain::wealth::{Contribution, Entry, Measure, Period};
use mutuelle_domain::{Because, Exact, Node};
use proptest::prelude::*;

use crate::fixture::node;

fn name(kind: &str, number: usize) -> Node {
    node(&format!("{kind}{number}")).into()
}

fn decimal() -> impl Strategy<Value = Exact> {
    (0_u64..1_000_000, 0_usize..19).prop_map(|(digits, scale)| {
        let digits = format!("{digits:020}");
        let (whole, fraction) = digits.split_at(20 - scale);
        format!("{whole}.{fraction}").parse().expect("a decimal")
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    (0_u32..=1000, prop::collection::vec(decimal(), 3)).prop_map(|(thousandths, points)| Rule {
        rule: name("rule", 0),
        labels: Vec::new(),
        adopted_by: vec![Adoption {
            decision: name("decision", 0),
            decided_on: None,
            repealed: false,
        }],
        equal_part: format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
            .parse()
            .expect("a decimal"),
        weightings: points
            .into_iter()
            .enumerate()
            .map(|(kind, points_per_unit)| Weighting {
                kind: name("kind", kind),
                points_per_unit,
                weighting: name("weighting", kind),
                because: Because::default(),
            })
            .collect(),
        because: Because::default(),
    })
}

fn contributions() -> impl Strategy<Value = Vec<Contribution>> {
    let one = (0_usize..8, prop::collection::vec((0_usize..4, decimal()), 0..4));
    prop::collection::vec(one, 1..20).prop_map(|all| {
        let mut entries = 0;
        all.into_iter()
            .enumerate()
            .map(|(number, (contributor, brought))| Contribution {
                contribution: name("c", number),
                labels: Vec::new(),
                contexts: vec![name("context", 0)],
                contributors: vec![name("who", contributor)],
                on: None,
                entries: brought
                    .into_iter()
                    .map(|(kind, number)| {
                        entries += 1;
                        Entry {
                            entry: name("e", entries),
                            kind: name("kind", kind),
                            measure: Measure::Material { unit: None },
                            number,
                            felt_by: Vec::new(),
                            because: Because::default(),
                        }
                    })
                    .collect(),
                because: Because::default(),
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn shares_add_up_to_the_pool_and_are_less_than_a_cent_from_exact(
        rule in rule(), contributions in contributions(), pool in 0_i64..=i64::MAX,
    ) {
        let Ok(dividend) = shares(pool, "EUR", &rule, &contributions, Period::ALWAYS) else {
            prop_assume!(false);
            return Ok(());
        };
        let sum: i128 = dividend.shares.iter().map(|it| i128::from(it.amount_cents)).sum();
        prop_assert_eq!(sum, i128::from(pool));
        let exact = dividend.shares.iter().fold(Exact::zero(), |sum, it| sum.plus(&it.exact_cents));
        prop_assert_eq!(exact, Exact::from(pool));
        for share in &dividend.shares {
            prop_assert!(share.amount_cents >= 0);
            prop_assert!(share.rounding_cents < 1.into() && share.rounding_cents > (-1).into());
        }
    }

    #[test]
    fn shares_do_not_depend_on_the_order_of_the_contributions(
        rule in rule(),
        (contributions, shuffled) in contributions().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        pool in 0_i64..1_000_000,
    ) {
        let one = shares(pool, "EUR", &rule, &contributions, Period::ALWAYS);
        let twice: Vec<Contribution> = shuffled.iter().chain(&contributions).cloned().collect();
        prop_assert_eq!(&one, &shares(pool, "EUR", &rule, &shuffled, Period::ALWAYS));
        prop_assert_eq!(&one, &shares(pool, "EUR", &rule, &twice, Period::ALWAYS));
    }

    #[test]
    fn a_larger_exact_amount_never_gives_a_smaller_share(
        rule in rule(), contributions in contributions(), pool in 0_i64..1_000_000,
    ) {
        if let Ok(dividend) = shares(pool, "EUR", &rule, &contributions, Period::ALWAYS) {
            for one in &dividend.shares {
                for other in &dividend.shares {
                    prop_assert!(one.exact_cents <= other.exact_cents || one.amount_cents >= other.amount_cents);
                }
            }
        }
    }
}
