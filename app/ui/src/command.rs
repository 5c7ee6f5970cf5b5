//! What the command palette finds, and how.

/// A place to go or a page that does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What is shown and searched.
    pub label: String,
    /// Heading it stands under: "Pages", "Sites", "Actions".
    pub group: String,
    pub href: String,
    pub icon: &'static str,
    /// Further words it is found by.
    pub words: String,
}

impl Command {
    /// A command found by its label and group.
    pub fn new(label: impl Into<String>, group: impl Into<String>, href: impl Into<String>, icon: &'static str) -> Self {
        Self { label: label.into(), group: group.into(), href: href.into(), icon, words: String::new() }
    }

    /// Adds words it is found by.
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }
}

/// Commands whose label, group or words hold every word of `query`, label matches first; order is kept otherwise.
pub fn matching(commands: &[Command], query: &str) -> Vec<Command> {
    let query = query.to_lowercase();
    let terms: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<(bool, &Command)> = commands
        .iter()
        .filter_map(|command| {
            let label = command.label.to_lowercase();
            let all = format!("{label} {} {}", command.group.to_lowercase(), command.words.to_lowercase());
            let hit = terms.iter().all(|term| all.contains(term));
            hit.then(|| (!terms.iter().all(|term| label.contains(term)), command))
        })
        .collect();
    found.sort_by_key(|(elsewhere, _)| *elsewhere);
    let order: Vec<&str> = found.iter().map(|(_, command)| command.group.as_str()).collect();
    let rank = |command: &Command| order.iter().position(|group| *group == command.group);
    found.sort_by_key(|(_, command)| rank(command));
    found.into_iter().map(|(_, command)| command.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Command, matching};

    fn labels(query: &str) -> Vec<String> {
        let commands = [
            Command::new("Home", "Pages", "/", "house"),
            Command::new("Sites", "Pages", "/sites", "globe").words("bio link pages"),
            Command::new("Settings", "Pages", "/settings", "settings").words("password sessions"),
            Command::new("New site", "Actions", "/sites/new", "plus"),
        ];
        matching(&commands, query).into_iter().map(|command| command.label).collect()
    }

    #[test]
    fn every_word_must_be_found_and_labels_come_first() {
        assert_eq!(labels(""), ["Home", "Sites", "Settings", "New site"]);
        assert_eq!(labels("SITE"), ["Sites", "New site"]);
        assert_eq!(labels("new s"), ["New site"]);
        assert_eq!(labels("password"), ["Settings"]);
        assert_eq!(labels("pages si"), ["Sites", "Settings"]);
        assert!(labels("nothing here").is_empty());
    }

    #[test]
    fn groups_stay_together() {
        let commands = [
            Command::new("b", "One", "/", "house").words("x"),
            Command::new("x", "Two", "/", "house"),
            Command::new("x too", "One", "/", "house"),
        ];
        let found: Vec<_> = matching(&commands, "x").into_iter().map(|c| c.label).collect();
        assert_eq!(found, ["x", "x too", "b"]);
    }
}
