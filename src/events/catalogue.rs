//! Every event there is. `docs/events.md` is made from this list.

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::ids::{
    ApiKeyId, DomainId, EndpointId, GroupId, InvitationId, MediaId, PasskeyId, RoleId, SessionRef, SiteId, TokenFamilyId, UserId,
    WorkspaceId,
};

/// A fact of the catalogue.
pub trait Event: Serialize {
    /// `record.happened`, past tense.
    const NAME: &'static str;
    /// Grows when the meaning or type of a field changes; new fields alone keep it.
    const VERSION: i16;
    /// What kind of record it is about.
    const RECORD: &'static str;
    /// Which record it is about; its events are told in order.
    fn record(&self) -> Uuid;
}

/// An entry of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    pub version: i16,
    pub summary: &'static str,
    pub record: &'static str,
    /// Fields of `data`: name and type.
    pub fields: &'static [(&'static str, &'static str)],
}

/// One struct an event: the record it is about, then what else is known.
macro_rules! catalogue {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal v $version:literal about $kind:literal $record:ident: $id:ty { $($field:ident: $type:ty),* $(,)? })*) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Serialize)]
            pub struct $name {
                pub $record: $id,
                $(pub $field: $type,)*
            }

            impl Event for $name {
                const NAME: &'static str = $text;
                const VERSION: i16 = $version;
                const RECORD: &'static str = $kind;

                fn record(&self) -> Uuid {
                    self.$record.0
                }
            }
        )*

        /// All of them, in the order of their names' systems.
        pub const CATALOGUE: &[Kind] = &[$(Kind {
            name: $text,
            version: $version,
            summary: concat!($($doc),+),
            record: $kind,
            fields: &[(stringify!($record), stringify!($id)) $(, (stringify!($field), stringify!($type)))*],
        }),*];
    };
}

