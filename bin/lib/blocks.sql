-- For bin/bench: the draft of one site, its own blocks repeated to 200 with ids of their own.
update bio_sites
set draft = jsonb_set(draft, '{blocks}', (
    select jsonb_agg(
        (draft -> 'blocks' -> ((n - 1) % jsonb_array_length(draft -> 'blocks'))) || jsonb_build_object('id', gen_random_uuid())
        order by n)
    from generate_series(1, 200) as n))
where id = :'site';
