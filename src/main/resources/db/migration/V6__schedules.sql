-- Runs that arrive in an experiment that somebody watches are written down, one row a statement, until they are looked at.
alter table experiment add column watched boolean not null default false;

create index watched_experiment on experiment (id) where watched;

create table run_arrival (
    id            bigint generated always as identity primary key,
    experiment_id uuid not null,
    runs          bigint not null check (runs > 0), -- new, changed or deleted
    run_ids       bigint[] -- of those that are there; null for more than 10,000: look at all
);

create function note_arrival_of_runs() returns trigger language plpgsql as $$
begin
    if exists (select from experiment where watched) then
        insert into run_arrival (experiment_id, runs, run_ids)
        select c.experiment_id, count(*),
               case when tg_op = 'DELETE' then '{}' when count(*) <= 10000 then array_agg(c.id) end
        from changed c join experiment e on e.id = c.experiment_id and e.watched
        group by c.experiment_id;
    end if;
    return null;
end $$;

create trigger note_new_runs after insert on run
    referencing new table as changed
    for each statement execute function note_arrival_of_runs();

create trigger note_changed_runs after update on run
    referencing new table as changed
    for each statement execute function note_arrival_of_runs();

create trigger note_deleted_runs after delete on run
    referencing old table as changed
    for each statement execute function note_arrival_of_runs();

-- Refits an experiment by itself: at the times of a cron expression, or once enough runs have arrived.
create table schedule (
    id               uuid primary key,
    experiment_id    uuid not null references experiment on delete cascade,
    request          json not null, -- with every default written out
    paused           boolean not null,
    version          integer not null default 1, -- of the request, for If-Match
    cron_at          timestamptz, -- the next time that the expression names; null without one and while paused
    due_at           timestamptz, -- the same with the jitter
    min_runs         integer check (min_runs >= 1), -- null: arrivals do not fire it
    debounce_seconds integer not null default 0 check (debounce_seconds >= 0),
    waiting_runs     bigint not null default 0, -- new, changed or deleted since it fired last
    first_waiting_at timestamptz,
    last_waiting_at  timestamptz,
    failures         integer not null default 0, -- in a row
    alarms           json not null default '{}', -- alerts that hold now, so that each is told once
    last_fit_id      uuid references fit on delete set null, -- the latest version
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    check ((cron_at is null) = (due_at is null))
);

create index schedule_by_experiment on schedule (experiment_id, id);
create index schedule_by_fit on schedule (last_fit_id);

create table firing (
    id          uuid primary key,
    schedule_id uuid not null references schedule on delete cascade,
    cause       text not null check (cause in ('CRON', 'NEW_RUNS', 'REQUEST')),
    due_at      timestamptz not null,
    missed      integer not null default 0, -- times that passed while nobody could fire
    status      text not null check (status in ('QUEUED', 'FITTING', 'REFITTED', 'UNCHANGED', 'SKIPPED', 'FAILED')),
    reason      text,
    deaths      integer not null default 0, -- attempts whose process died
    begun       boolean not null default false,
    fit_id      uuid references fit on delete set null,
    fired_at    timestamptz not null default now(),
    finished_at timestamptz,
    check ((finished_at is null) = (status in ('QUEUED', 'FITTING')))
);

create index firing_by_schedule on firing (schedule_id, id);
create index firing_by_fit on firing (fit_id);
create index fitting on firing (id) where status = 'FITTING';

-- Whatever processes there are: a schedule that is at work does not fire.
create unique index one_open_firing on firing (schedule_id) where finished_at is null;

-- What happened, for the feed of an experiment. Whoever writes holds a lock of the experiment, so positions come in the
-- order of commits, and a reader that goes on from one misses nothing.
create table event (
    position      bigint generated always as identity primary key,
    id            uuid not null unique,
    experiment_id uuid not null references experiment on delete cascade,
    type          text not null,
    data          json not null,
    created_at    timestamptz not null default clock_timestamp()
);

create index event_by_experiment on event (experiment_id, position);

create table webhook (
    id            uuid primary key,
    experiment_id uuid references experiment on delete cascade, -- null: of all experiments
    url           text not null,
    description   text,
    types         text[] not null, -- empty: all
    secret        bytea not null, -- signing needs it as it is
    paused        boolean not null,
    version       integer not null default 1,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);

create table delivery (
    id          uuid primary key,
    webhook_id  uuid not null references webhook on delete cascade,
    event_id    uuid not null, -- the event itself may be gone already
    event_type  text not null,
    body        text not null, -- what is signed and sent
    status      text not null check (status in ('PENDING', 'SENDING', 'DELIVERED', 'DEAD')),
    attempt     integer not null default 0, -- fencing: only the latest attempt may write its outcome
    failures    integer not null default 0, -- since it was asked for
    next_at     timestamptz not null default now(),
    lease_until timestamptz, -- a process that has not come back by then has died
    created_at  timestamptz not null default now(),
    finished_at timestamptz,
    check ((finished_at is null) = (status in ('PENDING', 'SENDING')))
);

create index delivery_by_webhook on delivery (webhook_id, id);
create index pending_delivery on delivery (webhook_id, next_at) where status = 'PENDING';
create index sending_delivery on delivery (lease_until) where status = 'SENDING';
create index delivery_by_age on delivery (created_at);

create table delivery_attempt (
    delivery_id uuid not null references delivery on delete cascade,
    number      integer not null,
    at          timestamptz not null default clock_timestamp(),
    seconds     double precision not null,
    status      integer, -- of HTTP, null where no answer came
    reason      text, -- why it does not count as delivered
    primary key (delivery_id, number)
);

-- A forecast as it was made, to be compared with the run that it speaks of. It outlives its fit.
create table frozen_forecast (
    id                   uuid primary key,
    experiment_id        uuid not null references experiment on delete cascade,
    fit_id               uuid not null,
    fit_version          integer not null,
    metric               text not null,
    point                json not null, -- by the experiment's names
    run_key              text, -- null: the first run of these sizes
    tolerance            double precision not null check (tolerance >= 0 and tolerance < 1),
    level                double precision not null,
    space                text not null check (space in ('raw', 'log')), -- of the residuals
    mean                 double precision not null,
    mean_interval        json,
    new_run_intervals    json not null, -- at several levels
    extrapolation_factor double precision not null check (extrapolation_factor >= 1),
    status               text not null check (status in ('OPEN', 'SCORED', 'MISMATCHED')),
    reason               text,
    run                  text, -- key of the run that came
    measured             double precision,
    log_score            double precision,
    created_at           timestamptz not null default clock_timestamp(),
    scored_at            timestamptz,
    check ((scored_at is null) = (status = 'OPEN'))
);

create index frozen_forecast_by_experiment on frozen_forecast (experiment_id, id);
create index frozen_forecast_by_fit on frozen_forecast (fit_id);
create index open_forecast on frozen_forecast (experiment_id) where status = 'OPEN';

create function refuse_change_of_scored_forecast() returns trigger language plpgsql as $$
begin
    raise exception 'forecast % has been scored and never changes', old.id using errcode = 'check_violation';
end $$;

create trigger scored_forecast_never_changes before update on frozen_forecast
    for each row when (old.scored_at is not null)
    execute function refuse_change_of_scored_forecast();
