//! What an engine cannot judge. Where it could not have seen something, that nothing was seen says nothing.

use crate::spec::{Ability, Engine};
use crate::suite::{Expect, Moment};

/// Why the engine cannot judge this, where it cannot.
pub(super) fn beyond(engine: Engine, expect: &Expect) -> Option<&'static str> {
    needed(expect).and_then(|ability| engine.cannot(ability))
}

/// What a rule needs of an engine beyond showing a page.
fn needed(expect: &Expect) -> Option<Ability> {
    let fires = |moment: &Moment| matches!(moment, Moment::Trigger(_));
    let trigger = match expect {
        Expect::TapTargets(_) | Expect::TapSpacing(_) => return Some(Ability::TouchScreen),
        Expect::EveryWidth(_) | Expect::PriceVisible(_) => return Some(Ability::EveryWidth),
        Expect::ReadableInTheDark(_) => return Some(Ability::DarkColours),
        Expect::PayTrigger(_)
        | Expect::CancelTrigger(_)
        | Expect::NoPayTrigger(_)
        | Expect::TriggerInSameWindow(_)
        | Expect::PayableTrigger(_) => true,
        Expect::Sequence(moments) => moments.iter().any(fires),
        Expect::Never(never) => [Some(never.what), never.before, never.after].iter().flatten().any(fires),
        Expect::AtMost(at_most) => fires(&at_most.of),
        _ => false,
    };
    trigger.then_some(Ability::TriggerLinks)
}
