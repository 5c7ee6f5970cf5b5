-- In a transaction of its own: reads of memberships go on meanwhile.
alter table memberships validate constraint memberships_role;
alter table memberships validate constraint memberships_custom;
alter table memberships validate constraint memberships_owner_everywhere;
alter table memberships validate constraint memberships_made_role;
