//! Whether numbers are enough for the people who wait for one. Pure arithmetic over a view that a store has counted;
//! what a command does with a shortage is its own rule.
//!
//! A number is usable by its owner and everybody below. `need(X)` is the demand of X and what its children cannot serve
//! themselves; `residual(X)` is what X cannot serve of it and leaves to its parent; `surplus(X)` is what X has left.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::OrganizationId;
use crate::limits::CAPACITY_DEMAND;

/// What a store has counted for one capacity probe: every organization with demand, all organizations above them, and
/// the path of the organization that the probe names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityView {
    /// The organizations, in any order, each once. One whose parent is not among them counts as a root.
    pub nodes: Vec<CapacityNode>,
    /// Whether all demand is in the view; it is not if there is more than [`CAPACITY_DEMAND`].
    pub complete: bool,
}

/// One organization of a [`CapacityView`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityNode {
    /// The organization.
    pub organization: OrganizationId,
    /// Its parent; none at the root.
    pub parent: Option<OrganizationId>,
    /// Lines without number of Enabled accounts that are Invited or InvitationFailed (D-59).
    pub demand: u32,
    /// Numbers owned, Available now and not golden; counted up to the demand of the subtree plus what is wanted.
    pub supply: u32,
}

impl CapacityView {
    /// Takes waiting lines out of an organization, as a move does with its selection before it is judged (D-18).
    /// More than wait there take out all.
    pub fn take_out(&mut self, organization: OrganizationId, lines: u32) {
        if let Some(node) = self
            .nodes
            .iter_mut()
            .find(|node| node.organization == organization)
        {
            node.demand = node.demand.saturating_sub(lines);
        }
    }

    /// The figures of every organization, bottom up.
    ///
    /// # Errors
    /// `capacity_unknown` if more lines wait than [`CAPACITY_DEMAND`], or if the view is no forest.
    ///
    /// # Examples
    /// A belongs to R. A has one number and three lines waiting, R has five numbers.
    /// ```
    /// use rollbook::id::OrganizationId;
    /// use rollbook::number::capacity::{CapacityNode, CapacityView};
    /// let [r, a] = [1, 2].map(|byte| OrganizationId::from_bytes([byte; 16]));
    /// let view = CapacityView {
    ///     nodes: vec![
    ///         CapacityNode { organization: r, parent: None, demand: 0, supply: 5 },
    ///         CapacityNode { organization: a, parent: Some(r), demand: 3, supply: 1 },
    ///     ],
    ///     complete: true,
    /// };
    /// let balance = view.balance().unwrap();
    /// assert_eq!(balance.headroom(a), Ok(3));
    /// assert_eq!(balance.total_shortage(), 0);
    /// ```
    pub fn balance(&self) -> Result<Balance, CapacityUnknown> {
        let waiting: u64 = self.nodes.iter().map(|node| u64::from(node.demand)).sum();
        if !self.complete || waiting > u64::from(CAPACITY_DEMAND) {
            return Err(CapacityUnknown);
        }
        let mut places: BTreeMap<OrganizationId, Place> = BTreeMap::new();
        for node in &self.nodes {
            let place = Place {
                parent: node.parent,
                figures: Figures::default(),
            };
            if places.insert(node.organization, place).is_some() {
                return Err(CapacityUnknown);
            }
        }
        let mut balance = Balance {
            places,
            shortage: 0,
        };
        for node in self.upwards(&balance)? {
            balance.settle(node);
        }
        Ok(balance)
    }

    /// How many more lines without number fit at `organization` before a promise to somebody breaks, as far as
    /// `wanted`: supply is counted no further.
    ///
    /// # Errors
    /// `capacity_unknown` as [`balance`](Self::balance), or if the view has no such organization.
    pub fn headroom(
        &self,
        organization: OrganizationId,
        wanted: u32,
    ) -> Result<u32, CapacityUnknown> {
        let headroom = self.balance()?.headroom(organization)?;
        Ok(u32::try_from(headroom).unwrap_or(u32::MAX).min(wanted))
    }

    /// How many waiting lines no number can serve: the residual of the root.
    ///
    /// # Errors
    /// `capacity_unknown` as [`balance`](Self::balance).
    pub fn total_shortage(&self) -> Result<u64, CapacityUnknown> {
        self.balance().map(|balance| balance.total_shortage())
    }

