//! The documented rules as cases that run on every store: each is named after the rule that it shows, and works
//! through the public API of `Rollbook` alone.

mod account;
mod activation;
mod attack;
mod audit;
mod choosing;
mod deleting;
mod delivering;
mod editing;
mod group;
pub mod holder;
mod importing;
mod inventory;
mod line;
mod moving;
mod number;
mod offline;
mod organization;
mod pin;
mod query;
mod replay_attack;
mod resending;
mod role;
mod sending;
mod setting;
mod standing;
mod tenant;
pub mod world;

use std::sync::Arc;

use rollbook::store::Store;

/// One rule, shown on an empty store. It panics if the rule does not hold.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The rule and what holds: `m_29_the_default_group_is_preselected`.
    pub name: &'static str,
    /// The case.
    pub run: fn(Arc<dyn Store>),
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! listed {
    ($($module:ident { $($case:ident)* })*) => {
        /// Every rule, by name.
        #[must_use]
        pub fn all() -> Vec<Rule> {
            let mut all = vec![$($(Rule { name: stringify!($case), run: $module::$case },)*)*];
            all.sort_by_key(|rule| rule.name);
            all
        }
    };
}

listed! {
    role {
        d_06_d_46_a_custom_role_gives_its_privileges_and_no_more
        n_11_a_role_gives_nothing_that_its_maker_does_not_hold
        a_role_is_changed_where_it_is_defined_and_built_in_ones_nowhere
        b_28_the_owner_alone_changes_roles_in_the_model_of_ranks
        nobody_changes_its_own_roles_or_those_of_its_betters
        n_17_a_new_administrator_takes_a_place
        n_02_ownership_is_transferred_in_one_commit
    }
    importing {
        m_12_m_13_m_43_import_adds_and_import_and_invite_invites_everyone_in_the_file
        m_06_m_07_d_43_only_who_may_invite_there_imports
        m_23_d_41_consent_is_needed_only_if_an_sms_goes_out
        m_37_m_65_d_02_2021_assigns_no_numbers_and_refuses_a_filled_cell
        m_38_d_35_row_1001_refuses_the_file_and_only_data_rows_count
        m_39_m_40_m_42_organization_and_group_are_chosen_once_per_upload
        m_40_d_16_an_unknown_group_is_not_found_and_never_created
        m_50_m_51_m_54_cells_become_the_line_and_the_language
        m_57_n_22_an_upload_leaves_a_record_with_one_outcome_per_data_row
        d_51_n_13_all_or_nothing_is_the_default
        n_14_the_same_upload_counts_as_one_for_a_day_unless_forced_or_rejected
        n_14_a_key_belongs_to_one_input_and_one_outcome
        d_36_existing_accounts_fail_are_skipped_or_updated_but_never_renamed_or_renumbered
        d_37_one_identity_twice_is_an_error_in_both_rows_and_a_repeated_row_is_skipped
        d_44_progress_is_counters_per_phase_and_can_stop_between_steps
        n_12_a_dry_run_says_what_the_run_says_and_writes_nothing
        n_15_every_account_of_an_upload_has_its_events
        d_01_a_shortage_is_an_error_a_warning_or_a_notice
        d_01_in_mode_partial_rows_beyond_the_supply_are_imported_and_not_invited
        d_09_b_18_b_19_b_21_which_user_types_a_file_may_add
        b_24_d_27_imported_login_less_members_get_nothing_and_are_usable_at_once
        n_17_an_upload_that_would_pass_a_limit_is_refused_as_a_whole
        n_12_a_dry_run_of_mode_partial_says_what_the_run_says
        n_12_an_import_carries_out_the_plan_that_it_names_or_nothing
        n_12_a_plan_is_of_one_upload
        d_18_numbers_that_rows_name_are_not_promised_to_others
        d_01_people_counted_for_a_limit_are_no_usable_numbers
        n_14_a_repeat_under_the_same_command_id_gets_the_same_answer
        m_43_importing_and_inviting_is_another_upload_than_importing
        n_14_of_two_equal_uploads_at_once_one_is_imported
        n_26_an_account_that_the_importer_does_not_see_is_not_named
        n_22_a_number_in_a_row_is_never_dropped
        d_51_every_row_that_cannot_be_invited_is_named_at_once
        n_22_a_partial_upload_that_cannot_be_sent_is_refused_before_its_first_row
        d_04_a_file_names_available_numbers_only_in_mode_partial_too
        m_41_the_application_is_chosen_once_per_upload
        m_55_d_03_primary_number_stands_for_multiline_number_and_blank_leaves_the_choice
    }
    offline {
        d_01_d_04_d_18_offline_facts_find_what_a_dry_run_finds
        d_32_numbers_are_compared_with_the_regions_of_the_pool
        b_12_b_13_offline_facts_of_members_find_what_a_dry_run_finds
        n_26_a_facts_file_names_nobody_outside_the_sight_of_its_writer
        n_11_facts_are_given_to_who_may_invite_and_view_there
    }
    resending {
        m_32_m_58_m_59_m_61_resend_covers_a_selection_invited_or_never_invited
        m_60_resend_stays_offered_whether_or_not_numbers_are_there
        d_59_an_expired_invitation_stays_demand_until_it_is_revoked
        d_24_another_device_number_is_refused
        n_10_a_code_does_not_outlive_its_invitation
        n_07_a_login_less_account_has_no_identity_invitation_or_role
        d_15_the_group_belongs_to_the_line_and_the_form_supplies_it
    }
    activation {
        m_01_an_invitation_carries_company_id_username_and_password
        m_02_a_reinstallation_activates_again_and_keeps_the_number
        m_03_a_lost_invitation_is_answered_with_a_new_password
        m_04_a_check_says_what_is_still_needed
        m_66_anyone_can_be_sent_an_invitation_again
        m_69_activation_ties_the_account_to_the_personal_number
        d_07_sending_and_resending_are_one_command
        d_13_a_members_invitation_is_good_until_thirty_days_are_over
        d_21_a_resend_to_an_active_person_keeps_it_active
        d_22_the_old_secret_is_dead
        d_23_uses_and_expiry_are_independent
        d_25_sending_again_never_takes_the_number_off_the_line
        d_48_an_inviter_who_lost_the_right_blocks_what_gives_a_role
        d_49_the_holder_of_the_secret_learns_the_reason_and_nobody_else
        d_52_attempts_and_lock_belong_to_the_generation
        n_06_a_resend_makes_no_second_invitation
        n_09_generations_never_share_a_secret
        n_13_a_refused_acceptance_changes_nothing
        n_16_nobody_suspended_or_below_a_disabled_organization_accepts
        n_18_checking_changes_nothing_but_the_count
        n_23_expiry_and_locks_end_without_anybody_writing_it_down
        m_02_a_multiline_invitation_is_not_used_up
    }
    attack {
        case_a_03_an_empty_or_blank_code_reads_no_row
        twin_a_03_a_real_code_is_compared
        case_a_06_at_the_instant_of_expiry
        twin_a_06_one_microsecond_earlier
        case_a_07_the_previous_code_and_the_one_before
        twin_a_07_the_new_code
        case_a_10_a_copy_of_the_database_holds_no_secret
        n_08_requests_that_differ_only_in_the_code_write_the_same_rows
        twin_a_10_the_invited_user_after_the_lock
        case_c_01_past_the_limit_the_right_code_is_not_compared
        twin_c_01_the_right_code_after_the_lock
        case_c_02_parallel_guesses_never_pass_the_limit
        twin_c_02_one_fewer_wrong_and_then_the_right_one
        case_c_03_sending_again_does_not_reset_the_budget_of_the_day
        twin_c_03_one_try_with_the_new_code
        case_c_05_without_the_secret_everything_is_answered_alike
        twin_c_05_the_holder_gets_the_reason
        case_c_06_a_stranger_cannot_lock_a_person_out_for_good
        case_c_08_nobody_but_the_host_renders
        twin_c_08_the_host_renders
        case_d_05_the_inviter_of_an_administrator_lost_the_right
        twin_d_05_a_plain_users_invitation
    }
    choosing {
        m_25_assigning_a_number_is_optional
        m_27_without_a_number_the_person_picks_from_a_short_list
        m_27_the_own_pool_comes_first_and_then_each_ancestors
        m_27_no_numbers_available
        d_54_a_golden_number_is_neither_listed_nor_chosen
        n_04_two_people_never_get_one_number
    }
    delivering {
        delivery_moves_between_invited_and_invitation_failed
        a_report_for_an_older_generation_changes_nothing
        the_outbox_is_leased_rendered_and_closed
        j_04_a_passed_generation_is_skipped
        rendering_is_refused_for_what_no_longer_works
        revoking_ends_an_invitation_and_keeps_what_is_active
        a_used_single_invitation_cannot_be_revoked
    }
    replay_attack {
        case_b_01_many_phones_one_after_another
        case_b_01_many_phones_on_a_single_use_invitation
        case_b_01_many_phones_at_once
        twin_b_01_the_winner_activates_again
        case_b_02_the_same_request_many_times
        case_b_02_the_same_request_many_times_at_once
        twin_b_02_two_ids_are_two_activations
        case_b_04_a_scanner_checks_and_checks
        twin_b_04_then_the_user_accepts
        case_b_05_the_genuine_code_again_from_another_phone
        twin_b_05_the_same_phone
        case_b_07_a_number_that_the_host_has_not_verified
        twin_b_07_a_verified_number
        case_b_09_suspended_opted_out_or_disabled
        twin_b_09_after_resuming
        case_b_12_another_a_missing_or_a_malformed_number
        twin_b_12_the_same_number_in_another_spelling
        case_b_13_a_known_command_id_with_something_else
        case_b_13_a_known_command_id_of_somebody_else
        n_12_a_dry_acceptance_leaves_no_report_of_reuse
        twin_b_13_the_same_request
    }
    account {
        m_19_both_names_and_an_identity_are_mandatory
        b_08_a_member_has_one_name
        b_09_d_29_a_login_less_account_has_no_address
        d_28_a_login_less_account_has_no_role
        b_11_multiline_has_portal_accounts_only
        m_05_m_06_m_07_m_11_only_the_accounts_privilege_adds
        b_02_b_03_b_04_b_05_who_may_add_whom
        b_10_without_a_role_a_portal_account_is_a_member
        n_11_nothing_is_granted_that_the_granter_does_not_hold
        m_28_d_16_the_group_as_given_else_the_default_in_force
        m_25_d_11_saving_sends_nothing_and_needs_no_number
        m_26_m_64_a_number_is_chosen_by_name
        m_26_a_number_is_chosen_by_tag
        n_12_lines_that_mean_the_same_number_are_judged_together
        t_05_any_number_of_the_nearest_pool_else_none_available
        d_04_d_54_by_name_also_reserved_and_golden_numbers
        n_21_a_number_must_be_usable_there
        n_04_n_05_a_line_holds_one_number_and_a_login_less_one_is_registered
        n_03_d_20_an_identity_is_unique_in_the_tree
        d_20_with_identities_by_organization_each_has_its_own
        m_20_d_32_a_device_number_has_a_country_code
        m_47_b_09_where_only_addresses_are_taken
        an_address_lies_in_an_allowed_domain
        m_33_m_49_m_53_features_follow_the_configuration
        m_52_d_31_calls_are_forwarded_where_there_is_no_voice
        m_54_the_language_is_one_of_the_organizations
        an_application_is_one_on_offer
        an_extension_is_unique_in_its_organization
        attributes_are_bounded
        n_17_limits_count_everybody_once
        n_12_n_15_a_dry_run_answers_and_writes_nothing
        n_14_a_repeat_adds_nobody
        n_16_a_disabled_organization_takes_nobody
        d_04_n_20_a_cooling_number_only_by_name_and_with_setup_numbers
    }
    group {
        m_29_each_organization_has_one_effective_default
        a_group_is_changed_only_where_it_is_defined
        a_name_is_unique_where_the_group_is_defined
        a_group_in_use_or_preselected_stays
        m_09_groups_need_setup_user_permissions
        a_group_changed_meanwhile_is_a_version_conflict
    }
    number {
        a_number_has_e164_form_and_a_known_country_code
        d_33_an_unknown_range_is_a_warning
        n_04_a_number_is_in_one_inventory_of_the_store
        everything_wrong_with_a_list_is_said_together
        a_reservation_by_tag_takes_available_ones_only
        n_14_a_reservation_is_answered_again_after_its_end
        m_26_a_number_carries_up_to_8_tags_in_upper_case
        at_most_5000_numbers_come_at_once
        inventory_needs_setup_numbers
        a_reservation_lasts_as_its_reason_says
        a_reservation_can_be_extended
        n_23_a_reservation_ends_without_anybody
        a_series_or_a_tag_is_reserved_by_quantity
        only_own_numbers_that_are_free_are_reserved
        released_numbers_are_available_again
        numbers_are_listed_in_order_by_owner_or_by_use
        n_26_a_list_shows_nothing_of_strangers
        d_53_what_is_left_of_the_cooling_applies_after_a_release
    }
    inventory {
        n_19_the_states_of_a_pool_sum_to_what_it_owns
        numbers_in_use_are_not_retired
        n_26_retiring_tells_nothing_of_strangers
        m_26_tags_come_and_go
        d_53_n_20_a_cooling_is_ended_by_name_and_hidden_by_a_reservation
        reserved_numbers_of_a_series_or_tag_are_released
        numbers_are_allocated_to_an_organization_below
        an_allocation_that_leaves_people_without_numbers_warns
        numbers_are_withdrawn_to_the_organization_above
    }
    organization {
        n_01_a_tree_is_at_most_32_levels_deep
        a_name_is_unique_among_siblings_only
        a_name_that_looks_like_another_is_a_warning
        an_external_number_is_unique_in_the_store
        d_40_n_26_who_has_no_right_above_finds_nothing_there
        only_profile_organizations_creates
        n_14_a_repeat_creates_no_second_organization
        organizations_are_listed_by_the_page
        a_disabled_organization_gets_no_more_below_it
        n_16_a_disabled_organization_stops_pending_invitations_until_it_is_enabled
        an_organization_is_renamed_and_its_external_number_is_set_once
    }
    audit {
        n_15_events_are_listed_where_activity_is_seen
        n_15_events_are_filtered_paged_and_exported
    }
    query {
        m_15_m_16_m_67_the_list_shows_name_username_organization_status
        a_list_is_filtered_and_paged
        from_2024_a_filter_needs_a_privilege_of_its_own
        n_26_an_account_outside_the_scope_is_not_found
        batches_are_listed_where_accounts_are_seen
        m_34_b_21_the_template_is_that_of_the_organization
        a_login_less_account_is_listed_as_active
    }
    sending {
        m_24_m_30_m_31_d_08_who_sends_on_saving
        b_17_d_13_an_invitation_lives_as_long_as_the_profile_says
        m_22_d_41_an_sms_needs_consent_and_an_email_none
        m_10_d_01_sending_asks_for_a_number_as_the_rule_says
        pending_invitations_are_limited
        n_12_n_17_a_limit_refuses_the_items_beyond_it
        a_list_of_one_answers_with_an_item
        d_01_one_number_covers_one_person_whatever_the_rules
        b_05_the_host_invites_the_first_administrator
        n_11_settings_and_grants_are_those_of_the_commit
        n_13_a_refused_sending_adds_nobody
        n_08_no_secret_is_in_an_event_or_an_outcome
    }
    setting {
        the_nearest_value_holds_and_a_reset_gives_it_back
        a_setting_is_refused_with_what_is_allowed
        each_setting_needs_its_own_privilege
        n_15_a_changed_setting_is_an_event_with_old_and_new_value
        settings_changed_meanwhile_are_a_version_conflict
        texts_are_those_of_the_profile
    }
    tenant {
        n_14_a_tenant_asked_for_twice_under_one_command_is_one
        d_58_a_company_id_names_one_tenant_of_the_store
        n_12_a_dry_run_creates_no_tenant
        d_06_the_model_of_privileges_begins_with_the_documented_bundles
        n_02_the_model_of_ranks_begins_with_one_owner
        the_first_administrator_is_not_invited
        m_29_a_new_tenant_has_the_default_user_permissions
        settings_for_the_root_alone_are_given_with_the_tenant
        the_form_of_a_tenant_is_checked_as_a_whole
    }
    line {
        m_25_m_26_m_64_a_number_comes_to_a_line_later
        t_05_no_number_is_left_to_assign
        n_21_n_26_a_number_to_be_assigned_is_usable_and_seen
        d_47_more_than_one_line_holds_a_number
        d_47_a_member_gets_a_line_with_its_number
        d_04_n_20_a_cooling_number_is_assigned_with_setup_numbers_only
        n_04_of_two_who_assign_one_number_at_once_one_gets_it
        leaving_registered_cools_and_leaving_assigned_does_not
        d_53_a_reservation_hides_the_cooling_of_a_number_that_left
        d_50_a_number_that_left_is_forwarded_and_then_cools
        whoever_takes_a_number_off_says_what_becomes_of_it
        m_69_d_24_d_25_a_change_of_device_keeps_the_number_on_the_line
        a_device_is_replaced_without_sending
        n_17_a_replaced_device_takes_a_place_among_those_waiting
        whoever_replaces_a_device_may_edit_and_invite
    }
    standing {
        n_16_suspended_people_rest_and_keep_their_numbers
        case_d_10_a_suspended_administrator_acts_no_more
        d_38_what_the_system_has_blocked_the_system_alone_resumes
        n_02_neither_the_owner_nor_oneself_is_suspended
        nobody_suspends_oneself
        n_13_one_who_fails_keeps_all_from_being_suspended
        n_16_who_has_opted_out_returns_with_a_new_consent_only
        n_17_who_has_opted_out_takes_no_place
    }
    deleting {
        n_25_an_account_made_again_inherits_nothing
        a_deleted_account_keeps_nothing_personal
        d_20_a_deletion_frees_the_identity
        d_20_a_deletion_frees_the_identity_of_its_organization
        d_50_d_53_whoever_deletes_says_what_becomes_of_the_number
        d_57_the_owner_deletes_and_admins_only_people_never_activated
        neither_the_owner_nor_oneself_is_deleted
        a_deleted_administrator_holds_nothing_more
        n_17_a_deleted_account_takes_no_place
    }
    moving {
        m_62_m_63_t_01_the_exact_text_once_for_the_selection
        d_18_enough_is_judged_for_the_whole_selection
        m_62_the_worked_example_of_the_documentation
        m_68_who_was_invited_to_the_wrong_organization_is_moved
        d_17_a_number_usable_there_is_kept
        d_17_a_number_in_use_is_not_released_by_a_move
        d_19_a_mixed_selection_is_refused_as_a_whole
        n_17_a_move_takes_places_below_what_both_paths_share
        rights_are_needed_at_both_ends
        case_e_06_nobody_moves_to_another_tenant
        twin_e_06_an_account_moves_inside_its_tenant
        n_11_a_role_is_held_where_its_holder_is
        what_the_destination_does_not_offer_is_switched_off
        d_20_an_extension_and_an_identity_are_free_there
        of_two_moves_at_once_one_gets_the_last_number
    }
    editing {
        d_56_another_identity_kills_the_secret_at_the_old_address
        d_56_with_sending_the_new_address_gets_the_new_secret
        d_56_who_is_active_stays_active_under_another_identity
        n_03_an_edited_identity_or_extension_is_free
        only_what_is_named_changes
        an_edit_is_judged_as_the_form_is
        what_another_command_changes_is_named_with_it
        d_29_a_login_less_account_gets_no_address_by_an_edit
        an_account_edited_meanwhile_is_a_version_conflict
        m_52_an_edited_line_is_forwarded_where_there_is_no_voice
    }
    activation {
        whoever_declines_is_not_asked_again_without_consent
    }
    pin {
        b_25_login_less_people_get_a_pin_outside_the_import_too
        d_30_a_lost_pin_is_reset_and_never_shown_again
        n_08_no_pin_is_in_an_event_an_outcome_or_a_debug
        who_gets_a_pin_and_who_gives_it
        a_pin_is_no_other_of_the_organization_and_none_that_is_guessed
        n_24_a_pin_that_another_has_is_drawn_anew
        pin_login_says_whether_the_extension_is_needed
        whoever_is_not_enabled_has_no_right_pin
        a_right_pin_is_known_under_a_key_that_came_later
        case_b_08_a_pin_makes_no_invited_account_usable
        twin_b_08_acceptance_makes_it_usable
        case_c_01_past_the_limit_the_right_pin_is_not_compared
        twin_c_01_after_the_lock_the_right_pin_is_right
        case_c_02_parallel_pins_never_pass_the_limit
        twin_c_02_one_pin_fewer_and_then_the_right_one
        case_c_04_strangers_meet_the_budget_of_the_organization
        twin_c_04_a_known_device_gets_in_meanwhile
        case_c_07_pins_stay_unique_while_keys_rotate_on_two_hosts
    }
}
