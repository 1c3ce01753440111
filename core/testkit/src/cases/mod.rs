//! The cases, listed once. Each is named after its clause of `rollbook::store`.

mod claim;
mod commit;
mod history;
mod inventory;
mod limit;
mod page;
mod probe;
mod read;
mod replay;
mod team;
mod tenancy;
mod unique;

use rollbook::change::{EntityKey, UniqueKey};
use rollbook::snapshot::Receipt;
use rollbook::store::{CommitError, Short, StoreErrorKind};

use crate::Case;

macro_rules! listed {
    ($($module:ident { $($case:ident)* })*) => {
        /// Every case, by clause.
        #[must_use]
        pub fn all() -> Vec<Case> {
            let mut all = vec![$($(Case { name: stringify!($case), run: $module::$case },)*)*];
            all.sort_by_key(|case| case.name);
            all
        }
    };
}

listed! {
    read {
        c01_read_brings_what_belongs_together
        c01_read_finds_by_every_key
        c01_read_of_nothing_is_empty
        c14_text_and_times_come_back_exactly
    }
    commit {
        c02_a_refused_commit_leaves_nothing
        c02_directory_rows_may_be_taken_again
        c02_what_only_a_bug_can_ask_for_is_corrupt
        c02_one_key_put_twice_is_internal
        c03_versions_count_writes
        c03_conflict_names_every_stale_key
        c03_every_kind_of_key_can_be_expected
        c03_guards_are_expected_and_bumped
        c03_a_group_in_use_is_not_deleted
        c16_too_many_changes_are_refused_unwritten
        c17_a_commit_is_there_when_opened_again
        c19_error_texts_hold_no_row_contents
    }
    unique {
        c04_duplicate_names_every_clash
        c04_a_conflict_goes_before_a_duplicate
        c04_what_one_row_gives_up_another_may_take
        c04_there_is_one_root_and_one_owner
        c04_an_idempotency_key_is_free_after_rejection
    }
    replay {
        c05_a_repeat_writes_nothing_and_answers_the_same
        c05_another_input_is_reused
        c05_a_refused_command_is_not_recorded
    }
    claim {
        c06_a_claim_binds_lines_in_order
        c06_a_claim_reserves
        c06_claims_of_one_commit_never_share_a_number
        c06_what_is_not_free_is_not_claimed
        c06_claims_see_the_puts_of_their_change_set
        c07_claim_order
        c07_freed_by_time_comes_last_and_oldest_first
        c07_tag_order
        c07_series_order
        c07_owners_nearest_first
        c07_order_of_one_known_pool
        c09_shortage_names_every_claim
        c18_the_instant_is_that_of_the_change_set
        c20_claimers_on_threads_never_share_a_number
    }
    inventory {
        c07_numbers_of_a_selector_come_with_their_versions
    }
    limit {
        c11_a_limit_is_judged_after_the_changes
        c11_limits_count_the_subtree_and_the_living
        c11_every_broken_limit_is_named
        c12_a_thousand_rows_go_in_one_commit
    }
    probe {
        c06_probes_answer_no_more_than_asked
        c07_a_list_has_the_order_of_claims
        c10_a_settled_probe_sees_what_is_committed
        c11_count_probes_stop_at_their_bound
        c15_capacity_counts_demand_and_bounded_supply
    }
    tenancy {
        c08_tenants_claim_side_by_side
        c13_a_key_of_another_tenant_is_absent
        c13_the_directories_cross_tenants
        c13_attempts_need_no_tenant_row
    }
    history {
        c02_a_number_put_away_releases_its_directory_row
        c05_a_change_set_survives_json
        c06_a_claim_gives_to_another_owner
        c06_a_claim_retires
        c06_a_claim_tags
        c06_a_claim_releases
        c15_numbers_that_end_by_the_next_end
        c21_every_change_of_a_number_is_in_its_history
        c22_purging_keeps_seven_days
    }
    team {
        c01_an_account_brings_teams_and_pin
        c01_what_is_defined_somewhere_is_found
        c01_the_owner_and_holders_are_found
        c02_teams_and_pins_of_nothing_are_corrupt
        c02_a_gone_organization_is_absent
        c03_a_team_that_goes_leaves_its_people
        c04_names_templates_and_pins_are_unique
        c04_names_and_pins_are_swapped
        c04_a_gone_name_is_free
        c11_limits_count_teams_roles_people
        c15_teams_privilege_groups_and_templates
        c15_accounts_by_team_pin_and_sending
        c15_numbers_held_and_owned
        c14_alerts_and_bulk_batches_come_back
    }
    page {
        c15_tenants_by_id
        c15_organizations_by_depth_and_name
        c15_groups_and_roles_by_name
        c15_numbers_by_digits_with_filters
        c15_accounts_by_every_sort_key
        c15_accounts_by_every_filter
        c15_batches_the_latest_first
        c15_batch_rows_by_row
        c15_events_oldest_first
        c15_events_by_every_filter
        c15_outbox_of_what_can_be_taken
        c15_pages_are_stable_under_inserts
        c14_order_is_binary
    }
}

/// The keys of a conflict, sorted.
fn conflict(result: Result<Receipt, CommitError>) -> Vec<EntityKey> {
    match result {
        Err(CommitError::Conflict(mut keys)) => {
            keys.sort();
            keys
        }
        other => panic!("a conflict was expected, not {other:?}"),
    }
}

/// The clashes of a duplicate, sorted.
fn duplicate(result: Result<Receipt, CommitError>) -> Vec<UniqueKey> {
    match result {
        Err(CommitError::Duplicate(mut keys)) => {
            keys.sort();
            keys
        }
        other => panic!("a duplicate was expected, not {other:?}"),
    }
}

/// The claims of a shortage, in order.
fn shortage(result: Result<Receipt, CommitError>) -> Vec<Short> {
    match result {
        Err(CommitError::Shortage(short)) => short,
        other => panic!("a shortage was expected, not {other:?}"),
    }
}

/// The kind of a store's own failure.
fn failure(result: Result<Receipt, CommitError>) -> StoreErrorKind {
    match result {
        Err(CommitError::Store(error)) => error.kind(),
        other => panic!("a failure of the store was expected, not {other:?}"),
    }
}
