/// A short mail: a greeting, what it is about, at most one thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub greeting: String,
    pub paragraphs: Vec<String>,
    /// A label and where it leads.
    pub action: Option<(String, String)>,
    pub closing: String,
}

impl Letter {
    /// For readers without HTML.
    pub fn text(&self) -> String {
        let mut parts = vec![self.greeting.clone()];
        parts.extend(self.paragraphs.iter().cloned());
        parts.extend(self.action.iter().map(|(_, link)| link.clone()));
        parts.push(self.closing.clone());
        parts.join("\n\n") + "\n"
    }

    /// The same as HTML; everything is escaped.
    pub fn html(&self) -> String {
        let mut body = paragraph(&self.greeting);
        self.paragraphs.iter().for_each(|text| body += &paragraph(text));
        if let Some((label, link)) = &self.action {
            body += &format!(
                r#"<p style="margin:24px 0"><a href="{}" style="background:#0f5f4c;color:#ffffff;padding:12px 20px;border-radius:8px;text-decoration:none;font-weight:600">{}</a></p>"#,
                escape(link),
                escape(label)
            );
        }
        body += &format!(r#"<p style="margin:16px 0;color:#5b6460;font-size:14px">{}</p>"#, escape(&self.closing));
        format!(
            r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{}</title></head><body style="margin:0;background:#f4f5f3;font-family:system-ui,sans-serif;color:#17201c;line-height:1.5"><div style="max-width:520px;margin:32px auto;padding:32px;background:#ffffff;border-radius:12px">{body}</div></body></html>"#,
            escape(&self.subject)
        )
    }
}

fn paragraph(text: &str) -> String {
    format!(r#"<p style="margin:16px 0">{}</p>"#, escape(text))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
