//! Planning a meeting, moving it, cancelling it.

use super::PlanState;
use crate::group::Group;

impl Group {
    /// What becomes of the plan when a meeting opens: it is the one that was planned.
    pub(in crate::group) fn hold_plan(&mut self, meeting: u32) {
        if let Some(plan) = self.plans.get_mut(&meeting).filter(|plan| plan.state == PlanState::Standing) {
            plan.state = PlanState::Held;
        }
    }
}
