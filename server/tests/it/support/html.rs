//! As much of HTML as a test has to read: tags, labels, forms.

use std::collections::BTreeMap;

/// A page.
pub struct Document {
    html: String,
    tags: Vec<Tag>,
}

/// An opening tag.
#[derive(Debug, Clone)]
pub struct Tag {
    pub name: String,
    attributes: BTreeMap<String, String>,
    /// Where its content begins.
    end: usize,
}

impl Tag {
    /// An attribute, without its escapes; empty if it has no value or is not there.
    pub fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.contains_key(attribute)
    }
}

impl Document {
    pub fn new(html: String) -> Self {
        let tags = tags(&html);
        Self { html, tags }
    }

    pub fn html(&self) -> &str {
        &self.html
    }

    /// Tags of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Tag> {
        self.tags.iter().filter(move |tag| tag.name == name)
    }

    /// All tags, in the order of the page.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.tags.iter()
    }

    /// The texts of all elements of a name.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.all(name).map(|tag| self.inner(tag)).collect()
    }

    /// The attribute of the first tag of a name that has `attribute` = `value`.
    pub fn attribute(&self, name: &str, (attribute, value): (&str, &str), wanted: &str) -> Option<String> {
        self.all(name).find(|tag| tag.get(attribute) == value).map(|tag| tag.get(wanted).to_owned())
    }

    /// The control that a label stands for.
    pub fn control(&self, label: &str) -> &Tag {
        let found = self.all("label").find(|tag| self.inner(tag) == label);
        let id = found.unwrap_or_else(|| panic!("no label «{label}» in {:?}", self.texts("label"))).get("for");
        self.by_id(id).unwrap_or_else(|| panic!("label «{label}» stands for nothing"))
    }

    /// The error that stands beside the control of a label, if it shows one.
    pub fn error_beside(&self, label: &str) -> Option<String> {
        let control = self.control(label);
        let message = self.by_id(&format!("{}-error", control.get("id")))?;
        if message.has("hidden") {
            return None;
        }
        assert_eq!(control.get("aria-invalid"), "true", "«{label}» shows an error and is not marked");
        assert!(control.get("aria-describedby").contains(message.get("id")), "«{label}» is not described by its error");
        Some(self.inner(message))
    }

    pub fn by_id(&self, id: &str) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.get("id") == id)
    }

    /// Where the form with these labels leads, and what it sends when they are filled in.
    pub fn fill_in(&self, fields: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        let typed: BTreeMap<&str, &str> = fields.iter().map(|(label, value)| (self.control(label).get("name"), *value)).collect();
        for form in self.all("form") {
            let length = self.html[form.end..].find("</form>").unwrap_or_else(|| panic!("a form without end"));
            let inside = |tag: &&Tag| tag.name == "input" && (form.end..form.end + length).contains(&tag.end);
            let inputs: Vec<&Tag> = self.tags.iter().filter(inside).collect();
            if typed.keys().all(|name| inputs.iter().any(|input| input.get("name") == *name)) {
                assert_eq!(form.get("method").to_lowercase(), "post");
                let value = |input: &&Tag| typed.get(input.get("name")).map_or_else(|| input.get("value").to_owned(), |v| (*v).to_owned());
                return (form.get("action").to_owned(), inputs.iter().map(|input| (input.get("name").to_owned(), value(input))).collect());
            }
        }
        panic!("no form with {fields:?}");
    }

    /// The text in an element that holds no other of its name.
    pub fn inner(&self, tag: &Tag) -> String {
        let rest = &self.html[tag.end..];
        let end = rest.find(&format!("</{}>", tag.name)).unwrap_or(rest.len());
        plain(&rest[..end])
    }
}

/// Markup taken out, escapes resolved, white space folded.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text += before;
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    unescape(&(text + rest)).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    pairs.into_iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|i| at + i + 1) {
        if html[start..].starts_with("!--") {
            at = html[start..].find("-->").map_or(html.len(), |i| start + i + 3);
            continue;
        }
        let Some((tag, end)) = tag(html, start) else {
            at = start;
            continue;
        };
        at = end;
        // What stands in these is no markup.
        if matches!(tag.name.as_str(), "script" | "style") {
            at = html[end..].find(&format!("</{}>", tag.name)).map_or(html.len(), |i| end + i);
        }
        found.push(tag);
    }
    found
}

/// The opening tag whose name begins at `start`, and where it ends.
fn tag(html: &str, start: usize) -> Option<(Tag, usize)> {
    let rest = &html[start..];
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|length| *length > 0)?;
    let mut at = start + length;
    let mut attributes = BTreeMap::new();
    loop {
        let rest = &html[at..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\n', '/']).len();
        let rest = &rest[blank..];
        at += blank;
        if rest.starts_with('>') {
            return Some((Tag { name: html[start..start + length].to_lowercase(), attributes, end: at + 1 }, at + 1));
        }
        let name = rest.find(['=', ' ', '>', '/', '\n']).filter(|length| *length > 0)?;
        at += name;
        let value = match html[at..].strip_prefix("=\"") {
            Some(quoted) => {
                let end = quoted.find('"')?;
                at += end + 3;
                unescape(&quoted[..end])
            }
            None => String::new(),
        };
        attributes.insert(rest[..name].to_owned(), value);
    }
}
