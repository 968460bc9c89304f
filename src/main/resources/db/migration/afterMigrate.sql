-- What the role of the service may do, told anew after every migration. A table without row security gets no right
-- unless it is named here.
do $$
declare
    isolated regclass;
begin
    perform pg_advisory_xact_lock(hashtextextended('lawcast rights', 0));
    if to_regclass('workspace') is null or not exists (select from pg_roles where rolname = 'lawcast_runtime') then
        return;
    end if;
    execute format('grant usage on schema %I to lawcast_runtime', current_schema);
    for isolated in
        select oid from pg_class
        where relnamespace = current_schema::regnamespace and relkind in ('r', 'p') and relrowsecurity
    loop
        execute format('grant select, insert, update, delete on %s to lawcast_runtime', isolated);
    end loop;
    revoke update, delete, truncate on audit_event from lawcast_runtime;
    grant select, update on point to lawcast_runtime;
    grant select, insert, update, delete on scheduled_tasks to lawcast_runtime;
end $$;
