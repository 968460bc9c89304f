-- A toy simulation holds all that is needed to get the same answer again. Once it has ended it never changes.
create table simulation (
    id           uuid primary key,
    model        text not null check (model in ('superposition', 'perceptron_pruning')),
    settings     json not null, -- with every default written out
    code_version text not null,
    status       text not null check (status in ('QUEUED', 'RUNNING', 'FINISHED', 'FAILED')),
    reason       text,
    attempt      integer not null default 0, -- fencing: only the latest attempt may write the outcome
    deaths       integer not null default 0, -- attempts whose process died
    progress     double precision not null default 0 check (progress >= 0 and progress <= 1),
    result       json,
    queued_at    timestamptz not null default now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    check ((finished_at is null) = (status in ('QUEUED', 'RUNNING')))
);

create function refuse_change_of_ended_simulation() returns trigger language plpgsql as $$
begin
    raise exception 'simulation % has ended and never changes', old.id using errcode = 'check_violation';
end $$;

create trigger ended_simulation_never_changes before update on simulation
    for each row when (old.finished_at is not null)
    execute function refuse_change_of_ended_simulation();
