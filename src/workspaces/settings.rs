use super::{
    Look, Offer, Settings,
    rules::{check_name, check_slug},
};
use crate::{
    Error, Result,
    color::Color,
    db::Identity,
    error::OnConstraint,
    events::{self, WorkspaceChanged},
    ids::{UserId, WorkspaceId},
    mail::Brand,
    media,
    tenancy::{Permission, Scope, Standing},
};

/// What the settings of the workspace show.
pub async fn settings(scope: &mut Scope) -> Result<Settings> {
    scope.require(Permission::ViewSites)?;
    let workspace = scope.workspace();
    let row = sqlx::query!(
        r#"select w.name, w.slug, w.accent, w.logo_key, w.logo_width, w.imprint, w.archived_at is not null as "archived!", w.ends_at,
             w.suspended_at is not null as "suspended!",
             w.heir, w.heir_until, w.heir_from, u.full_name as "heir_name?",
             array(select s.slug from workspace_slugs s where s.workspace_id = w.id and s.slug <> w.slug order by s.slug) as "former!"
         from workspaces w left join users u on u.id = w.heir where w.id = $1"#,
        workspace.0
    )
    .fetch_one(scope.conn())
    .await?;
    let offer = match (row.heir, row.heir_name, row.heir_from, row.heir_until) {
        (Some(to), Some(to_name), Some(from), Some(until)) => Some(Offer { to: UserId(to), to_name, from: UserId(from), until }),
        _ => None,
    };
    Ok(Settings {
        name: row.name,
        slug: row.slug,
        look: Look {
            accent: row.accent.unwrap_or_default(),
            logo_key: row.logo_key.unwrap_or_default(),
            logo_width: row.logo_width.map_or(0, i32::unsigned_abs),
            imprint: row.imprint.unwrap_or_default(),
        },
        standing: Standing::new(row.archived, row.suspended, row.ends_at),
        offer,
        former_slugs: row.former,
    })
}

/// Calls the workspace something else.
///
/// # Errors
/// `Invalid` on `name`.
pub async fn rename(scope: &mut Scope, name: &str) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    let (name, workspace) = (check_name(name)?, scope.workspace());
    sqlx::query!("update workspaces set name = $2 where id = $1", workspace.0, name).execute(scope.conn()).await?;
    changed(scope).await
}

/// Gives the workspace another address; the one before leads to it and is given to nobody else.
///
/// # Errors
/// `Invalid` on `slug`, also if it is or was somebody else's; of two who want it at the same instant one gets it.
pub async fn set_slug(scope: &mut Scope, slug: &str) -> Result<String> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    let (slug, workspace) = (check_slug(slug)?, scope.workspace());
    sqlx::query!("update workspaces set slug = $2 where id = $1", workspace.0, slug)
        .execute(scope.conn())
        .await
        .on_constraint("workspaces_slug_taken", || Error::field("slug", "This address is taken. Try another one."))?;
    changed(scope).await?;
    Ok(slug)
}

/// Says how the mails of the workspace look.
///
/// # Errors
/// `Invalid` on `accent`, `imprint` and `logo`: it must be a picture of the library.
pub async fn set_look(scope: &mut Scope, look: Look) -> Result<()> {
    scope.require_everywhere(Permission::ManageWorkspace)?;
    let (look, workspace) = (look.check()?, scope.workspace());
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if !look.logo_key.is_empty() {
        let width = i32::try_from(look.logo_width).unwrap_or(0);
        let known = sqlx::query_scalar!(
            r#"select exists (select from media where key = $1 and kind = 'picture' and $2 = any (widths)) as "known!""#,
            look.logo_key,
            width
        );
        if !known.fetch_one(scope.conn()).await? {
            return Err(Error::field("logo", "Choose a picture of the library."));
        }
    }
    sqlx::query!(
        "update workspaces set accent = $2, logo_key = $3, logo_width = $4, imprint = $5 where id = $1",
        workspace.0,
        some(&look.accent),
        some(&look.logo_key),
        some(&look.logo_key).and_then(|_| i32::try_from(look.logo_width).ok()),
        some(&look.imprint)
    )
    .execute(scope.conn())
    .await?;
    changed(scope).await
}

/// How mails of the workspace look. `base_url` is where people reach the product.
pub(crate) async fn brand(scope: &mut Scope, base_url: &str) -> Result<Brand> {
    let workspace = scope.workspace();
    let row = sqlx::query!("select name, accent, logo_key, logo_width, imprint from workspaces where id = $1", workspace.0)
        .fetch_one(scope.conn())
        .await?;
    let plain = Brand::default();
    Ok(Brand {
        name: row.name,
        accent: row.accent.and_then(|accent| Color::parse(&accent).ok()).unwrap_or(plain.accent),
        logo: row.logo_key.zip(row.logo_width).map(|(key, width)| format!("{base_url}{}", media::url(&key, width.unsigned_abs()))),
        imprint: row.imprint,
    })
}

/// The address a workspace has now, for somebody who follows one that it had: `None` if they do not belong to it.
pub async fn current_slug(identity: &mut Identity, user: UserId, former: &str) -> Result<Option<String>> {
    let slug = sqlx::query_scalar!(
        "select w.slug from workspace_slugs s
         join workspaces w on w.id = s.workspace_id
         join memberships m on m.workspace_id = w.id and m.user_id = $1
         where s.slug = $2 and w.slug <> $2",
        user.0,
        former
    );
    Ok(slug.fetch_optional(identity.conn()).await?)
}

/// The name and the address of a workspace.
pub(super) async fn names(scope: &mut Scope) -> Result<(String, String)> {
    let workspace: WorkspaceId = scope.workspace();
    let row = sqlx::query!("select name, slug from workspaces where id = $1", workspace.0).fetch_one(scope.conn()).await?;
    Ok((row.name, row.slug))
}

async fn changed(scope: &mut Scope) -> Result<()> {
    let (name, slug) = names(scope).await?;
    let workspace = scope.workspace();
    events::record(scope, &WorkspaceChanged { workspace, slug, name }).await
}
