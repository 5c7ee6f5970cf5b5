-- The statements of src/identity/office.rs with terms that are rare, common and nobody's: milliseconds, one row a kind.
create function pg_temp.ms(term text) returns numeric language plpgsql as $$
declare
    began timestamptz := clock_timestamp();
    pattern text := '%' || term || '%';
    shown constant text := 'select count(*) from (select u.id, u.full_name, u.email, u.created_at, u.suspended_at,
        (select max(last_used_at) from sessions s where s.user_id = u.id),
        (select count(*) from memberships m where m.user_id = u.id),
        exists (select from staff where staff.user_id = u.id)
      from users u where ';
    few uuid[];
    found bigint;
begin
    execute 'select array(select id from users where (lower(full_name) || '' '' || email) like $1 limit 1001)' into few using pattern;
    if cardinality(few) <= 1000 then
        execute shown || 'u.id = any($1) order by u.id desc limit 50) s' into found using few;
    else
        execute shown || '(lower(u.full_name) || '' '' || u.email) like $1 order by u.id desc limit 50) s' into found using pattern;
    end if;
    return extract(epoch from clock_timestamp() - began) * 1000;
end
$$;
with terms as (
    select 'a whole address' as kind, email as term from users tablesample bernoulli (0.02) limit 60
), more as (
    select * from terms
    union all (select 'a part of a name', lower(substr(full_name, 3, 5)) from users tablesample bernoulli (0.02) limit 60)
    union all (select 'three letters', substr(email, 2, 3) from users tablesample bernoulli (0.02) limit 60)
    union all select 'what a quarter has', '@shop.test' from generate_series(1, 20)
    union all select 'what nobody has', 'zzzz' || n from generate_series(1, 20) n
), timed as materialized (select kind, pg_temp.ms(term) as ms from more)
select format('%-20s p50 %s ms, p99 %s ms', kind, round(percentile_cont(0.5) within group (order by ms)::numeric, 1),
    round(percentile_cont(0.99) within group (order by ms)::numeric, 1))
from timed group by kind order by kind;
