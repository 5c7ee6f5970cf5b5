-- In a transaction of its own: reads go on meanwhile.
alter table mail_tokens validate constraint mail_tokens_purpose;
