-- A foreign key is checked past row security: alone it would let a row of one workspace hang on a row of another. This
-- looks at the parent through row security, as whoever writes, so a parent of another workspace is none. Arguments: the
-- column, the table of the parent, its column. afterMigrate.sql puts it on every such key.
create function require_parent_of_own_workspace() returns trigger language plpgsql as $$
declare
    stranger text;
begin
    if tg_level = 'ROW' then
        execute format('select ($1).%1$I where not exists (select from %2$s p where p.%3$I = ($1).%1$I)',
            tg_argv[0], tg_argv[1], tg_argv[2]) into stranger using new;
    else
        execute format('select c.%1$I from changed c where c.%1$I is not null
                and not exists (select from %2$s p where p.%3$I = c.%1$I) limit 1',
            tg_argv[0], tg_argv[1], tg_argv[2]) into stranger;
    end if;
    if stranger is not null then
        raise exception '%.% is %, which is no % of this workspace', tg_table_name, tg_argv[0], stranger, tg_argv[1]
            using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;

-- Chunks come before their array, so theirs is a key of both columns, checked at the end.
alter table sample_array no force row level security;
alter table sample_chunk no force row level security;
alter table sample_array add unique (id, workspace_id);
alter table sample_chunk
    add foreign key (array_id, workspace_id) references sample_array (id, workspace_id) deferrable initially deferred;
alter table sample_array force row level security;
alter table sample_chunk force row level security;

-- Where a look may find something, asked from the default workspace once a second. Each workspace is looked into by
-- itself, because row security shows one at a time, but all by one statement: some 40 µs for one where nothing is due.
create index pending_delivery_by_workspace on delivery (workspace_id, next_at) where status = 'PENDING';

create function workspaces_with_due_deliveries() returns setof uuid language plpgsql as $$
declare
    before text := current_setting('lawcast.workspace', true);
    one uuid;
begin
    foreach one in array coalesce((select array_agg(id order by id) from workspace), '{}') loop
        perform set_config('lawcast.workspace', one::text, true);
        if exists (select from delivery where status = 'PENDING' and next_at <= clock_timestamp() + interval '2 s')
            or exists (select from delivery where status = 'SENDING' and lease_until <= clock_timestamp()) then
            return next one;
        end if;
    end loop;
    perform set_config('lawcast.workspace', before, true);
end $$;

-- Clocks of services differ from this one by a little, hence the two seconds.
create function workspaces_with_due_schedules() returns setof uuid language plpgsql as $$
declare
    before text := current_setting('lawcast.workspace', true);
    one uuid;
begin
    foreach one in array coalesce((select array_agg(id order by id) from workspace), '{}') loop
        perform set_config('lawcast.workspace', one::text, true);
        if exists (select from run_arrival)
            or exists (select from firing where status = 'FITTING')
            or exists (select from schedule where not paused
                and (due_at <= clock_timestamp() + interval '2 s' or waiting_runs >= min_runs)) then
            return next one;
        end if;
    end loop;
    perform set_config('lawcast.workspace', before, true);
end $$;
