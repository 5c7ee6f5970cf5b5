use leptos::prelude::*;
use mewayz::{api_keys::Created, tenancy::Permission};
use ui::{Button, Callout, Checkbox, Choice, Dialog, Field, Select, TextArea, Tone, Variant, use_toasts};

use super::CreateApiKey;
use crate::{
    error::AppError,
    shared::{copy, keyed, use_workspace},
};

/// Days a key lasts; 0 is for ever.
const LASTING: [(&str, &str); 5] = [("30", "30 days"), ("90", "90 days"), ("365", "1 year"), ("7", "7 days"), ("0", "No end")];

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
        <Dialog id="new-key" title="New API key" open=open description="Give it only what the program needs.">
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
                <Field label="Name" name="name" required=true maxlength=80_u32 autocomplete="off" hint="What the key is for, such as “Figures into our sheet”." error=message("name")/>
                <fieldset class="stack">
                    <legend class="font-medium">"It may"</legend>
                    {boxes}
                    {move || message("scopes")().map(|text| view! { <p role="alert" class="text-sm text-danger">{text}</p> })}
                </fieldset>
                <Select label="It lasts" name="days" options=Choice::list(&LASTING) error=message("days")/>
                <TextArea label="Only from these addresses" name="addresses" optional=true rows=2 hint="Addresses or networks such as 203.0.113.7 or 2001:db8::/32. Leave empty for all." error=message("addresses")/>
                <Button kind="submit" variant=Variant::Primary loading=action.pending()>"Make the key"</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn secret(created: Created, open: RwSignal<bool>) -> AnyView {
    let (toasts, text) = (use_toasts(), created.secret.clone());
    view! {
        <div class="stack">
            <Callout tone=Tone::Success title="Your key">"Copy it now and keep it like a password. It is not shown again."</Callout>
            <pre class="overflow-x-auto rounded-md bg-sunken p-3 text-sm" tabindex="0" dir="ltr"><code data-secret="">{created.secret}</code></pre>
            <div class="actions">
                <Button icon="copy" variant=Variant::Primary on:click=move |_| copy(text.clone(), toasts)>"Copy"</Button>
                <Button on:click=move |_| open.set(false)>"Done"</Button>
            </div>
        </div>
    }
    .into_any()
}

/// What a permission lets a program do.
fn words(permission: Permission) -> &'static str {
    match permission {
        Permission::ViewSites => "See bio sites",
        Permission::EditSites => "Make and edit bio sites",
        Permission::PublishSites => "Publish bio sites",
        Permission::ViewAnalytics => "See analytics",
        Permission::ViewMedia => "See pictures",
        Permission::UploadMedia => "Upload and delete pictures",
        // A scope that has no words yet is shown by its name.
        other => other.scope().unwrap_or_default(),
    }
}
