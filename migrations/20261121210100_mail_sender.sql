-- Who a mail comes from, if not from us: a name, and an address of the workspace's own or nothing.
alter table mails
    add column sender_name text,
    add column sender_address text;
