//! Which steps somebody is shown, in which order.

use super::{Goal, Placed, Shown, Step, StepState, StepView};
use crate::{Error, Result};

/// The steps of an outline for somebody with these goals: what serves no goal in particular first, then what serves one of theirs,
/// then the rest, otherwise as the outline has them; and none before one that it builds on.
pub fn path(outline: &[Placed], goals: &[Goal]) -> Vec<Step> {
    let serves = |step: Step, goals: &[Goal]| goals.iter().any(|goal| goal.steps().contains(&step));
    let is_shown = |placed: &&Placed| match placed.shown {
        Shown::Always => true,
        Shown::ForGoal => serves(placed.step, goals),
        Shown::Never => false,
    };
    let rank = |step: &Step| match (serves(*step, Goal::ALL), serves(*step, goals)) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => 2,
    };
    let mut wanted: Vec<Step> = outline.iter().filter(is_shown).map(|placed| placed.step).collect();
    wanted.sort_by_key(rank);
    let mut ordered = Vec::with_capacity(wanted.len());
    for step in &wanted {
        place(*step, &wanted, &mut ordered);
    }
    ordered
}

/// Puts a step behind those it builds on, as far as they are shown. Each once.
fn place(step: Step, wanted: &[Step], ordered: &mut Vec<Step>) {
    if ordered.contains(&step) || !wanted.contains(&step) {
        return;
    }
    for earlier in step.after() {
        place(*earlier, wanted, ordered);
    }
    ordered.push(step);
}

/// The steps of a path and how they stand.
pub fn views(path: &[Step], state: impl Fn(Step) -> StepState) -> Vec<StepView> {
    path.iter().map(|step| StepView { step: *step, state: state(*step) }).collect()
}

/// An outline as staff wrote it down, by place; what is never shown goes to the end, and so does what was not written down.
///
/// # Errors
/// `Invalid` on `form` if nothing is ever shown to everybody.
pub fn outline(mut written: Vec<(u16, Placed)>) -> Result<Vec<Placed>> {
    written.sort_by_key(|(place, placed)| (placed.shown == Shown::Never, *place));
    let mut outline: Vec<Placed> = Vec::with_capacity(Step::ALL.len());
    for (_, placed) in written {
        if !outline.iter().any(|known| known.step == placed.step) {
            outline.push(placed);
        }
    }
    if !outline.iter().any(|placed| placed.shown == Shown::Always) {
        return Err(Error::field("form", "Show at least one step to everybody."));
    }
    Ok(complete(outline))
}

