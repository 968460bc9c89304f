-- Ids of runs are taken a thousand at a time: one by one they cost a tenth of an upload. Gaps mean nothing.
alter table run alter column id set cache 1000;

-- As before, with each experiment looked at once.
create or replace function require_experiment_of_runs() returns trigger language plpgsql as $$
declare
    named uuid[];
    found_experiments bigint;
begin
    select array_agg(distinct_id) into named from (select distinct experiment_id as distinct_id from changed) as d;
    select count(*) into found_experiments
    from (select 1 from experiment where id = any (named) for key share) as locked;
    if found_experiments <> coalesce(cardinality(named), 0) then
        raise exception 'a run belongs to no experiment' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
