use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{tenancy::Permission, workspaces::Share};
use ui::{Button, Card, Choice, Field, PageHeader, Select, Size, Variant};

use super::{
    CopySharedSite, ShareSite, Shares, UnshareSite,
    forms::{beside, failure, problem, told, typed, workspace_field},
    load_shares,
};
use crate::{
    shared::{SettingsTabs, loaded, use_frame, use_workspace},
    words::teams as t,
};

/// `/w/{workspace}/settings/sharing`
#[component]
pub fn SharingPage() -> impl IntoView {
    let workspace = use_workspace();
    let (share, unshare) = (ServerAction::<ShareSite>::new(), ServerAction::<UnshareSite>::new());
    told(share.value(), t::saved);
    told(unshare.value(), t::saved);
    let version = move || share.version().get() + unshare.version().get();
    let data = Resource::new(move || (workspace.get(), version()), |(workspace, _)| load_shares(workspace));
    view! {
        <Title text=t::sharing()/>
        <PageHeader title=t::sharing() description=t::sharing_text()/>
        <SettingsTabs/>
        {loaded(data, move |shares| view! { <Shown shares share unshare/> }.into_any())}
    }
}

#[component]
fn Shown(shares: Shares, share: ServerAction<ShareSite>, unshare: ServerAction<UnshareSite>) -> impl IntoView {
    let frame = use_frame();
    let (gives, copies) = (frame.may(Permission::ShareSites), frame.may_create());
    let Shares { given, taken, sites } = shares;
    let sites: Vec<Choice> = sites.into_iter().map(|(id, handle)| Choice::new(id.to_string(), format!("@{handle}"))).collect();
    view! {
        <div class="stack max-w-4xl">
            {gives.then(|| view! {
                <Card title=t::given()>
                    {none(given.is_empty())}
                    <ul>{given.into_iter().map(|one| gave(one, unshare)).collect_view()}</ul>
                    {(!sites.is_empty()).then(|| give(sites, share))}
                </Card>
            })}
            <Card title=t::taken()>
                {none(taken.is_empty())}
                <ul>{taken.into_iter().map(|one| took(one, copies)).collect_view()}</ul>
            </Card>
        </div>
    }
    .into_any()
}

fn none(empty: bool) -> AnyView {
    empty.then(|| view! { <p class="text-muted">{t::nothing_shared()}</p> }).into_any()
}

fn gave(one: Share, unshare: ServerAction<UnshareSite>) -> AnyView {
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 border-t border-line py-2 first:border-t-0">
            <span><span dir="ltr">"@" {one.handle}</span> " · " {t::shared_with(one.workspace)}</span>
            <ActionForm action=unshare>
                {workspace_field()}
                <input type="hidden" name="share" value=one.id.to_string()/>
                <Button kind="submit" size=Size::Small>{t::unshare()}</Button>
            </ActionForm>
        </li>
    }
    .into_any()
}

fn give(sites: Vec<Choice>, share: ServerAction<ShareSite>) -> AnyView {
    let error = failure(share.value());
    view! {
        <ActionForm action=share>
            {workspace_field()}
            <div class="stack mt-4">
                {problem(error, &[])}
                <div class="grid items-start gap-3 sm:grid-cols-2">
                    <Select label=t::site() name="site" options=sites/>
                    <Field label=t::with() name="with" value=typed(error, "with") required=true autocomplete="off" hint=t::with_hint() error=beside(error, "with")/>
                </div>
                <div class="actions"><Button kind="submit" variant=Variant::Primary loading=share.pending()>{t::share()}</Button></div>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn took(one: Share, copies: bool) -> AnyView {
    let action = ServerAction::<CopySharedSite>::new();
    let (error, id) = (failure(action.value()), one.id.to_string());
    view! {
        <li class="border-t border-line py-3 first:border-t-0">
            <span><span dir="ltr">"@" {one.handle}</span> " · " {t::shared_from(one.workspace)}</span>
            {copies.then(|| view! {
                <ActionForm action=action>
                    {workspace_field()}
                    <input type="hidden" name="share" value=id.clone()/>
                    {problem(error, &[])}
                    <div class="mt-2 flex flex-wrap items-end gap-3">
                        <Field label=t::copy_here() name="handle" id=format!("handle-{id}") prefix="@" required=true autocomplete="off" error=beside(error, "handle")/>
                        <Button kind="submit" icon="copy" loading=action.pending()>{t::copy()}</Button>
                    </div>
                </ActionForm>
            })}
        </li>
    }
    .into_any()
}
