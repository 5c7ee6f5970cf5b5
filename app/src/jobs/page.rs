use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};
use mewayz::jobs::{Board, JobList};
use ui::{Button, PageHeader};

use super::{Asked, board, list, list_jobs, load_board};
use crate::{error::AppError, shared::loaded, words::admin as t};

/// `/admin/jobs?state=dead&queue=default&name=media.prepare&after=…`
#[derive(Clone, Copy)]
pub struct JobsRoute {
    asked: Memo<(Asked, String)>,
    board: Resource<Result<Board, AppError>>,
    jobs: Resource<Result<(Asked, JobList), AppError>>,
}

#[lazy_route]
impl LazyRoute for JobsRoute {
    fn data() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| {
            let part = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
            (Asked { state: part("state"), queue: part("queue"), name: part("name") }, part("after"))
        });
        let jobs = Resource::new(
            move || asked.get(),
            |(asked, after)| async move { list_jobs(asked.clone(), after).await.map(|found| (asked, found)) },
        );
        Self { asked, board: Resource::new(|| (), |()| load_board()), jobs }
    }

    fn view(this: Self) -> AnyView {
        let (board, jobs) = (this.board, this.jobs);
        let refresh = Callback::new(move |()| {
            board.refetch();
            jobs.refetch();
        });
        let actions = move || view! { <Button icon="refresh-cw" on:click=move |_| refresh.run(())>{t::refresh()}</Button> };
        view! {
            <Title text=t::jobs()/>
            <PageHeader title=t::jobs() description=t::jobs_text() actions=actions/>
            <div class="stack">
                {loaded(board, |found| board::view(&found))}
                <h2 class="text-lg font-semibold" id="jobs">{t::jobs()}</h2>
                {list::tabs(this.asked)}
                {loaded(jobs, move |(asked, found)| list::view(asked, found, refresh))}
            </div>
        }
        .into_any()
    }
}
