"""The rows of the fault table that concern exchange and storage, and which tests elsewhere hold one.

Tests of this folder carry `@pytest.mark.row`; those of other parts are named here one by one, so that no row is called
held by tests that merely lie beside the ones that bear on it.
"""

from collections.abc import Mapping
from typing import Final

PLANTED: Final = 0

ROWS: Final[Mapping[int, str]] = {
    2: "First full sync, broken off and taken up again",
    3: "kill -9 under writes",
    4: "Killed at each system call of an append, a pull and a restore",
    5: "EIO and ENOSPC at each system call",
    6: "Power loss: what was not synced is gone",
    7: "Disk full",
    9: "Partition both ways; three nodes, 10,000 entries equal within 60 s (I8)",
    10: "One way, flapping, reset, 30 % lost, 20 kbit/s",
    11: "Stalled partner, endless body, bomb, redirect",
    12: "Duplicate delivery",
    13: "Late and reordered delivery",
    14: "Replay of an older checkpoint",
    15: "Freeze: stale after 24 h, alarm after 72 h",
    16: "Payload not matching its commitment",
    17: "Forged signature, unknown key, mixed signatures",
    18: "Rewritten history",
    19: "Split view",
    20: "Truncated tile or bundle, wrong width, empty, bomb, trailing bytes",
    21: "Bit flip at rest",
    22: "Malformed notes, checkpoints and proofs; public Merkle vectors",
    23: "Witness race",
    24: "Key rotated in the middle of a sync",
    25: "Key compromised and revoked: the written drill",
    26: "Agreement revoked or narrowed in the middle of a sync",
    27: "Agreement forged, signed once, amended unsigned",
    28: "Clock skew",
    29: "An entry that breaks its definition",
    30: "A definition newer than ours",
    31: "Entry by somebody who is not the steward",
    32: "Hand-over while partitioned: exactly once",
    33: "Restore from an older backup",
    34: "Restore when nobody can be reached",
    35: "Two installations with one key",
    36: "Upgrade of the store, and its way back",
    49: "Erasure on every node that held it",
    51: "An insider edits the database",
    PLANTED: "Faults planted in the programme, which the model has to find",
}

TAMPERING: Final = "tests/node/exchange/test_tampering.py"
WITNESS: Final = "tests/node/exchange/test_witness.py"
CONTRADICTION: Final = "tests/node/exchange/test_contradiction.py"
GOSSIP: Final = "tests/node/exchange/test_gossip.py"
FRESHNESS: Final = "tests/node/exchange/test_freshness.py"
ROTATION: Final = "tests/node/exchange/test_rotation.py"
REVOCATION: Final = "tests/node/exchange/test_revocation.py"
RECOVERY: Final = "tests/node/exchange/test_recovery.py"
AGREEMENTS: Final = "tests/node/exchange/test_agreements.py"
HANDING_OVER: Final = "tests/node/exchange/test_handing_over.py"
PULL: Final = "tests/node/exchange/test_pull.py"
EVERY_COPY: Final = "tests/node/exchange/test_every_copy.py"
ERASURE: Final = "tests/node/exchange/test_erasure.py"
SCHEDULE: Final = "tests/node/exchange/test_schedule.py"
SERVE: Final = "tests/node/exchange/test_serve.py"
NOTE: Final = "tests/core/tlog/test_note.py"
MERKLE: Final = "tests/core/tlog/test_merkle.py"
FORCE: Final = "tests/core/agreement/test_force.py"
APPEND: Final = "tests/node/test_append.py"
FSCK: Final = "tests/node/test_fsck.py"
FSCK_SAMPLES: Final = "tests/node/test_fsck_samples.py"
PROJECT: Final = "tests/node/test_project.py"
HAND_OVER: Final = "tests/node/test_hand_over.py"
DUTIES: Final = "tests/node/test_duties.py"
UPGRADE: Final = "tests/node/test_upgrade.py"
BACKUP: Final = "tests/node/test_backup.py"
CONNECTIONS: Final = "tests/web/test_connections_page.py"

