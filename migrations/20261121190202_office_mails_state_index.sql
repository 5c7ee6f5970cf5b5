-- no-transaction
create index concurrently if not exists mails_state_log on mails (state, id desc);
