use leptos::prelude::*;
use leptos_meta::Title;
use server_fn::ServerFn;
use ui::{Button, Card, Field, PageHeader, Variant};

use super::{
    CreateWorkspace, RestoreWorkspace,
    forms::{beside, failure, problem, typed},
};
use crate::words::{shared, teams as t};

/// `/w/{workspace}/new-workspace`
#[component]
pub fn NewWorkspacePage() -> impl IntoView {
    let action = ServerAction::<CreateWorkspace>::new();
    let error = failure(action.value());
    view! {
        <Title text=shared::new_workspace()/>
        <PageHeader title=t::new_workspace() description=t::new_workspace_text()/>
        <div class="stack max-w-xl">
            <Card>
                <ActionForm action=action>
                    <div class="stack">
                        {problem(error, &[])}
                        <Field label=t::name() name="name" value=typed(error, "name") required=true maxlength=120_u32 autocomplete="off" error=beside(error, "name")/>
                        <div class="actions"><Button kind="submit" variant=Variant::Primary loading=action.pending()>{t::create()}</Button></div>
                    </div>
                </ActionForm>
            </Card>
            <Card title=t::restore() description=t::restore_text()>
                // A plain form: the browser sends the file and goes where the answer leads.
                <form method="post" action=RestoreWorkspace::url() enctype="multipart/form-data" class="stack">
                    <label class="field"><span class="field-label">{t::file()}</span><input type="file" name="file" accept="application/json,.json" required=true/></label>
                    <div class="actions"><Button kind="submit">{t::restore_now()}</Button></div>
                </form>
            </Card>
        </div>
    }
}
