use leptos::prelude::*;
use leptos_meta::Title;
use mewayz::{
    bio_sites::Picture,
    ids::UserId,
    media::best_width,
    tenancy::{Permission, Role, Standing},
    workspaces::{Look, Offer, Settings},
};
use ui::{Button, Callout, Card, Choice, Field, PageHeader, Select, TextArea, Tone, Variant};

use super::{
    AcceptOffer, ArchiveWorkspace, DeclineOffer, EndWorkspace, MoveWorkspace, OfferWorkspace, RenameWorkspace, ReopenWorkspace, SaveLook,
    SettingsView, WithdrawOffer,
    forms::{beside, failure, problem, told, workspace_field},
    load_workspace,
};
use crate::{
    shared::{PictureInput, SettingsTabs, loaded, use_frame, use_workspace},
    words::{day, teams as t},
};

/// The width in which a logo is shown in mails, in pixels.
const LOGO: u32 = 320;

/// `/w/{workspace}/settings/workspace`
#[component]
pub fn WorkspacePage() -> impl IntoView {
    let workspace = use_workspace();
    let offers = (ServerAction::<OfferWorkspace>::new(), ServerAction::<WithdrawOffer>::new(), ServerAction::<DeclineOffer>::new());
    let version = move || offers.0.version().get() + offers.1.version().get() + offers.2.version().get();
    let data = Resource::new(move || (workspace.get(), version()), |(workspace, _)| load_workspace(workspace));
    view! {
        <Title text=t::workspace()/>
        <PageHeader title=t::workspace() description=t::workspace_text()/>
        <SettingsTabs/>
        {loaded(data, move |shown| view! { <Shown shown offers/> }.into_any())}
    }
}

type Offers = (ServerAction<OfferWorkspace>, ServerAction<WithdrawOffer>, ServerAction<DeclineOffer>);

#[component]
fn Shown(shown: SettingsView, offers: Offers) -> impl IntoView {
    let frame = use_frame();
    let manages = frame.may(Permission::ManageWorkspace);
    let (owns, admin) = (frame.workspace.role == Role::Owner, frame.workspace.role == Role::Admin);
    let SettingsView { settings, heirs } = shown;
    let to_me = settings.offer.clone().filter(|offer| offer.to == frame.account.id);
    let closed = settings.standing != Standing::Open;
    let may_reopen = closed && settings.standing != Standing::Suspended && (owns || (admin && settings.standing == Standing::Archived));
    let slug = settings.slug.clone();
    view! {
        <div class="stack max-w-3xl">
            {to_me.map(|_| offered(offers.2))}
            {manages.then(|| names(settings.clone()))}
            {manages.then(|| look(settings.look.clone()))}
            {(!manages && !may_reopen).then(|| view! { <Card title=settings.name.clone()><p class="text-muted" dir="ltr">{format!("/w/{slug}")}</p></Card> })}
            {(owns && !closed).then(|| handing_over(settings.offer.clone(), heirs, offers))}
            {owns.then(|| export(&settings.slug))}
            {(manages && !closed).then(archive)}
            {may_reopen.then(reopen)}
            {(owns && !matches!(settings.standing, Standing::Ending(_))).then(|| end(settings.slug.clone()))}
        </div>
    }
    .into_any()
}

