-- Mails to be sent, of the size of real ones: 14 KB of HTML, 500 bytes of text. psql variable: mails.
insert into mails (id, kind, rank, recipient, recipient_hash, locale, subject, body_text, body_html)
select gen_random_uuid(), 'notice', 2, address, sha256(convert_to(address, 'UTF8')), 'en', 'Something happened ' || n,
       repeat('Something happened in your workspace. ', 13) || 'https://unsubscribe.invalid/',
       '<p>' || repeat('<td style="font-size:0px;padding:8px 32px;word-break:break-word">', 220) || '<a href="https://unsubscribe.invalid/">Unsubscribe</a></p>'
from generate_series(1, :mails) n, lateral (select 'reader' || n || '@example.com' as address) a;
-- One reader in a hundred has unsubscribed: the claim has something to leave out.
insert into mail_suppressions (id, address_hash, reason)
select gen_random_uuid(), recipient_hash, 'unsubscribed' from mails where kind = 'notice' and recipient like '%00@example.com';