HELD_BY: Final[Mapping[int, tuple[str, ...]]] = {
    2: (
        "tests/node/exchange/test_killed.py::test_a_pull_killed_at_any_transaction_is_completed_by_the_next",
        "tests/node/exchange/test_memory.py::test_a_pull_takes_no_more_memory_than_its_bounds",
        f"{PULL}::test_a_large_log_arrives_in_packs",
    ),
    10: (
        f"{SCHEDULE}::test_a_partner_is_asked_every_five_seconds_and_no_more",
        f"{SCHEDULE}::test_who_fails_is_left_alone_longer_each_time_and_others_are_not",
    ),
    11: (
        f"{SCHEDULE}::test_one_that_stalls_holds_up_no_other",
        f"{SCHEDULE}::test_a_round_has_an_end_and_what_it_brought_is_kept",
        f"{TAMPERING}::test_a_redirect_is_not_followed",
        "tests/node/exchange/test_bounds.py::test_an_answer_that_unpacks_without_end_is_refused",
    ),
    12: (
        f"{SERVE}::test_a_repeated_request_is_401",
        f"{SERVE}::test_a_transaction_names_one_request",
        f"{PULL}::test_the_same_pull_twice_brings_nothing_new",
        f"{APPEND}::test_same_idempotency_key_appends_once",
    ),
    14: (f"{CONTRADICTION}::test_a_shrunk_log_is_refused_and_heals",),
    15: (
        f"{FRESHNESS}::test_a_frozen_log_is_stale_after_a_day_and_an_alarm_after_three",
        f"{FRESHNESS}::test_a_quiet_partner_is_fresh",
        f"{FRESHNESS}::test_heads_without_a_statement_make_nothing_fresh",
        f"{FRESHNESS}::test_freshness_begins_and_ends_at_the_hour",
        f"{CONNECTIONS}::test_a_copy_is_stale_after_a_day_and_alarming_after_three",
    ),
    16: (
        f"{TAMPERING}::test_a_tampered_part_spoils_only_itself",
        f"{TAMPERING}::test_a_changed_file_is_refused",
        f"{EVERY_COPY}::test_a_spoiled_part_spoils_only_itself",
    ),
    17: (
        f"{NOTE}::test_note_opens_under_its_key_only",
        f"{NOTE}::test_one_bad_signature_of_a_known_key_refuses_the_note",
        f"{NOTE}::test_checkpoint_of_another_origin_is_refused",
        f"{WITNESS}::test_each_refusal_has_its_status_and_changes_nothing",
        f"{WITNESS}::test_a_forged_witness_line_does_not_spread",
        f"{TAMPERING}::test_a_bad_head_or_entry_stops_this_log_and_no_other",
    ),
    18: (
        f"{CONTRADICTION}::test_a_fork_stops_the_log_and_convinces_a_stranger",
        f"{CONTRADICTION}::test_a_fork_witnessed_while_pulling_is_found_by_that_pull",
        f"{WITNESS}::test_another_root_for_the_same_size_is_kept_as_evidence_and_stops_the_log",
        "tests/node/exchange/test_judgement.py::test_the_command_needs_only_the_file",
        f"{CONNECTIONS}::test_evidence_of_a_fork_names_the_locality",
    ),
    19: (
        f"{GOSSIP}::test_two_trees_are_found_at_the_first_exchange_and_alarm_all_three",
        f"{GOSSIP}::test_the_evidence_convinces_a_stranger",
        f"{GOSSIP}::test_two_trees_shown_only_to_witnesses_are_found",
        f"{GOSSIP}::test_honest_heads_of_any_age_accuse_nobody",
        f"{CONTRADICTION}::test_a_head_that_was_witnessed_binds_the_next_pull",
    ),
    20: (
        f"{TAMPERING}::test_a_bad_head_or_entry_stops_this_log_and_no_other",
        f"{TAMPERING}::test_a_tampered_tile_of_a_large_log_is_found",
        f"{TAMPERING}::test_a_first_answer_that_breaks_the_format_ends_the_pull",
        f"{TAMPERING}::test_an_answer_for_values_that_breaks_the_format_stops_one_log_and_no_other",
    ),
    21: (
        f"{FSCK}::test_flipped_bit_in_a_bundle_is_named",
        f"{FSCK}::test_flipped_bit_in_a_tile_is_named",
        f"{FSCK}::test_flipped_bit_in_the_tail_is_found",
        f"{FSCK}::test_flipped_bit_in_a_part_is_named",
        f"{FSCK}::test_flipped_bit_in_a_head_is_named",
        f"{FSCK}::test_flipped_bit_in_a_blob_is_named",
        f"{FSCK_SAMPLES}::test_every_flipped_bit_in_a_value_is_found_in_its_table",
        f"{FSCK_SAMPLES}::test_every_flipped_bit_in_the_file_is_found_or_means_nothing",
        "tests/node/exchange/test_repair.py::test_what_was_spoiled_comes_back",
        "tests/node/exchange/test_repair.py::test_spoiled_page_is_repaired",
    ),
    22: (
        f"{MERKLE}::test_public_inclusion_vectors",
        f"{MERKLE}::test_public_consistency_vectors",
        f"{NOTE}::test_malformed_notes_name_the_rule",
        f"{NOTE}::test_malformed_checkpoints_name_the_rule",
        f"{NOTE}::test_malformed_proof_files_name_the_rule",
        f"{NOTE}::test_arbitrary_bytes_only_raise_our_errors",
    ),
    23: (
        f"{WITNESS}::test_of_many_at_once_exactly_one_steps",
        f"{WITNESS}::test_threads_that_submit_different_steps_never_roll_back",
        f"{CONTRADICTION}::test_a_pull_never_takes_the_witness_back",
    ),
    24: (
        f"{ROTATION}::test_a_rotation_is_not_noticed_by_who_keeps_in_touch",
        f"{ROTATION}::test_who_was_away_longer_than_the_overlap_asks_for_the_new_keys",
        f"{ROTATION}::test_an_old_signature_after_the_overlap_is_refused_by_name_and_day",
    ),
    25: (
        "tests/faults/test_key_drill.py::test_both_languages_say_the_same_commands",
        "tests/faults/test_key_drill.py::test_the_written_procedure_puts_a_stolen_key_right",
        f"{REVOCATION}::test_after_a_compromise_the_unwitnessed_entries_do_not_count",
        f"{REVOCATION}::test_a_revoked_key_cannot_have_a_longer_log_witnessed",
    ),
    26: (
        f"{EVERY_COPY}::test_a_revocation_bites_between_two_requests_of_one_pull",
        f"{EVERY_COPY}::test_a_revocation_bites_on_the_very_next_request",
        f"{PULL}::test_a_revocation_bites_at_once",
        f"{PULL}::test_a_widened_grant_backfills",
    ),
    27: (
        f"{PULL}::test_an_agreement_that_one_side_has_not_accepted_entitles_nobody",
        f"{PULL}::test_terms_that_name_another_root_key_entitle_nobody",
        f"{AGREEMENTS}::test_an_acceptance_cannot_be_written_over",
        f"{AGREEMENTS}::test_a_revocation_cannot_be_taken_back",
        f"{FORCE}::test_an_agreement_takes_only_answers_to_its_own_bytes",
        f"{FORCE}::test_what_was_replaced_never_comes_back",
    ),
    28: (f"{APPEND}::test_clock_that_went_back_stops_signing",),
    29: (
        f"{PROJECT}::test_invalid_first_put_is_shown_as_invalid",
        f"{PROJECT}::test_invalid_later_put_leaves_the_last_valid_one",
    ),
    30: (
        f"{PROJECT}::test_newer_definition_that_only_adds_is_accepted",
        f"{PROJECT}::test_foreign_definition_of_our_register_makes_records_invalid",
        f"{PROJECT}::test_definition_may_come_last",
    ),
    31: (
        f"{PROJECT}::test_entry_of_somebody_else_is_refused",
        f"{HAND_OVER}::test_an_entry_after_the_cut_is_void_and_shown_as_such",
        f"{HAND_OVER}::test_before_it_is_taken_the_taker_has_no_say",
    ),
    32: (
        f"{HAND_OVER}::test_every_node_ends_with_the_same_tables",
        f"{HANDING_OVER}::test_a_whole_node_goes_into_another",
        f"{HANDING_OVER}::test_the_same_act_twice_is_once",
    ),
    33: (
        f"{RECOVERY}::test_restored_node_fetches_its_tail_back",
        f"{RECOVERY}::test_nothing_is_signed_before_the_partner_was_asked",
        f"{RECOVERY}::test_entries_that_a_witness_saw_and_nobody_has_keep_it_stopped",
        f"{BACKUP}::test_backup_is_of_one_moment_while_others_write",
    ),
    34: (
        f"{RECOVERY}::test_without_an_answer_nobody_may_let_it_sign",
        f"{RECOVERY}::test_a_node_that_never_had_a_partner_goes_on_by_two_people",
    ),
    35: (
        f"{RECOVERY}::test_a_copy_that_signed_otherwise_is_stopped_for_good",
        f"{APPEND}::test_second_installation_is_refused",
        f"{APPEND}::test_a_copy_does_not_finish_what_the_first_left_unsigned",
        f"{DUTIES}::test_one_machine_serves_a_store",
    ),
    36: (
        f"{UPGRADE}::test_older_store_is_upgraded_and_kept",
        f"{UPGRADE}::test_upgraded_store_goes_on",
        f"{UPGRADE}::test_failing_upgrade_leaves_the_old_store",
        f"{UPGRADE}::test_newer_store_is_refused",
    ),
    49: (
        f"{EVERY_COPY}::test_an_erased_part_is_destroyed_on_every_copy",
        f"{ERASURE}::test_erasing_destroys_the_file_on_both_sides",
        f"{ERASURE}::test_no_byte_of_it_is_left_in_the_files",
        f"{ERASURE}::test_a_partner_says_that_it_is_done_once_nothing_is_left",
    ),
    51: (
        f"{FSCK}::test_edited_table_is_found",
        f"{DUTIES}::test_insiders_change_is_seen_within_the_hour",
    ),
}
"""Tests of the part that a row concerns, which `make test` runs too."""


def rows_of(test: str) -> tuple[int, ...]:
    """Return the rows that a test elsewhere holds, by its name without parameters."""
    return tuple(row for row, tests in HELD_BY.items() if test in tests)
