-- Features that are rolled out by plan.
alter table platform_flags add column plans text[] not null default '{}';
