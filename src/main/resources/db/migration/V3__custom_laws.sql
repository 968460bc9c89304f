-- A formula under a name. Fits keep the formula itself, so nothing refers to this.
create table custom_law (
    name       text collate "C" primary key check (name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,99}$'),
    text       json not null, -- formula, variables, bounds of parameters
    created_at timestamptz not null default now()
);
