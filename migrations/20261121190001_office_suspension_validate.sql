-- In a transaction of its own: reads of workspaces go on meanwhile.
alter table workspaces validate constraint workspaces_suspended;
alter table workspaces validate constraint workspaces_suspended_because;