    /// The nodes, each after all of its children.
    fn upwards(&self, balance: &Balance) -> Result<Vec<&CapacityNode>, CapacityUnknown> {
        let by_id: BTreeMap<_, _> = self
            .nodes
            .iter()
            .map(|node| (node.organization, node))
            .collect();
        let mut open_children: BTreeMap<OrganizationId, usize> = BTreeMap::new();
        for parent in self
            .nodes
            .iter()
            .filter_map(|node| balance.parent_of(node.organization))
        {
            *open_children.entry(parent).or_default() += 1;
        }
        let is_leaf = |node: &&CapacityNode| !open_children.contains_key(&node.organization);
        let mut ready: Vec<&CapacityNode> = self.nodes.iter().filter(is_leaf).collect();
        let mut order = Vec::with_capacity(self.nodes.len());
        while let Some(node) = ready.pop() {
            order.push(node);
            let Some(parent) = balance.parent_of(node.organization) else {
                continue;
            };
            let Some(open) = open_children.get_mut(&parent) else {
                continue;
            };
            *open -= 1;
            if *open == 0 {
                ready.extend(by_id.get(&parent));
            }
        }
        // What lies on a cycle never becomes ready.
        if order.len() == self.nodes.len() {
            Ok(order)
        } else {
            Err(CapacityUnknown)
        }
    }
}

/// The figures of one organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Its demand, and what its children leave to it.
    pub need: u64,
    /// What of the need it leaves to its parent.
    pub residual: u64,
    /// Its numbers that nobody at or below it waits for.
    pub surplus: u64,
}

/// The figures of a view, and how they change when more lines wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    places: BTreeMap<OrganizationId, Place>,
    shortage: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    parent: Option<OrganizationId>,
    figures: Figures,
}

impl Balance {
    /// Lets `lines` more wait at `organization`, and says how many of them a number can serve. The others add to the
    /// shortage. Accounts of a list are judged one after another this way, in list order (number rule *strict*).
    ///
    /// # Errors
    /// `capacity_unknown` if the view has no such organization.
    pub fn add(
        &mut self,
        organization: OrganizationId,
        lines: u32,
    ) -> Result<u32, CapacityUnknown> {
        if !self.places.contains_key(&organization) {
            return Err(CapacityUnknown);
        }
        let mut left = u64::from(lines);
        let mut at = Some(organization);
        while let Some(place) = at.and_then(|organization| self.places.get_mut(&organization)) {
            let served = left.min(place.figures.surplus);
            place.figures.need += left;
            place.figures.surplus -= served;
            left -= served;
            place.figures.residual += left;
            if left == 0 {
                break;
            }
            at = place.parent;
        }
        self.shortage += left;
        let unserved = u32::try_from(left).unwrap_or(lines);
        Ok(lines.saturating_sub(unserved))
    }

    /// How many more lines without number fit at `organization`: exactly as many as the organizations on its way to
    /// the root have left, so no ancestor's number is promised twice.
    ///
    /// # Errors
    /// `capacity_unknown` if the view has no such organization.
    pub fn headroom(&self, organization: OrganizationId) -> Result<u64, CapacityUnknown> {
        let mut place = self.places.get(&organization).ok_or(CapacityUnknown)?;
        let mut headroom = place.figures.surplus;
        while let Some(above) = place.parent.and_then(|parent| self.places.get(&parent)) {
            headroom += above.figures.surplus;
            place = above;
        }
        Ok(headroom)
    }

    /// The figures of one organization; none if the view does not have it.
    #[must_use]
    pub fn figures(&self, organization: OrganizationId) -> Option<Figures> {
        self.places.get(&organization).map(|place| place.figures)
    }

    /// How many waiting lines no number can serve: the residual of the root.
    #[must_use]
    pub const fn total_shortage(&self) -> u64 {
        self.shortage
    }

    /// Settles one node whose children are settled: they have left their residuals in its need.
    fn settle(&mut self, node: &CapacityNode) {
        let Some(place) = self.places.get_mut(&node.organization) else {
            return;
        };
        let supply = u64::from(node.supply);
        let figures = &mut place.figures;
        figures.need += u64::from(node.demand);
        figures.residual = figures.need.saturating_sub(supply);
        figures.surplus = supply.saturating_sub(figures.need);
        let residual = figures.residual;
        match place.parent.and_then(|parent| self.places.get_mut(&parent)) {
            Some(above) => above.figures.need += residual,
            None => self.shortage += residual,
        }
    }

    fn parent_of(&self, organization: OrganizationId) -> Option<OrganizationId> {
        let parent = self.places.get(&organization)?.parent?;
        self.places.contains_key(&parent).then_some(parent)
    }
}

/// `capacity_unknown`: more lines wait than are counted, or the view does not hold what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {CAPACITY_DEMAND} people wait for a number; how many still fit is not known")]
pub struct CapacityUnknown;

