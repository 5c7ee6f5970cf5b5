use leptos::prelude::use_context;

/// The words that components bring along themselves. The product gives them in the reader's language by `provide_context`;
/// without that they are English.
#[derive(Clone, Copy, Debug)]
pub struct Labels {
    pub breadcrumbs: &'static str,
    pub chart_empty: &'static str,
    /// The gist of a line: lowest, highest and last value.
    pub chart_gist: fn(String, String, String) -> String,
    pub close: &'static str,
    pub dismiss: &'static str,
    pub incident: &'static str,
    pub main: &'static str,
    pub nothing_matches: &'static str,
    /// A value as people read it.
    pub number: fn(f64) -> String,
    pub optional: &'static str,
    pub palette: &'static str,
    pub quick: &'static str,
    pub results: &'static str,
    pub search: &'static str,
    pub search_everything: &'static str,
    pub skip: &'static str,
    pub theme: &'static str,
    /// Light, dark, system.
    pub themes: [&'static str; 3],
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            breadcrumbs: "Breadcrumbs",
            chart_empty: "no values",
            chart_gist: |low, high, last| format!("from {low} to {high}, last {last}"),
            close: "Close",
            dismiss: "Dismiss",
            incident: "Incident",
            main: "Main",
            nothing_matches: "Nothing matches.",
            number: crate::scale::exact,
            optional: "optional",
            palette: "Command palette",
            quick: "Quick",
            results: "Results",
            search: "Search",
            search_everything: "Search pages and actions",
            skip: "Skip to content",
            theme: "Theme",
            themes: ["Light", "Dark", "System"],
        }
    }
}

/// The words of the reader's language. For a component's body.
pub(crate) fn labels() -> Labels {
    use_context().unwrap_or_default()
}
