-- Workspaces keep the data of one group of people from all others. The connection says whose data it may see, in the
-- setting lawcast.workspace; row security holds every statement to it, also one whose condition was forgotten. Without
-- the setting nothing is seen and nothing can be written.

create function current_workspace() returns uuid language sql stable parallel safe
    return nullif(current_setting('lawcast.workspace', true), '')::uuid;

-- The workspace of everything stored before there were workspaces, and of a service without keys. Its administrators
-- are those of the service.
create function default_workspace() returns uuid language sql immutable parallel safe
    return '00000000-0000-0000-0000-000000000001'::uuid;

-- Gives a table to the workspaces: rows there already belong to the default one, new ones to that of the connection.
-- A table whose rows hang on no other table of the workspace belongs to it directly and goes with it (`direct`); then
-- give it an index that starts with workspace_id too.
create function isolate_by_workspace(isolated regclass, direct boolean) returns void language plpgsql as $$
begin
    execute format('alter table %s add column workspace_id uuid not null default %L', isolated, default_workspace());
    execute format('alter table %s alter column workspace_id set default current_workspace()', isolated);
    if direct then
        -- the check of the rows that are there is held to row security, unlike those of later rows
        perform set_config('lawcast.workspace', default_workspace()::text, true);
        execute format('alter table %s add foreign key (workspace_id) references workspace on delete cascade', isolated);
        perform set_config('lawcast.workspace', '', true);
    end if;
    -- the subquery is asked once for each statement
    execute format('create policy own_workspace on %s using (workspace_id = (select current_workspace()))', isolated);
    execute format('alter table %s enable row level security, force row level security', isolated);
end $$;

-- Bounds are null where the settings of the service hold.
create table workspace (
    id               uuid primary key,
    name             text collate "C" not null unique check (name <> ''),
    most_runs        bigint check (most_runs >= 0),
    most_points      bigint check (most_points >= 0),
    most_pilot_bytes bigint check (most_pilot_bytes >= 0),
    most_queued_fits bigint check (most_queued_fits >= 0),
    created_at       timestamptz not null default now()
);

insert into workspace (id, name) values (default_workspace(), 'default');

create policy own_workspace on workspace
    using ((select current_workspace()) in (id, default_workspace()));
alter table workspace enable row level security, force row level security;

-- Keys are kept as SHA-256 of 256 random bits; nothing leads back from it.
create table api_key (
    id           uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    name         text not null check (name <> ''),
    role         text not null check (role in ('reader', 'writer', 'admin')),
    prefix       text not null, -- the first characters of the key, to tell keys apart
    digest       bytea not null unique check (length(digest) = 32),
    created_by   text not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz
);

create index api_key_by_workspace on api_key (workspace_id, id);

-- Whose key it is must be known before the workspace is: the default one sees all keys.
create policy own_workspace on api_key
    using ((select current_workspace()) in (workspace_id, default_workspace()));
alter table api_key enable row level security, force row level security;

select isolate_by_workspace('experiment', direct => true);
select isolate_by_workspace('variable', direct => false);
select isolate_by_workspace('metric', direct => false);
select isolate_by_workspace('run', direct => false);
select isolate_by_workspace('run_revision', direct => false);
select isolate_by_workspace('fit', direct => false);
select isolate_by_workspace('simulation', direct => true);
select isolate_by_workspace('idempotent_answer', direct => true);
select isolate_by_workspace('custom_law', direct => true);
select isolate_by_workspace('sample', direct => true);
select isolate_by_workspace('sample_array', direct => false); -- goes with the last row that refers to it
select isolate_by_workspace('sample_chunk', direct => false);
select isolate_by_workspace('projection', direct => false);
select isolate_by_workspace('projection_sample', direct => false);
select isolate_by_workspace('run_arrival', direct => true);
select isolate_by_workspace('schedule', direct => false);
select isolate_by_workspace('firing', direct => false);
select isolate_by_workspace('event', direct => false);
select isolate_by_workspace('webhook', direct => true);
select isolate_by_workspace('delivery', direct => false);
select isolate_by_workspace('delivery_attempt', direct => false);
select isolate_by_workspace('frozen_forecast', direct => false);