/// With every step there is; what is missing is never shown.
pub(super) fn complete(mut outline: Vec<Placed>) -> Vec<Placed> {
    let missing: Vec<Step> = Step::ALL.iter().copied().filter(|step| !outline.iter().any(|placed| placed.step == *step)).collect();
    outline.extend(missing.into_iter().map(|step| Placed { step, shown: Shown::Never }));
    outline
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::{prelude::*, sample::subsequence};

    use super::*;
    use crate::onboarding::{Journey, Trade};

    fn goals() -> impl Strategy<Value = Vec<Goal>> {
        subsequence(Goal::ALL.to_vec(), 0..=Goal::ALL.len()).prop_shuffle()
    }

    fn shown() -> impl Strategy<Value = Shown> {
        prop_oneof![Just(Shown::Always), Just(Shown::ForGoal), Just(Shown::Never)]
    }

    /// Steps in any order, some of them left out.
    fn outlines() -> impl Strategy<Value = Vec<Placed>> {
        let steps = subsequence(Step::ALL.to_vec(), 0..=Step::ALL.len()).prop_shuffle();
        let states = proptest::collection::vec(shown(), Step::ALL.len());
        (steps, states).prop_map(|(steps, states)| steps.into_iter().zip(states).map(|(step, shown)| Placed { step, shown }).collect())
    }

    fn states() -> impl Strategy<Value = Vec<StepState>> {
        let state = prop_oneof![Just(StepState::Open), Just(StepState::Done(DateTime::UNIX_EPOCH)), Just(StepState::Skipped)];
        proptest::collection::vec(state, 0..Step::ALL.len())
    }

    proptest! {
        #[test]
        fn a_path_has_what_is_shown_once_and_in_turn(outline in outlines(), goals in goals()) {
            let path = path(&outline, &goals);
            for placed in &outline {
                let serves = goals.iter().any(|goal| goal.steps().contains(&placed.step));
                let wanted = placed.shown == Shown::Always || (placed.shown == Shown::ForGoal && serves);
                prop_assert_eq!(path.iter().filter(|step| **step == placed.step).count(), usize::from(wanted), "{:?}", placed);
            }
            prop_assert!(path.iter().all(|step| outline.iter().any(|placed| placed.step == *step)));
            for (at, step) in path.iter().enumerate() {
                prop_assert!(step.after().iter().all(|earlier| !path[at..].contains(earlier)), "{:?} in {:?}", step, path);
            }
        }

        #[test]
        fn another_goal_never_takes_a_step_away(outline in outlines(), goals in goals(), another in proptest::sample::select(Goal::ALL.to_vec())) {
            let before = path(&outline, &goals);
            let after = path(&outline, &[goals, vec![another]].concat());
            prop_assert!(before.iter().all(|step| after.contains(step)));
        }

        #[test]
        fn what_staff_write_down_keeps_its_order(places in proptest::collection::vec((any::<u16>(), shown()), Step::ALL.len())) {
            let written: Vec<_> = Step::ALL.iter().zip(&places).map(|(step, (place, shown))| (*place, Placed { step: *step, shown: *shown })).collect();
            let place_of = |step: Step| places[Step::ALL.iter().position(|one| *one == step).unwrap()];
            match super::outline(written) {
                Err(_) => prop_assert!(places.iter().all(|(_, shown)| *shown != Shown::Always)),
                Ok(outline) => {
                    prop_assert_eq!(outline.len(), Step::ALL.len());
                    let places: Vec<_> = outline.iter().filter(|placed| placed.shown != Shown::Never).map(|placed| place_of(placed.step).0).collect();
                    prop_assert!(places.is_sorted());
                }
            }
        }

        #[test]
        fn progress_adds_up(states in states()) {
            let steps = Step::ALL.iter().zip(&states).map(|(step, state)| StepView { step: *step, state: *state }).collect();
            let journey = Journey { trade: Some(Trade::Coach), steps, ..Journey::default() };
            let progress = journey.progress();
            let open = states.iter().filter(|state| **state == StepState::Open).count();
            prop_assert_eq!((progress.all, progress.done + progress.skipped + open), (states.len(), states.len()));
            prop_assert_eq!(progress.is_finished(), open == 0);
            prop_assert_eq!(journey.next().is_none(), open == 0);
            prop_assert!(progress.percent() <= 100);
            prop_assert_eq!(progress.percent() == 100, open == 0, "nothing is rounded up to the end");
        }
    }

    #[test]
    fn names_lead_back() {
        assert!(Step::ALL.iter().all(|step| Step::from_name(step.name()) == Some(*step)));
        assert!(Goal::ALL.iter().all(|goal| Goal::from_name(goal.name()) == Some(*goal)));
        assert!(Trade::ALL.iter().all(|trade| Trade::from_name(trade.name()) == Some(*trade)));
        assert_eq!(Step::from_name("fly"), None);
    }

    #[test]
    fn every_step_serves_somebody_and_is_in_every_outline() {
        for trade in Trade::ALL {
            assert_eq!(trade.outline().len(), Step::ALL.len());
            let all = path(&trade.outline(), Goal::ALL);
            assert_eq!(all.len(), Step::ALL.len(), "{trade:?}");
            let plain = path(&trade.outline(), &[]);
            assert!(plain.contains(&Step::PublishSite) && plain.len() < 9, "{trade:?}: {plain:?}");
        }
    }

    #[test]
    fn a_coach_who_wants_a_team_is_shown_it_first() {
        use Step as S;
        let outline = Trade::Coach.outline();
        assert_eq!(path(&outline, &[]), [S::ConfirmAddress, S::CreateSite, S::PublishSite, S::SetLook, S::ProtectAccount]);
        let team = [S::ConfirmAddress, S::InviteTeam, S::CreateSite, S::AssignSite, S::PublishSite, S::SetLook, S::ProtectAccount];
        assert_eq!(path(&outline, &[Goal::Team]), team, "a site to assign is made before it");
    }
}