impl CapacityUnknown {
    /// The code of the public error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "capacity_unknown"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn organization(index: usize) -> OrganizationId {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&(index as u64).to_be_bytes());
        OrganizationId::from_bytes(bytes)
    }

    /// Nodes as (parent, demand, supply), each after its parent.
    fn view(nodes: &[(Option<usize>, u32, u32)]) -> CapacityView {
        let node = |(index, &(parent, demand, supply)): (usize, &(Option<usize>, u32, u32))| {
            let parent = parent.map(organization);
            CapacityNode {
                organization: organization(index),
                parent,
                demand,
                supply,
            }
        };
        CapacityView {
            nodes: nodes.iter().enumerate().map(node).collect(),
            complete: true,
        }
    }

    const R: usize = 0;
    const A: usize = 1;
    const B: usize = 2;
    const A1: usize = 3;

    /// The worked example of the documentation.
    fn example() -> CapacityView {
        view(&[
            (None, 0, 3),
            (Some(R), 4, 2),
            (Some(R), 1, 5),
            (Some(A), 1, 0),
        ])
    }

    #[test]
    fn the_worked_example_has_the_documented_figures() {
        let balance = example().balance().unwrap();
        for (index, need, residual, surplus, headroom) in [
            (A1, 1, 1, 0, 0),
            (A, 5, 3, 0, 0),
            (B, 1, 0, 4, 4),
            (R, 3, 0, 0, 0),
        ] {
            let figures = balance.figures(organization(index)).unwrap();
            assert_eq!(
                figures,
                Figures {
                    need,
                    residual,
                    surplus
                }
            );
            assert_eq!(balance.headroom(organization(index)), Ok(headroom));
        }
        assert_eq!(balance.total_shortage(), 0);
    }

    #[test]
    fn d_01_one_more_at_a_is_not_covered() {
        let mut balance = example().balance().unwrap();
        assert_eq!(balance.add(organization(A), 1), Ok(0));
        assert_eq!(balance.total_shortage(), 1);
        let mut balance = example().balance().unwrap();
        assert_eq!(balance.add(organization(B), 6), Ok(4));
        assert_eq!(balance.total_shortage(), 2);
    }

    #[test]
    fn m_62_the_pending_account_of_b_does_not_fit_at_a() {
        let mut view = example();
        view.take_out(organization(B), 1);
        let balance = view.balance().unwrap();
        assert_eq!(balance.figures(organization(B)).unwrap().surplus, 5);
        assert_eq!(balance.headroom(organization(A)), Ok(0));
        assert_eq!(view.headroom(organization(A), 1), Ok(0));
    }

    #[test]
    fn d_18_the_five_pending_accounts_of_a_and_a1_fit_at_b() {
        let mut view = example();
        view.take_out(organization(A), 4);
        view.take_out(organization(A1), 1);
        let balance = view.balance().unwrap();
        assert_eq!(balance.figures(organization(R)).unwrap().surplus, 3);
        assert_eq!(balance.headroom(organization(B)), Ok(7));
        assert_eq!(view.headroom(organization(B), 5), Ok(5));
    }

    #[test]
    fn too_much_demand_and_broken_trees_are_unknown() {
        let mut incomplete = example();
        incomplete.complete = false;
        assert_eq!(incomplete.total_shortage(), Err(CapacityUnknown));
        assert_eq!(CapacityUnknown.code(), "capacity_unknown");

        assert!(view(&[(None, CAPACITY_DEMAND, 0)]).balance().is_ok());
        assert!(
            view(&[(None, CAPACITY_DEMAND, 0), (Some(0), 1, 0)])
                .balance()
                .is_err()
        );
        assert!(view(&[(Some(1), 0, 0), (Some(0), 0, 0)]).balance().is_err());
        assert_eq!(example().headroom(organization(9), 1), Err(CapacityUnknown));
        assert_eq!(
            example().balance().unwrap().add(organization(9), 1),
            Err(CapacityUnknown)
        );
        let mut twice = example();
        twice.nodes.push(twice.nodes[0]);
        assert!(twice.balance().is_err());
    }

    #[test]
    fn a_long_chain_and_a_wide_tree_do_not_recurse() {
        let chain: Vec<_> = (0..50_000_usize)
            .map(|index| (index.checked_sub(1), 1, u32::from(index == 0)))
            .collect();
        assert_eq!(view(&chain).total_shortage(), Ok(49_999));
        let wide: Vec<_> = (0..50_000)
            .map(|index| ((index > 0).then_some(0), 1, 2))
            .collect();
        assert_eq!(view(&wide).headroom(organization(7), 9), Ok(2));
    }

    /// Serves every waiting line in the best way there is, by augmenting paths; how many get a number.
    fn most_served(nodes: &[(Option<usize>, u32, u32)]) -> usize {
        let repeat = |pick: fn(&(Option<usize>, u32, u32)) -> u32| -> Vec<usize> {
            let each = nodes.iter().enumerate();
            each.flat_map(|(index, node)| vec![index; pick(node) as usize])
                .collect()
        };
        let (lines, numbers) = (repeat(|node| node.1), repeat(|node| node.2));
        let usable = |line: usize, owner: usize| {
            std::iter::successors(Some(line), |at| nodes[*at].0).any(|at| at == owner)
        };
        fn place(
            line: usize,
            fits: &dyn Fn(usize, usize) -> bool,
            holder: &mut [Option<usize>],
            seen: &mut [bool],
        ) -> bool {
            for number in 0..holder.len() {
                if fits(line, number) && !seen[number] {
                    seen[number] = true;
                    let free = match holder[number] {
                        None => true,
                        Some(other) => place(other, fits, holder, seen),
                    };
                    if free {
                        holder[number] = Some(line);
                        return true;
                    }
                }
            }
            false
        }
        let fits = |line: usize, number: usize| usable(lines[line], numbers[number]);
        let mut holder = vec![None; numbers.len()];
        (0..lines.len())
            .filter(|line| place(*line, &fits, &mut holder, &mut vec![false; numbers.len()]))
            .count()
    }

    type Nodes = Vec<(Option<usize>, u32, u32)>;

    fn trees() -> impl Strategy<Value = Nodes> {
        proptest::collection::vec((any::<proptest::sample::Index>(), 0..4_u32, 0..5_u32), 1..7)
            .prop_map(|nodes| {
                let node = |(index, (parent, demand, supply)): (
                    usize,
                    (proptest::sample::Index, u32, u32),
                )| {
                    ((index > 0).then(|| parent.index(index)), demand, supply)
                };
                nodes.into_iter().enumerate().map(node).collect()
            })
    }

    proptest! {
        #[test]
        fn headroom_and_shortage_are_what_the_best_assignment_gives(nodes in trees(), order in any::<proptest::sample::Index>()) {
            let mut view = view(&nodes);
            // The order of the nodes says nothing.
            let turn = order.index(nodes.len());
            view.nodes.rotate_left(turn);
            let balance = view.balance().unwrap();
            let waiting: u32 = nodes.iter().map(|node| node.1).sum();
            let served = most_served(&nodes);
            prop_assert_eq!(balance.total_shortage(), u64::from(waiting) - served as u64);
            for index in 0..nodes.len() {
                let headroom = balance.headroom(organization(index)).unwrap();
                let with = |more: u64| {
                    let mut nodes = nodes.clone();
                    nodes[index].1 += more as u32;
                    most_served(&nodes) as u64
                };
                prop_assert_eq!(with(headroom), served as u64 + headroom);
                prop_assert_eq!(with(headroom + 1), served as u64 + headroom);
            }
        }

        #[test]
        fn adding_lines_is_the_same_as_counting_again(nodes in trees(), at in any::<proptest::sample::Index>(), lines in 0..9_u32) {
            let at = at.index(nodes.len());
            let mut balance = view(&nodes).balance().unwrap();
            let headroom = balance.headroom(organization(at)).unwrap();
            let served = balance.add(organization(at), lines).unwrap();
            prop_assert_eq!(u64::from(served), headroom.min(lines.into()));
            let mut more = nodes.clone();
            more[at].1 += lines;
            prop_assert_eq!(balance, view(&more).balance().unwrap());
        }

        #[test]
        fn supply_beyond_what_is_asked_for_does_not_matter(nodes in trees(), at in any::<proptest::sample::Index>(), wanted in 0..6_u32) {
            let at = organization(at.index(nodes.len()));
            let exact = view(&nodes).headroom(at, wanted).unwrap();
            // As a store counts: up to the demand of the subtree plus what is wanted.
            let mut bounded = nodes.clone();
            for index in 0..nodes.len() {
                let inside = |node: usize| {
                    std::iter::successors(Some(node), |at| nodes[*at].0).any(|at| at == index)
                };
                let demand: u32 = (0..nodes.len()).filter(|node| inside(*node)).map(|node| nodes[node].1).sum();
                bounded[index].2 = nodes[index].2.min(demand + wanted);
            }
            prop_assert_eq!(view(&bounded).headroom(at, wanted).unwrap(), exact);
        }
    }
}
