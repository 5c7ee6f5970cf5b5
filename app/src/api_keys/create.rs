use leptos::prelude::*;
use mewayz::{api_keys::Created, tenancy::Permission};
use ui::{Button, Callout, Checkbox, Choice, Dialog, Field, Select, TextArea, Tone, Variant, use_toasts};

use super::CreateApiKey;
use crate::{
    error::AppError,
    shared::{copy, keyed, use_workspace},
    words::{api_keys as t, teams},
};

/// Asks what a new key is for, then shows it once.
#[component]
pub(super) fn CreateDialog(open: RwSignal<bool>, made: Callback<()>) -> impl IntoView {
    // Each opening is a form of its own: the last key must not be seen again.
    let turn = RwSignal::new(0_u32);
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            turn.update(|n| *n += 1);
        }
        now
    });
    view! {
        <Dialog id="new-key" title=t::new_key() open=open description=t::new_text()>
            {keyed(move || turn.get(), move |_| view! { <Create open made/> }.into_any())}
        </Dialog>
    }
}

#[component]
fn Create(open: RwSignal<bool>, made: Callback<()>) -> impl IntoView {
    let action = ServerAction::<CreateApiKey>::new();
    // Changes once: the form stays as it is, with what was typed, while it is sent and when it comes back.
    let created = Memo::new(move |_| action.value().get().and_then(Result::ok));
    Effect::new(move || {
        if created.with(Option::is_some) {
            made.run(());
        }
    });
    move || match created.get() {
        Some(created) => secret(created, open),
        None => form(action),
    }
}

fn form(action: ServerAction<CreateApiKey>) -> AnyView {
    let workspace = use_workspace();
    let error: Signal<Option<AppError>> = Signal::derive(move || action.value().get().and_then(Result::err));
    let message = move |name: &'static str| move || error.get().and_then(|e| e.field(name));
    let whole = move || error.get().and_then(|e| e.form());
    let scopes = Permission::ALL.into_iter().filter_map(|permission| Some((permission.scope()?, words(permission)))).enumerate();
    let boxes = scopes
        .map(|(n, (scope, words))| {
            view! { <Checkbox label=words name=format!("scopes[{n}]") id=format!("scope-{n}") value=scope hint=scope checked={n == 0}/> }
        })
        .collect_view();
    view! {
        <ActionForm action=action>
            <input type="hidden" name="workspace" value=move || workspace.get()/>
            <div class="stack">
                {move || whole().map(|text| view! { <Callout tone=Tone::Danger alert=true>{text}</Callout> })}
                <Field label=t::name() name="name" required=true maxlength=80_u32 autocomplete="off" hint=t::name_hint() error=message("name")/>
                <fieldset class="stack">
                    <legend class="font-medium">{t::it_may()}</legend>
                    {boxes}
                    {move || message("scopes")().map(|text| view! { <p role="alert" class="text-sm text-danger">{text}</p> })}
                </fieldset>
                <Select label=t::it_lasts() name="days" options=lasting() error=message("days")/>
                <TextArea label=t::addresses() name="addresses" optional=true rows=2 hint=t::addresses_hint() error=message("addresses")/>
                <Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::make()}</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn secret(created: Created, open: RwSignal<bool>) -> AnyView {
    let (toasts, text) = (use_toasts(), created.secret.clone());
    view! {
        <div class="stack">
            <Callout tone=Tone::Success title=t::your_key()>{t::copy_now()}</Callout>
            <pre class="overflow-x-auto rounded-md bg-sunken p-3 text-sm" tabindex="0" dir="ltr"><code data-secret="">{created.secret}</code></pre>
            <div class="actions">
                <Button icon="copy" variant=Variant::Primary on:click=move |_| copy(text.clone(), toasts)>{t::copy()}</Button>
                <Button on:click=move |_| open.set(false)>{t::done()}</Button>
            </div>
        </div>
    }
    .into_any()
}

/// Days a key lasts; 0 is for ever.
fn lasting() -> Vec<Choice> {
    Choice::list(&[("30", &t::days(30)), ("90", &t::days(90)), ("365", t::a_year()), ("7", &t::days(7)), ("0", t::for_ever())])
}

/// What a permission lets a program do.
fn words(permission: Permission) -> &'static str {
    match permission {
        Permission::ViewSites => t::see_sites(),
        Permission::EditSites => t::edit_sites(),
        Permission::PublishSites => t::publish_sites(),
        Permission::ViewAnalytics => t::see_analytics(),
        Permission::ViewMedia => t::see_pictures(),
        Permission::UploadMedia => t::upload_pictures(),
        Permission::ManageWebhooks => teams::manage_webhooks(),
        Permission::ViewMembers => teams::view_members(),
        Permission::ManageMembers => teams::manage_members(),
        Permission::ManageWorkspace => teams::manage_workspace(),
        // A scope that has no words yet is shown by its name.
        other => other.scope().unwrap_or_default(),
    }
}
