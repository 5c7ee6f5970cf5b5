-- People to be found, a million of them unless told otherwise. psql variable: people.
insert into users (id, full_name, email, password_hash, email_verified_at, created_at)
select (lpad(to_hex(1700000000000 + n), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid,
       initcap(substr(md5('first' || n), 1, 4 + n % 6)) || ' ' || initcap(substr(md5('last' || n), 1, 5 + n % 7)),
       substr(md5('mail' || n), 1, 10) || '.' || n || '@' || (array['example.com', 'example.org', 'shop.test', 'mail.test'])[1 + n % 4],
       'x', now(), now() - make_interval(secs => :people - n)
from generate_series(1, :people) n;
vacuum analyze users;
