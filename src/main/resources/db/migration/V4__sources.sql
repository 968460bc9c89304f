-- An array of a sample, features or labels, in one canonical form; once stored it never changes.
create table sample_array (
    id        uuid primary key,
    type      text not null check (type in ('float32', 'float64', 'integer', 'text')),
    read_as   text not null,    -- how the upload wrote it: <f4, >f8, text/csv, ...
    rows      integer not null check (rows >= 1),
    columns   integer not null check (columns >= 1),
    classes   integer check (classes >= 1), -- of labels: how many differ
    hash      text not null,    -- SHA-256 of the content
    warnings  json not null default '[]',
    stored_at timestamptz not null default now()
);

-- Its content: numbers little-endian, row by row; labels in UTF-8, each with a line feed behind it.
create table sample_chunk (
    array_id uuid not null references sample_array on delete cascade deferrable initially deferred, -- chunks come first
    position integer not null check (position >= 0),
    content  bytea not null,
    primary key (array_id, position)
);

alter table sample_chunk alter column content set storage external; -- floats hardly compress

-- What is known of a distribution: a source's pilot sample, or a validation sample.
create table sample (
    id            uuid primary key,
    kind          text not null check (kind in ('source', 'validation')),
    name          text collate "C" not null check (name <> ''),
    size          bigint check (size >= 1),                              -- samples that the source could deliver
    unit_price    double precision check (unit_price >= 0 and unit_price < 'Infinity'),
    cap           bigint check (cap >= 1),
    licence       text,
    feature_space text not null check (feature_space <> ''), -- features of one space have one dimension
    features_id   uuid references sample_array,
    labels_id     uuid references sample_array,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    unique (kind, name),
    check ((kind = 'source') = (size is not null))
);

create index sample_by_space on sample (feature_space);
create index sample_by_features on sample (features_id);
create index sample_by_labels on sample (labels_id);

-- An array that no sample holds any more goes, unless something else still refers to it.
create function drop_sample_array(array_id uuid) returns void language plpgsql as $$
begin
    delete from sample_array where id = array_id;
exception when foreign_key_violation then
    null;
end $$;

create function drop_replaced_arrays() returns trigger language plpgsql as $$
begin
    if old.features_id is not null and (tg_op = 'DELETE' or new.features_id is distinct from old.features_id) then
        perform drop_sample_array(old.features_id);
    end if;
    if old.labels_id is not null and (tg_op = 'DELETE' or new.labels_id is distinct from old.labels_id) then
        perform drop_sample_array(old.labels_id);
    end if;
    return null;
end $$;

create trigger drop_arrays after update or delete on sample
    for each row execute function drop_replaced_arrays();

-- An answer that is given again carries the version too.
alter table idempotent_answer add column etag text;
