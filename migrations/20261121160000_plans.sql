-- Plans of the platform: what they cost at which time, who has which, and what a workspace is entitled to.

-- Prices and terms. A new version never changes an old one: whoever has a version keeps it. Global: the catalogue of the product.
create table plan_versions (
    id uuid primary key,
    plan text not null,
    number int not null,
    currency text not null,
    -- for one feature, in minor units; 0 for the free plan
    month_minor bigint not null,
    year_minor bigint not null,
    trial_days smallint not null,
    -- how long everything stays as it is after a failed payment or the end
    grace_days smallint not null,
    created_at timestamptz not null default now(),
    -- null for those that came with the product
    created_by uuid references users (id),
    constraint plan_versions_number unique (plan, number),
    constraint plan_versions_plan check (plan in ('professional', 'enterprise')),
    constraint plan_versions_currency check (currency ~ '^[A-Z]{3}$'),
    constraint plan_versions_prices check (month_minor between 50 and 1000000 and year_minor between 50 and 10000000),
    constraint plan_versions_days check (trial_days between 0 and 90 and grace_days between 0 and 90)
);
grant select, insert on plan_versions to mewayz_app;

insert into plan_versions (id, plan, number, currency, month_minor, year_minor, trial_days, grace_days) values
    ('019a0000-0000-7000-8000-000000000001', 'professional', 1, 'USD', 100, 1000, 14, 14),
    ('019a0000-0000-7000-8000-000000000002', 'enterprise', 1, 'USD', 150, 1500, 14, 14);

-- The one subscription of a workspace. No row: it never had one.
create table subscriptions (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    plan_version_id uuid not null references plan_versions (id),
    state text not null,
    features text[] not null,
    term text not null,
    -- 'stripe', or 'staff' where somebody who runs the product assigned it
    source text not null,
    period_start timestamptz not null,
    -- null: until staff says otherwise
    period_end timestamptz,
    trial_end timestamptz,
    cancel_at_period_end boolean not null default false,
    grace_until timestamptz,
    -- the subscription as the payment service calls it
    provider_id text,
    -- the instant at which the payment service was asked; what was asked earlier changes nothing any more
    asked_at timestamptz not null,
    -- the end of the trial or of the grace that the owners were reminded of
    reminded_of timestamptz,
    updated_at timestamptz not null default now(),
    primary key (workspace_id),
    constraint subscriptions_state check (state in ('trialing', 'active', 'past_due', 'ended', 'read_only')),
    constraint subscriptions_term check (term in ('month', 'year')),
    constraint subscriptions_source check ((source = 'stripe') = (provider_id is not null) and source in ('stripe', 'staff')),
    constraint subscriptions_period check (period_end is null or period_end > period_start),
    constraint subscriptions_trial check (state <> 'trialing' or trial_end is not null),
    constraint subscriptions_grace check ((state in ('past_due', 'ended')) = (grace_until is not null)),
    constraint subscriptions_features check (cardinality(features) between 1 and 50)
);
create index subscriptions_by_version on subscriptions (plan_version_id);
select tenant_table('subscriptions', 'select, insert, update');

-- What a workspace may use beyond what every workspace may: the one place that the domain asks.
create table entitlements (
    workspace_id uuid not null default current_workspace() references workspaces (id),
    key text not null,
    source text not null,
    amount bigint not null,
    from_at timestamptz not null,
    until_at timestamptz,
    primary key (workspace_id, key, source),
    constraint entitlements_source check (source in ('subscription')),
    constraint entitlements_amount check (amount > 0),
    constraint entitlements_times check (until_at is null or until_at > from_at)
);
select tenant_table('entitlements');

-- Directory: what the payment service tells us names its customer and nothing else.
create table billing_customers (
    customer_id text primary key,
    workspace_id uuid not null references workspaces (id),
    created_at timestamptz not null default now(),
    constraint billing_customers_workspace unique (workspace_id),
    constraint billing_customers_length check (char_length(customer_id) between 1 and 200)
);
grant select, insert on billing_customers to mewayz_app;
