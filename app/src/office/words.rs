//! Names of acts and states as people say them.

use mewayz::{office::Tool, tenancy::Standing};
use ui::{Badge, Choice, Tone};

use leptos::prelude::*;

use crate::words::{office as t, people, plans, reports};

/// What staff did, in words; the name itself for what this page does not know yet.
pub(super) fn act(name: &str) -> String {
    ACTS.iter().find(|(known, _)| *known == name).map_or_else(|| name.to_owned(), |(_, words)| words().to_owned())
}

/// Groups of acts to filter by.
pub(super) fn acts() -> Vec<Choice> {
    Choice::list(&[
        ("", t::every_act()),
        ("person", people::title()),
        ("workspace", t::workspaces()),
        ("reports", reports::title()),
        ("mail", t::mails()),
        ("webhooks", t::webhooks()),
        ("plans", plans::admin_title()),
        ("jobs", t::act_jobs()),
        ("flags", t::act_flags()),
        ("settings", t::act_settings()),
        ("notifications", t::act_notices()),
        ("data", t::data()),
        ("enter", t::visits()),
    ])
}

const ACTS: [(&str, fn() -> &'static str); 29] = [
    ("enter", t::act_enter),
    ("data.run", t::act_data_run),
    ("flags.reset", t::act_flag_reset),
    ("flags.set", t::act_flag_set),
    ("jobs.discard", t::act_jobs_discard),
    ("jobs.retry", t::act_jobs_retry),
    ("mail.arrived", t::act_mail_arrived),
    ("mail.lift", t::act_mail_lift),
    ("mail.send", t::act_mail_send),
    ("notifications.template", t::act_words_set),
    ("notifications.template_reset", t::act_words_reset),
    ("person.lift", t::act_person_lift),
    ("person.reset_second_factor", t::act_person_reset),
    ("person.sign_out", t::act_person_sign_out),
    ("person.suspend", t::act_person_suspend),
    ("plans.assign", t::act_plan_assign),
    ("plans.end_grace", t::act_plan_end_grace),
    ("plans.version", t::act_plan_version),
    ("reports.dismiss", t::act_report_dismiss),
    ("reports.keep_down", t::act_report_keep_down),
    ("reports.restore", t::act_report_restore),
    ("reports.take_down", t::act_report_take_down),
    ("settings.set", t::act_setting_set),
    ("webhooks.discard", t::act_letter_discard),
    ("webhooks.retry", t::act_letter_retry),
    ("workspace.archive", t::act_workspace_archive),
    ("workspace.release", t::act_workspace_release),
    ("workspace.reopen", t::act_workspace_reopen),
    ("workspace.suspend", t::act_workspace_suspend),
];

/// How a workspace stands, unless it is open.
pub(super) fn standing(standing: Standing) -> AnyView {
    match standing {
        Standing::Open => ().into_any(),
        Standing::Archived => view! { <Badge tone=Tone::Warning>{t::archived()}</Badge> }.into_any(),
        Standing::Suspended => view! { <Badge tone=Tone::Danger>{t::suspended()}</Badge> }.into_any(),
        Standing::Ending(_) => view! { <Badge tone=Tone::Danger>{t::ending()}</Badge> }.into_any(),
    }
}

/// The state of a mail and how it looks.
pub(super) fn mail_state(state: &str) -> (&'static str, Tone) {
    match state {
        "queued" => (t::mail_queued(), Tone::Neutral),
        "sending" => (t::mail_sending(), Tone::Info),
        "deferred" => (t::mail_deferred(), Tone::Warning),
        "accepted" => (t::mail_accepted(), Tone::Success),
        "bounced" => (t::mail_bounced(), Tone::Danger),
        "suppressed" => (t::mail_suppressed(), Tone::Neutral),
        "failed" => (t::mail_failed(), Tone::Danger),
        _ => (t::mail_unknown(), Tone::Warning),
    }
}

/// States of mails, in the order of a mail's life.
pub(super) const MAIL_STATES: [&str; 8] = ["queued", "sending", "deferred", "accepted", "bounced", "suppressed", "failed", "unknown"];

/// Why no mail goes to an address.
pub(super) fn suppression(reason: &str) -> &'static str {
    match reason {
        "hard_bounce" => t::held_bounce(),
        "complaint" => t::held_complaint(),
        "operator" => t::held_operator(),
        _ => t::held_wish(),
    }
}

/// Why an endpoint is in trouble.
pub(super) fn trouble(disabled_because: Option<&str>) -> (&'static str, Tone) {
    match disabled_because {
        Some("person") => (t::hook_off(), Tone::Neutral),
        Some("gone") => (t::hook_gone(), Tone::Danger),
        Some(_) => (t::hook_gave_up(), Tone::Danger),
        None => (t::hook_failing(), Tone::Warning),
    }
}

/// Name and meaning of a tool.
pub(super) fn tool(tool: Tool) -> (&'static str, &'static str) {
    match tool {
        Tool::ReplayEvents => (t::tool_replay(), t::tool_replay_text()),
        Tool::EraseWorkspaces => (t::tool_workspaces(), t::tool_workspaces_text()),
        Tool::EraseAccounts => (t::tool_accounts(), t::tool_accounts_text()),
        Tool::Orphans => (t::tool_orphans(), t::tool_orphans_text()),
    }
}

/// How a run is doing.
pub(super) fn run_state(state: &str) -> (&'static str, Tone) {
    match state {
        "waiting" => (t::waiting(), Tone::Neutral),
        "running" => (t::running(), Tone::Info),
        "done" => (t::finished(), Tone::Success),
        _ => (t::failed(), Tone::Danger),
    }
}
