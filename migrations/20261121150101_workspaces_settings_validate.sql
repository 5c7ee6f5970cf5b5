-- In a transaction of its own: reads of workspaces go on meanwhile.
alter table workspaces validate constraint workspaces_accent_shape;
alter table workspaces validate constraint workspaces_imprint_length;
alter table workspaces validate constraint workspaces_logo;
alter table workspaces validate constraint workspaces_heir;
