-- A projection holds all that is needed to get the same answers again. Once it has ended it never changes.
create table projection (
    id            uuid primary key,
    experiment_id uuid not null references experiment on delete cascade,
    metric        text not null,
    request       json not null, -- with every default written out
    snapshot      json not null, -- the runs and the sources as they were
    data_hash     text not null, -- SHA-256 of the snapshot
    code_version  text not null,
    status        text not null check (status in ('QUEUED', 'RUNNING', 'FINISHED', 'FAILED')),
    reason        text,
    attempt       integer not null default 0, -- fencing: only the latest attempt may write the outcome
    deaths        integer not null default 0, -- attempts whose process died
    progress      double precision not null default 0 check (progress >= 0 and progress <= 1),
    report        json,
    queued_at     timestamptz not null default now(),
    started_at    timestamptz,
    finished_at   timestamptz,
    check ((finished_at is null) = (status in ('QUEUED', 'RUNNING')))
);

create index projection_by_experiment on projection (experiment_id, id desc);

create function refuse_change_of_ended_projection() returns trigger language plpgsql as $$
begin
    raise exception 'projection % has ended and never changes', old.id using errcode = 'check_violation';
end $$;

create trigger ended_projection_never_changes before update on projection
    for each row when (old.finished_at is not null)
    execute function refuse_change_of_ended_projection();

-- The arrays it was made from: they stay while it does, whatever becomes of the sources. Position 0 is the validation sample.
create table projection_sample (
    projection_id uuid not null references projection on delete cascade,
    position      integer not null check (position >= 0),
    features_id   uuid not null references sample_array,
    labels_id     uuid references sample_array,
    primary key (projection_id, position)
);

create index projection_sample_by_features on projection_sample (features_id);
create index projection_sample_by_labels on projection_sample (labels_id);

create function drop_projected_arrays() returns trigger language plpgsql as $$
begin
    perform drop_sample_array(old.features_id);
    if old.labels_id is not null then
        perform drop_sample_array(old.labels_id);
    end if;
    return null;
end $$;

create trigger drop_arrays after delete on projection_sample
    for each row execute function drop_projected_arrays();
