-- An experiment declares its variables and metrics; the values of its runs stand in arrays by their position,
-- null where a run has none. Arrays keep every double bit by bit (jsonb would lose -0) and load by COPY.

create table experiment (
    id          uuid primary key,
    name        text not null check (name <> ''),
    description text,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);

create table variable (
    experiment_id uuid not null references experiment on delete cascade,
    position      integer not null check (position >= 1),
    name          text not null check (name <> ''),
    role          text not null,
    unit          text,
    primary key (experiment_id, position),
    unique (experiment_id, name)
);

create table metric (
    id            integer generated always as identity unique,
    experiment_id uuid not null references experiment on delete cascade,
    position      integer not null check (position >= 1),
    name          text not null check (name <> ''),
    direction     text not null check (direction in ('minimize', 'maximize')),
    unit          text,
    lower_bound   double precision,
    upper_bound   double precision,
    primary key (experiment_id, position),
    unique (experiment_id, name)
);

create table run (
    id              bigint generated always as identity primary key,
    experiment_id   uuid not null, -- of an experiment, see below
    key             text collate "C" not null check (key <> ''), -- lists are ordered by it, everywhere alike
    revision        integer not null default 1 check (revision >= 1),
    -- Nulls at the end of an array are left out, so that a column declared later changes no run.
    variables       double precision[] not null, -- by variable.position, null for text variables
    labels          text[] not null,             -- by variable.position, null for number variables
    metrics         double precision[] not null, -- by metric.position
    standard_errors double precision[] not null, -- by metric.position
    run_group       text,
    seed            bigint,
    status          text,
    tags            jsonb not null default '{}',
    started_at      timestamptz,
    excluded        text check (excluded <> ''), -- the reason
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    unique (experiment_id, key),
    check ('NaN' <> all (variables) and 'Infinity' <> all (variables) and '-Infinity' <> all (variables)),
    check ('NaN' <> all (metrics) and 'Infinity' <> all (metrics) and '-Infinity' <> all (metrics)),
    check ('NaN' <> all (standard_errors) and 'Infinity' <> all (standard_errors) and 0 <= all (standard_errors))
);

-- A run belongs to an experiment and goes with it. A foreign key would ask once for each row, which takes longer than
-- the insert itself; these triggers ask once for each statement, with the same lock.
create function require_experiment_of_runs() returns trigger language plpgsql as $$
declare
    found_experiments bigint;
begin
    select count(*) into found_experiments
    from (select 1 from experiment where id in (select experiment_id from changed) for key share) as locked;
    if found_experiments <> (select count(distinct experiment_id) from changed) then
        raise exception 'a run belongs to no experiment' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;

create trigger inserted_run_has_experiment after insert on run
    referencing new table as changed
    for each statement execute function require_experiment_of_runs();

create function refuse_move_of_run() returns trigger language plpgsql as $$
begin
    raise exception 'run % cannot move to another experiment', old.id using errcode = 'check_violation';
end $$;

create trigger run_stays_in_experiment before update of experiment_id on run
    for each row when (old.experiment_id <> new.experiment_id)
    execute function refuse_move_of_run();

create function delete_runs_of_experiments() returns trigger language plpgsql as $$
begin
    delete from run where experiment_id in (select id from deleted);
    return null;
end $$;

create trigger delete_runs after delete on experiment
    referencing old table as deleted
    for each statement execute function delete_runs_of_experiments();

-- What a run said before it was changed.
create table run_revision (
    run_id          bigint not null references run on delete cascade,
    revision        integer not null,
    variables       double precision[] not null,
    labels          text[] not null,
    metrics         double precision[] not null,
    standard_errors double precision[] not null,
    run_group       text,
    seed            bigint,
    status          text,
    tags            jsonb not null,
    started_at      timestamptz,
    excluded        text,
    replaced_at     timestamptz not null default now(),
    primary key (run_id, revision)
);

-- Training curves. No foreign key: its check per row would cost more than the insert itself; writers lock the run
-- row instead, and the trigger below removes the points of deleted runs.
create table point (
    run_id    bigint not null,
    metric_id integer not null,
    step      double precision not null check (step >= 0 and step < 'Infinity'),
    value     double precision not null check (value > '-Infinity' and value < 'Infinity'),
    primary key (run_id, metric_id, step)
);

create function delete_points_of_runs() returns trigger language plpgsql as $$
begin
    delete from point where run_id in (select id from deleted);
    return null;
end $$;

create trigger delete_points after delete on run
    referencing old table as deleted
    for each statement execute function delete_points_of_runs();

-- A fit holds all that is needed to get the same answer again. Once it has ended it never changes.
create table fit (
    id               uuid primary key,
    experiment_id    uuid not null references experiment on delete cascade,
    parent_id        uuid references fit,
    version          integer not null default 1,
    law              text not null,
    metric           text not null,
    request          json not null, -- json, not jsonb: kept to the letter
    snapshot         json not null, -- the rows used
    data_hash        text not null, -- SHA-256 of the snapshot
    seed             bigint not null,
    code_version     text not null,
    reason           text, -- why there is no curve, in words
    status           text not null check (status in ('QUEUED', 'RUNNING', 'CONVERGED', 'UNIDENTIFIABLE',
                         'INSUFFICIENT_DATA', 'WRONG_SHAPE', 'NOT_CONVERGED', 'FAILED', 'CANCELLED')),
    attempt          integer not null default 0, -- fencing: only the latest attempt may write the outcome
    deaths           integer not null default 0, -- attempts whose process died
    progress         double precision not null default 0 check (progress >= 0 and progress <= 1),
    cancel_requested boolean not null default false,
    report           json,
    curve            json, -- the estimate, its covariance and the noise: what a forecast needs besides the draws
    draws            bytea, -- rows of big-endian doubles, one row a bootstrap replicate
    queued_at        timestamptz not null default now(),
    started_at       timestamptz,
    finished_at      timestamptz,
    check ((finished_at is null) = (status in ('QUEUED', 'RUNNING')))
);

create index fit_by_experiment on fit (experiment_id, id);

create function refuse_change_of_ended_fit() returns trigger language plpgsql as $$
begin
    raise exception 'fit % has ended and never changes', old.id using errcode = 'check_violation';
end $$;

create trigger ended_fit_never_changes before update on fit
    for each row when (old.finished_at is not null)
    execute function refuse_change_of_ended_fit();

-- The first answer to a POST that carried an Idempotency-Key.
create table idempotent_answer (
    key          text not null,
    route        text not null,
    request_hash text not null,
    status       integer not null,
    location     text,
    body         text,
    created_at   timestamptz not null default now(),
    primary key (key, route)
);

create index idempotent_answer_by_age on idempotent_answer (created_at);

-- db-scheduler's table, names and types from its PostgreSQL script.
create table scheduled_tasks (
    task_name            text not null,
    task_instance        text not null,
    task_data            bytea,
    execution_time       timestamptz,
    picked               boolean not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint not null,
    priority             smallint,
    state                text,
    primary key (task_name, task_instance)
);

create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
create index scheduled_tasks_priority on scheduled_tasks (priority desc, execution_time asc);
