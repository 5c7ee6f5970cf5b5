//! Which page stands at which address.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use ui::{Toaster, provide_toasts};

use crate::{
    analytics::AnalyticsRoute,
    announcements::AnnouncementsRoute,
    api_keys::ApiKeysRoute,
    audit::AuditPage,
    bio_sites::{BuilderRoute, HistoryPage, NewSitePage, SitesPage},
    business::BusinessRoute,
    domains::DomainsPage,
    gallery::GalleryPage,
    health::HealthRoute,
    home::HomePage,
    identity::{
        AgreePage, AgreedPage, CodePage, ConfirmPage, ForgotPage, LoginPage, PeopleRoute, PersonRoute, ResetPage, SecurityRoute,
        SettingsPage, SignUpPage, VerifyPage,
    },
    jobs::JobsRoute,
    media::MediaRoute,
    notifications::{NotificationSettingsPage, NotificationWordsPage, NotificationsPage},
    office::{DataRoute, HooksRoute, LogRoute, MailRoute, MailsRoute, RunRoute, WorkspaceRoute, WorkspacesRoute},
    onboarding::{AdminOnboardingRoute, WelcomePage},
    plans::{AdminPlansPage, BillingPage, PricingPage},
    platform::PlatformRoute,
    reports::{AppealPage, CaseRoute, QueueRoute, ReportPage},
    shared::{AdminFrame, Frame, NotFoundPage},
    webhooks::{WebhookPage, WebhooksPage},
    words,
    workspaces::{
        DashboardPage, GroupsPage, InvitePage, LobbyPage, MembersPage, NewWorkspacePage, RolesPage, SharingPage, UsagePage, WorkspacePage,
    },
};

/// The product.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(words::labels());
    provide_toasts();
    view! {
        <Title text="Mewayz" formatter=|title: String| if title.is_empty() || title == "Mewayz" { "Mewayz".to_owned() } else { format!("{title} · Mewayz") }/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/signup") view=SignUpPage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/login/code") view=CodePage ssr=SsrMode::Async/>
                <Route path=path!("/confirm") view=ConfirmPage ssr=SsrMode::Async/>
                <Route path=path!("/agree/:outcome") view=AgreedPage ssr=SsrMode::Async/>
                <Route path=path!("/agree/:side/:token") view=AgreePage ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view=ForgotPage ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async/>
                <Route path=path!("/verify/:token") view=VerifyPage ssr=SsrMode::Async/>
                <Route path=path!("/pricing") view=PricingPage ssr=SsrMode::Async/>
                <Route path=path!("/invite/:token") view=InvitePage ssr=SsrMode::Async/>
                <Route path=path!("/report") view=ReportPage ssr=SsrMode::Async/>
                <Route path=path!("/dev/ui") view=GalleryPage ssr=SsrMode::Async/>
                <Route path=path!("/w") view=LobbyPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("/w/:workspace") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=DashboardPage/>
                    <Route path=path!("welcome") view=WelcomePage/>
                    <Route path=path!("sites") view=SitesPage/>
                    <Route path=path!("sites/new") view=NewSitePage/>
                    <Route path=path!("sites/:site") view={Lazy::<BuilderRoute>::new()}/>
                    <Route path=path!("sites/:site/history") view=HistoryPage/>
                    <Route path=path!("sites/:site/appeal") view=AppealPage/>
                    <Route path=path!("sites/:site/analytics") view={Lazy::<AnalyticsRoute>::new()}/>
                    <Route path=path!("media") view={Lazy::<MediaRoute>::new()}/>
                    <Route path=path!("notifications") view=NotificationsPage/>
                    <Route path=path!("settings") view=SettingsPage/>
                    <Route path=path!("settings/security") view={Lazy::<SecurityRoute>::new()}/>
                    <Route path=path!("settings/api-keys") view={Lazy::<ApiKeysRoute>::new()}/>
                    <Route path=path!("settings/notifications") view=NotificationSettingsPage/>
                    <Route path=path!("settings/billing") view=BillingPage/>
                    <Route path=path!("settings/audit") view=AuditPage/>
                    <Route path=path!("new-workspace") view=NewWorkspacePage/>
                    <Route path=path!("settings/workspace") view=WorkspacePage/>
                    <Route path=path!("settings/members") view=MembersPage/>
                    <Route path=path!("settings/groups") view=GroupsPage/>
                    <Route path=path!("settings/roles") view=RolesPage/>
                    <Route path=path!("settings/sharing") view=SharingPage/>
                    <Route path=path!("settings/domains") view=DomainsPage/>
                    <Route path=path!("settings/usage") view=UsagePage/>
                    <Route path=path!("settings/webhooks") view=WebhooksPage/>
                    <Route path=path!("settings/webhooks/:endpoint") view=WebhookPage/>
                </ParentRoute>
                <ParentRoute path=path!("/admin") view=AdminFrame ssr=SsrMode::Async>
                    <Route path=path!("announcements") view={Lazy::<AnnouncementsRoute>::new()}/>
                    <Route path=path!("business") view={Lazy::<BusinessRoute>::new()}/>
                    <Route path=path!("health") view={Lazy::<HealthRoute>::new()}/>
                    <Route path=path!("jobs") view={Lazy::<JobsRoute>::new()}/>
                    <Route path=path!("notifications") view=NotificationWordsPage/>
                    <Route path=path!("onboarding") view={Lazy::<AdminOnboardingRoute>::new()}/>
                    <Route path=path!("plans") view=AdminPlansPage/>
                    <Route path=path!("people") view={Lazy::<PeopleRoute>::new()}/>
                    <Route path=path!("people/:person") view={Lazy::<PersonRoute>::new()}/>
                    <Route path=path!("log") view={Lazy::<LogRoute>::new()}/>
                    <Route path=path!("workspaces") view={Lazy::<WorkspacesRoute>::new()}/>
                    <Route path=path!("workspaces/:workspace") view={Lazy::<WorkspaceRoute>::new()}/>
                    <Route path=path!("mails") view={Lazy::<MailsRoute>::new()}/>
                    <Route path=path!("mails/:mail") view={Lazy::<MailRoute>::new()}/>
                    <Route path=path!("webhooks") view={Lazy::<HooksRoute>::new()}/>
                    <Route path=path!("data") view={Lazy::<DataRoute>::new()}/>
                    <Route path=path!("data/:run") view={Lazy::<RunRoute>::new()}/>
                    <Route path=path!("reports") view={Lazy::<QueueRoute>::new()}/>
                    <Route path=path!("reports/:site") view={Lazy::<CaseRoute>::new()}/>
                    <Route path=path!("platform") view={Lazy::<PlatformRoute>::new()}/>
                </ParentRoute>
            </Routes>
        </Router>
        <Toaster/>
    }
}