create index experiment_by_workspace on experiment (workspace_id, id);
create index simulation_by_workspace on simulation (workspace_id, id);
create index unfinished_fit_by_workspace on fit (workspace_id) where finished_at is null;
create index run_arrival_by_workspace on run_arrival (workspace_id, id);
create index webhook_by_workspace on webhook (workspace_id, id);
create index sample_array_by_workspace on sample_array (workspace_id);

-- Names are unique in a workspace.
alter table idempotent_answer drop constraint idempotent_answer_pkey, add primary key (workspace_id, key, route);
alter table custom_law drop constraint custom_law_pkey, add primary key (workspace_id, name);
alter table sample drop constraint sample_kind_name_key, add unique (workspace_id, kind, name);

-- What every process looks for again and again, in each workspace.
drop index watched_experiment;
create index watched_experiment on experiment (workspace_id) where watched;
drop index fitting;
create index fitting on firing (workspace_id, id) where status = 'FITTING';
drop index sending_delivery;
create index sending_delivery on delivery (workspace_id, lease_until) where status = 'SENDING';
drop index delivery_by_age;
create index delivery_by_age on delivery (workspace_id, created_at);
create index schedule_by_workspace on schedule (workspace_id) where not paused;

-- A column for each point would cost a third of its size, a policy by the run a look at it for each point, and COPY
-- cannot write where row security holds. So the service has no right at all to the table of the points. It reads and
-- changes them through a view, and the owner copies them in, for runs that the service has found and locked.
alter table point rename to stored_point;

create view point with (security_barrier) as
    select * from stored_point
    where exists (select from run where run.id = stored_point.run_id and run.workspace_id = current_workspace());

-- The points of a curve in order: the first `most` after a step, or all for null. Through the view they would be sorted,
-- all of them, for every page; here the run is looked at once.
create function curve(of_run bigint, of_metric integer, after double precision, most integer)
    returns table (step double precision, value double precision)
    language sql stable security definer set search_path from current as $$
    select step, value from stored_point
    where (select exists (select from run where id = of_run and workspace_id = current_workspace()))
        and run_id = of_run and metric_id = of_metric and step > after
    order by step limit most
$$;

-- A job works in the workspace in which it was asked for.
select set_config('lawcast.workspace', default_workspace()::text, true);
alter table scheduled_tasks add column workspace_id uuid default default_workspace()
    references workspace on delete cascade;
select set_config('lawcast.workspace', '', true);
alter table scheduled_tasks alter column workspace_id set default current_workspace();

-- Who did what, from where. Rows are added; the service can change none, and forget only old ones.
create table audit_event (
    id      uuid primary key,
    at      timestamptz not null default now(),
    actor   text not null, -- the name of a key, LAWCAST_API_KEY, or local
    key_id  uuid,          -- of the key, which may be gone
    action  text not null, -- method and route
    path    text not null,
    status  integer not null,
    address text not null
);

select isolate_by_workspace('audit_event', direct => true);
create index audit_event_by_workspace on audit_event (workspace_id, id);

-- At most a thousand at a time; a day is kept whatever is asked.
create function forget_audit_events(older_than interval) returns bigint language sql
    security definer set search_path from current as $$
    with gone as (
        delete from audit_event where id in (
            select id from audit_event
            where workspace_id = current_workspace() and at < now() - greatest(older_than, interval '1 day')
            order by id limit 1000)
        returning 1)
    select count(*) from gone
$$;

-- How many points a workspace holds: the sum of its rows, of which there are few. Uploads add their own, so that none
-- waits for another, and take in those that nobody else is taking.
create table point_count (change bigint not null);

insert into point_count select count(*) from stored_point;
select isolate_by_workspace('point_count', direct => true);
create index point_count_by_workspace on point_count (workspace_id);

create function count_points(added bigint) returns void language sql as $$
    with taken as (
        delete from point_count where ctid = any (array(
            select ctid from point_count limit 100 for update skip locked))
        returning change)
    insert into point_count (change) select added + coalesce(sum(change), 0) from taken
$$;

create or replace function delete_points_of_runs() returns trigger language plpgsql
    security definer set search_path from current as $$
declare
    gone bigint;
begin
    delete from stored_point where run_id in (select id from deleted);
    get diagnostics gone = row_count;
    if gone > 0 and exists (select from workspace where id = current_workspace()) then
        perform count_points(-gone);
    end if;
    return null;
end $$;