catalogue! {
    /// Somebody made an account; its address is not confirmed yet.
    SignedUp = "account.signed_up" v 1 about "user" user: UserId {}
    /// An address was confirmed.
    EmailVerified = "account.email_verified" v 1 about "user" user: UserId {}
    /// Somebody signed in on a device.
    SignedIn = "account.signed_in" v 1 about "user" user: UserId { device: String }
    /// A sign-in was refused; the nil id stands for an address without an account.
    SignInRefused = "account.sign_in_refused" v 1 about "user" user: UserId {}
    /// A link to choose a new password was asked for.
    ResetRequested = "account.reset_requested" v 1 about "user" user: UserId {}
    /// The password was changed and every device signed out.
    PasswordChanged = "account.password_changed" v 1 about "user" user: UserId {}
    /// A device was signed out from the list of devices.
    SessionRevoked = "account.session_revoked" v 1 about "user" user: UserId { session: SessionRef }

    /// Every device but perhaps this one was signed out.
    SignedOutEverywhere = "account.signed_out_everywhere" v 1 about "user" user: UserId {}
    /// An authenticator app gives codes for the account from now on.
    TotpEnabled = "account.totp_enabled" v 1 about "user" user: UserId {}
    /// The authenticator app and the recovery codes were taken away.
    TotpDisabled = "account.totp_disabled" v 1 about "user" user: UserId {}
    /// New recovery codes took the place of all earlier ones.
    RecoveryCodesMade = "account.recovery_codes_made" v 1 about "user" user: UserId {}
    /// A recovery code stood in for the authenticator app.
    RecoveryCodeUsed = "account.recovery_code_used" v 1 about "user" user: UserId {}
    /// A passkey signs the person in from now on.
    PasskeyAdded = "account.passkey_added" v 1 about "user" user: UserId { passkey: PasskeyId }
    /// A passkey was removed.
    PasskeyRemoved = "account.passkey_removed" v 1 about "user" user: UserId { passkey: PasskeyId }
    /// An account at another provider signs the person in from now on.
    LinkAdded = "account.link_added" v 1 about "user" user: UserId { provider: String }
    /// An account at another provider does not sign the person in any more.
    LinkRemoved = "account.link_removed" v 1 about "user" user: UserId { provider: String }
    /// A new address was asked for; both addresses have to agree.
    EmailChangeRequested = "account.email_change_requested" v 1 about "user" user: UserId {}
    /// The address of the account was changed.
    EmailChanged = "account.email_changed" v 1 about "user" user: UserId {}
    /// The person wants the account deleted, after a time to think it over.
    DeletionRequested = "account.deletion_requested" v 1 about "user" user: UserId {}
    /// The person keeps the account after all.
    DeletionWithdrawn = "account.deletion_withdrawn" v 1 about "user" user: UserId {}

    /// Staff began to see the product as the person does, to help; it ends by itself.
    Impersonated = "account.impersonated" v 1 about "user" user: UserId { until: DateTime<Utc> }

    /// A number for text messages was confirmed.
    PhoneConfirmed = "account.phone_confirmed" v 1 about "user" user: UserId {}
    /// A confirmed number for text messages was removed.
    PhoneRemoved = "account.phone_removed" v 1 about "user" user: UserId {}

    /// The person chose what they are told, and by which ways.
    NotificationsChosen = "account.notifications_chosen" v 1 about "user" user: UserId {}
    /// A program signed in for somebody, to use the API.
    TokensIssued = "account.tokens_issued" v 1 about "user" user: UserId { family: TokenFamilyId }
    /// A refresh token turned up twice, so its sign-in was ended: a copy of it may be in wrong hands.
    TokensReused = "account.tokens_reused" v 1 about "user" user: UserId { family: TokenFamilyId }

    /// A key for programs was made; `scopes` are separated by spaces.
    ApiKeyCreated = "api_key.created" v 1 about "api_key" key: ApiKeyId { name: String, scopes: String }
    /// A key for programs stopped working.
    ApiKeyRevoked = "api_key.revoked" v 1 about "api_key" key: ApiKeyId { name: String }

    /// A name was claimed; it leads nowhere before it is proven.
    DomainAdded = "domain.added" v 1 about "domain" domain: DomainId { host: String }
    /// A name was proven and leads to the workspace's page.
    DomainProven = "domain.proven" v 1 about "domain" domain: DomainId { host: String }
    /// The proof of a name was missing for days; it leads nowhere any more.
    DomainLapsed = "domain.lapsed" v 1 about "domain" domain: DomainId { host: String }
    /// A name was given up.
    DomainRemoved = "domain.removed" v 1 about "domain" domain: DomainId { host: String }

    /// A workspace was made.
    WorkspaceCreated = "workspace.created" v 1 about "workspace" workspace: WorkspaceId { slug: String }
    /// The name, the address or the look of a workspace was changed.
    WorkspaceChanged = "workspace.changed" v 1 about "workspace" workspace: WorkspaceId { slug: String, name: String }
    /// A workspace was made read-only.
    WorkspaceArchived = "workspace.archived" v 1 about "workspace" workspace: WorkspaceId {}
    /// A workspace was taken back into use: it was archived, or about to be deleted.
    WorkspaceReopened = "workspace.reopened" v 1 about "workspace" workspace: WorkspaceId {}
    /// Staff keep the workspace from visitors and programs; `because` says why.
    WorkspaceSuspended = "workspace.suspended" v 1 about "workspace" workspace: WorkspaceId { because: String }
    /// Staff let visitors and programs at the workspace again.
    WorkspaceReleased = "workspace.released" v 1 about "workspace" workspace: WorkspaceId {}
    /// A workspace will be deleted; `ends_at` says when.
    WorkspaceEnding = "workspace.ending" v 1 about "workspace" workspace: WorkspaceId { ends_at: String }
    /// An owner offered a workspace to a member.
    WorkspaceOffered = "workspace.offered" v 1 about "workspace" workspace: WorkspaceId { to: UserId }
    /// A workspace has another owner.
    WorkspaceTransferred = "workspace.transferred" v 1 about "workspace" workspace: WorkspaceId { from: UserId, to: UserId }
    /// Everything in a workspace was exported.
    WorkspaceExported = "workspace.exported" v 1 about "workspace" workspace: WorkspaceId {}
    /// A workspace was filled from an export.
    WorkspaceImported = "workspace.imported" v 1 about "workspace" workspace: WorkspaceId { sites: u64 }

    /// Somebody was invited; `by` is `mail` or `link`.
    MemberInvited = "invitation.created" v 1 about "invitation" invitation: InvitationId { by: String, role: String }
    /// The link of an invitation was sent once more; the one before is dead.
    InvitationResent = "invitation.resent" v 1 about "invitation" invitation: InvitationId {}
    /// An invitation was taken back.
    InvitationRevoked = "invitation.revoked" v 1 about "invitation" invitation: InvitationId {}
    /// Somebody accepted an invitation.
    MemberJoined = "member.joined" v 1 about "user" user: UserId { role: String }
    /// What a member may do was changed.
    MemberRoleChanged = "member.role_changed" v 1 about "user" user: UserId { role: String, previous_role: String }
    /// A member was removed from the workspace.
    MemberRemoved = "member.removed" v 1 about "user" user: UserId { role: String }
    /// A member left the workspace.
    MemberLeft = "member.left" v 1 about "user" user: UserId { role: String }

    /// The workspace made a role of its own; `permissions` are separated by spaces.
    RoleCreated = "workspace_role.created" v 1 about "workspace_role" role: RoleId { name: String, permissions: String }
    /// A role of the workspace was changed.
    RoleChanged = "workspace_role.changed" v 1 about "workspace_role" role: RoleId { name: String, permissions: String }
    /// A role of the workspace was deleted.
    RoleDeleted = "workspace_role.deleted" v 1 about "workspace_role" role: RoleId { name: String }

    /// A group of members was made.
    GroupCreated = "workspace_group.created" v 1 about "workspace_group" group: GroupId { name: String }
    /// The name or the members of a group were changed.
    GroupChanged = "workspace_group.changed" v 1 about "workspace_group" group: GroupId { name: String }
    /// A group of members was deleted.
    GroupDeleted = "workspace_group.deleted" v 1 about "workspace_group" group: GroupId { name: String }

    /// A paid plan began; `features` are separated by spaces.
    PlanStarted = "plan.started" v 1 about "workspace" workspace: WorkspaceId { plan: String, term: String, features: String }
    /// Another plan, term or choice of features holds.
    PlanChanged = "plan.changed" v 1 about "workspace" workspace: WorkspaceId { plan: String, term: String, features: String }
    /// The plan was cancelled; it holds until the period is over.
    PlanCancelled = "plan.cancelled" v 1 about "workspace" workspace: WorkspaceId { plan: String, until: Option<DateTime<Utc>> }
    /// The plan that was cancelled goes on.
    PlanResumed = "plan.resumed" v 1 about "workspace" workspace: WorkspaceId { plan: String }
    /// A trial ends soon; then the plan is paid for.
    PlanTrialEnding = "plan.trial_ending" v 1 about "workspace" workspace: WorkspaceId { plan: String, until: Option<DateTime<Utc>> }
    /// A payment failed; the plan holds until the days of grace are over.
    PlanPaymentFailed = "plan.payment_failed" v 1 about "workspace" workspace: WorkspaceId { plan: String, until: Option<DateTime<Utc>> }
    /// A payment that had failed was made.
    PlanRecovered = "plan.recovered" v 1 about "workspace" workspace: WorkspaceId { plan: String }
    /// The plan has ended; what it allowed stays until the days of grace are over.
    PlanEnded = "plan.ended" v 1 about "workspace" workspace: WorkspaceId { plan: String, until: Option<DateTime<Utc>> }
    /// The days of grace are over soon.
    PlanGraceEnding = "plan.grace_ending" v 1 about "workspace" workspace: WorkspaceId { plan: String, until: Option<DateTime<Utc>> }
    /// The days of grace are over: the free limits hold, and what is beyond them can be read and deleted.
    PlanReadOnly = "plan.read_only" v 1 about "workspace" workspace: WorkspaceId { plan: String }

    /// A bio site was started; nobody sees it yet.
    SiteCreated = "bio_site.created" v 1 about "bio_site" site: SiteId { handle: String, name: String }
    /// A draft became the version that visitors see.
    SitePublished = "bio_site.published" v 1 about "bio_site" site: SiteId { handle: String, number: i32, previous_number: Option<i32> }
    /// A bio site was taken away from visitors.
    SiteUnpublished = "bio_site.unpublished" v 1 about "bio_site" site: SiteId { handle: String }
    /// A bio site that was never published was taken out; its handle is free again.
    SiteDiscarded = "bio_site.discarded" v 1 about "bio_site" site: SiteId { handle: String }

    /// Staff keep the page of a bio site from visitors; `because` says why.
    SiteTakenDown = "bio_site.taken_down" v 1 about "bio_site" site: SiteId { handle: String, because: String }
    /// Staff let visitors see the page of a bio site again.
    SiteRestored = "bio_site.restored" v 1 about "bio_site" site: SiteId { handle: String }
    /// Members of the workspace disagree with staff who took the page down.
    SiteAppealed = "bio_site.appealed" v 1 about "bio_site" site: SiteId { handle: String }
    /// Staff keep a page down that members disagreed about.
    SiteAppealRefused = "bio_site.appeal_refused" v 1 about "bio_site" site: SiteId { handle: String, because: String }

    /// A bio site was given to a person or a group to look after.
    SiteAssigned = "bio_site.assigned" v 1 about "bio_site" site: SiteId { user: Option<UserId>, group: Option<GroupId> }
    /// A bio site is not a person's or a group's any more.
    SiteUnassigned = "bio_site.unassigned" v 1 about "bio_site" site: SiteId { user: Option<UserId>, group: Option<GroupId> }
    /// Another workspace may read and copy a bio site.
    SiteShared = "bio_site.shared" v 1 about "bio_site" site: SiteId { with: WorkspaceId }
    /// Another workspace may not read a bio site any more.
    SiteUnshared = "bio_site.unshared" v 1 about "bio_site" site: SiteId { with: WorkspaceId }

    /// A file was added to the library.
    MediaUploaded = "media.uploaded" v 1 about "media" media: MediaId { file_name: String, bytes: u64 }
    /// A file took the place of another; pages show the new one.
    MediaReplaced = "media.replaced" v 1 about "media" media: MediaId { file_name: String, bytes: u64 }
    /// A file was put into the trash; pages still show it.
    MediaTrashed = "media.trashed" v 1 about "media" media: MediaId { file_name: String }
    /// A file was taken back out of the trash.
    MediaRestored = "media.restored" v 1 about "media" media: MediaId { file_name: String }
    /// A file was taken out of the library for good.
    MediaDeleted = "media.deleted" v 1 about "media" media: MediaId { file_name: String }

    /// Somebody wants to be told of events at an address.
    WebhookEndpointCreated = "webhook_endpoint.created" v 1 about "webhook_endpoint" endpoint: EndpointId { host: String }
    /// The address or the choice of events of a webhook was changed.
    WebhookEndpointChanged = "webhook_endpoint.changed" v 1 about "webhook_endpoint" endpoint: EndpointId { host: String }
    /// A webhook was switched on again.
    WebhookEndpointEnabled = "webhook_endpoint.enabled" v 1 about "webhook_endpoint" endpoint: EndpointId {}
    /// A webhook was switched off: by a `person`, because it is `gone` (410), or because it kept `failing`.
    WebhookEndpointDisabled = "webhook_endpoint.disabled" v 1 about "webhook_endpoint" endpoint: EndpointId { because: String }
    /// A webhook was removed with its log.
    WebhookEndpointRemoved = "webhook_endpoint.removed" v 1 about "webhook_endpoint" endpoint: EndpointId { host: String }
    /// A webhook got a new signing secret; the one before is valid for a day.
    WebhookSecretRotated = "webhook_endpoint.secret_rotated" v 1 about "webhook_endpoint" endpoint: EndpointId {}
}
