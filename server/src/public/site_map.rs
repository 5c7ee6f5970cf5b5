use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::{middleware::error_page::error_page, state::AppState};

/// Most addresses in one file (sitemaps.org).
const MOST: i64 = 50_000;

/// `GET /sitemap.xml`: published pages that do not ask to be left out.
pub(super) async fn site_map(State(state): State<AppState>) -> Response {
    match listed(&state).await {
        Ok(xml) => ([(CONTENT_TYPE, "application/xml; charset=utf-8"), (CACHE_CONTROL, "public, max-age=300")], xml).into_response(),
        Err(error) => error_page(&error),
    }
}

async fn listed(state: &AppState) -> mewayz::Result<String> {
    let mut identity = state.context.db.identity().await?;
    let sites = mewayz::bio_sites::listed(&mut identity, "", MOST).await?;
    let base = &state.config.base_url;
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    xml += &format!("<url><loc>{base}/</loc></url>\n");
    for (handle, changed) in sites {
        xml += &format!("<url><loc>{base}/@{handle}</loc><lastmod>{}</lastmod></url>\n", changed.format("%Y-%m-%d"));
    }
    Ok(xml + "</urlset>\n")
}

/// `GET /robots.txt`.
pub(super) async fn robots(State(state): State<AppState>) -> impl IntoResponse {
    let text =
        format!("User-agent: *\nDisallow: /w/\nDisallow: /rpc/\nDisallow: /@*/go/\nSitemap: {}/sitemap.xml\n", state.config.base_url);
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")], text)
}