fn names(settings: Settings) -> AnyView {
    let (rename, move_to) = (ServerAction::<RenameWorkspace>::new(), ServerAction::<MoveWorkspace>::new());
    let (failed, refused) = (failure(rename.value()), failure(move_to.value()));
    told(rename.value(), t::saved);
    let former = (!settings.former_slugs.is_empty()).then(|| t::former(settings.former_slugs.join(", ")));
    view! {
        <Card title=t::workspace()>
            <ActionForm action=rename>
                {workspace_field()}
                <div class="stack">
                    {problem(failed, &[])}
                    <Field label=t::name() name="name" value=settings.name required=true maxlength=120_u32 error=beside(failed, "name")/>
                    <div class="actions"><Button kind="submit" loading=rename.pending()>{t::save()}</Button></div>
                </div>
            </ActionForm>
            <ActionForm action=move_to>
                {workspace_field()}
                <div class="stack mt-6">
                    {problem(refused, &[])}
                    <Field label=t::slug() name="slug" value=settings.slug required=true maxlength=60_u32 hint=t::slug_hint() error=beside(refused, "slug")/>
                    {former.map(|text| view! { <p class="text-sm text-muted">{text}</p> })}
                    <div class="actions"><Button kind="submit" loading=move_to.pending()>{t::save()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn look(look: Look) -> AnyView {
    let action = ServerAction::<SaveLook>::new();
    let error = failure(action.value());
    told(action.value(), t::saved);
    let known = (!look.logo_key.is_empty()).then(|| Picture {
        key: look.logo_key.clone(),
        width: look.logo_width,
        height: 0,
        widths: vec![look.logo_width],
        alt: String::new(),
    });
    let logo = RwSignal::new(known);
    let key = move || logo.get().map(|picture| picture.key).unwrap_or_default();
    let width = move || logo.get().map_or(0, |picture| best_width(&picture.widths, LOGO)).to_string();
    view! {
        <Card title=t::look() description=t::look_text()>
            <ActionForm action=action>
                {workspace_field()}
                <input type="hidden" name="logo_key" value=key/>
                <input type="hidden" name="logo_width" value=width/>
                <div class="stack">
                    {problem(error, &[])}
                    <Field label=t::accent() name="accent" value=look.accent optional=true maxlength=7_u32 hint=t::accent_hint() error=beside(error, "accent")/>
                    <PictureInput workspace=use_workspace() picture=logo on_change=Callback::new(move |chosen| logo.set(chosen)) label=t::logo() id="logo" error=beside(error, "logo") decorative=true/>
                    <TextArea label=t::imprint() name="imprint" value=look.imprint optional=true rows=2 hint=t::imprint_hint() error=beside(error, "imprint")/>
                    <div class="actions"><Button kind="submit" loading=action.pending()>{t::save()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn offered(decline: ServerAction<DeclineOffer>) -> AnyView {
    let accept = ServerAction::<AcceptOffer>::new();
    let (failed, refused) = (failure(accept.value()), failure(decline.value()));
    view! {
        <Callout tone=Tone::Info title=t::offered_to_you()>
            <p>{t::offered_to_you_text()}</p>
            {problem(failed, &[])} {problem(refused, &[])}
            <div class="actions mt-3">
                <ActionForm action=accept>{workspace_field()}<Button kind="submit" variant=Variant::Primary loading=accept.pending()>{t::accept()}</Button></ActionForm>
                <ActionForm action=decline>{workspace_field()}<Button kind="submit" loading=decline.pending()>{t::decline()}</Button></ActionForm>
            </div>
        </Callout>
    }
    .into_any()
}

fn handing_over(offer: Option<Offer>, heirs: Vec<(UserId, String)>, (propose, withdraw, _): Offers) -> AnyView {
    let error = failure(propose.value());
    let heirs: Vec<Choice> = heirs.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let standing = offer.map(|offer| {
        view! {
            <p>{t::offered_to(offer.to_name, day(offer.until.date_naive()))}</p>
            <ActionForm action=withdraw>{workspace_field()}<div class="actions mt-2"><Button kind="submit">{t::withdraw()}</Button></div></ActionForm>
        }
    });
    let nobody = heirs.is_empty().then(|| view! { <p class="text-muted">{t::nobody()}</p> });
    let form = (!heirs.is_empty()).then(|| {
        view! {
            <ActionForm action=propose>
                {workspace_field()}
                {problem(error, &["user"])}
                <div class="flex flex-wrap items-end gap-3">
                    <Select label=t::member() name="user" options=heirs/>
                    <Button kind="submit" loading=propose.pending()>{t::offer()}</Button>
                </div>
            </ActionForm>
        }
    });
    view! { <Card title=t::transfer() description=t::transfer_text()><div class="stack">{standing} {nobody} {form}</div></Card> }.into_any()
}

fn export(slug: &str) -> AnyView {
    let action = format!("/w/{slug}/settings/export.json");
    view! {
        <Card title=t::export() description=t::export_text()>
            // A plain form: the answer is a file.
            <form method="post" action=action class="actions"><Button kind="submit" icon="download">{t::download_export()}</Button></form>
        </Card>
    }
    .into_any()
}

fn archive() -> AnyView {
    let action = ServerAction::<ArchiveWorkspace>::new();
    let error = failure(action.value());
    view! {
        <Card title=t::archive() description=t::archive_text()>
            <ActionForm action=action>
                {workspace_field()} {problem(error, &[])}
                <div class="actions"><Button kind="submit" icon="archive" loading=action.pending()>{t::archive()}</Button></div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn reopen() -> AnyView {
    let action = ServerAction::<ReopenWorkspace>::new();
    let error = failure(action.value());
    view! {
        <Card title=t::reopen()>
            <ActionForm action=action>
                {workspace_field()} {problem(error, &[])}
                <div class="actions"><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::reopen()}</Button></div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn end(slug: String) -> AnyView {
    let action = ServerAction::<EndWorkspace>::new();
    let error = failure(action.value());
    view! {
        <Card title=t::end() description=t::end_text()>
            <ActionForm action=action>
                {workspace_field()}
                <div class="stack">
                    {problem(error, &[])}
                    <Field label=t::typed(slug) name="typed" required=true autocomplete="off" error=beside(error, "typed")/>
                    <div class="actions"><Button kind="submit" variant=Variant::Danger icon="trash-2" loading=action.pending()>{t::end()}</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
