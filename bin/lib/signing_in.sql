-- People who take turns signing in, with the password of the demo member.
insert into users (id, full_name, email, password_hash, email_verified_at)
select gen_random_uuid(), 'Person ' || n, 'bench-' || n || '@mewayz.test', (select password_hash from users where email = 'demo@mewayz.test'), now()
from generate_series(1, :people) n;
insert into memberships (workspace_id, user_id, role)
select (select id from workspaces where slug = 'demo'), id, 'viewer' from users where email like 'bench-%@mewayz.test';
