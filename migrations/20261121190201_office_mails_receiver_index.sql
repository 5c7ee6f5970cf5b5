-- no-transaction
create index concurrently if not exists mails_receiver on mails (recipient_hash, id desc);
