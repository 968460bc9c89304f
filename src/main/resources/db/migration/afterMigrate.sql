-- What the role of the service may do, told anew after every migration. A table without row security gets no right
-- unless it is named here. Every key that leads from an isolated table to another is held to the workspace as well.
do $$
declare
    isolated regclass;
    key record;
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
    if to_regproc('require_parent_of_own_workspace') is null then
        return;
    end if;
    for key in
        select c.conrelid::regclass as child, c.confrelid::regclass as parent, own.attname as own, other.attname as other,
               'parent_by_' || own.attname as name
        from pg_constraint c
        join pg_class child on child.oid = c.conrelid and child.relnamespace = current_schema::regnamespace
        join pg_attribute own on own.attrelid = c.conrelid and own.attnum = c.conkey[1]
        join pg_attribute other on other.attrelid = c.confrelid and other.attnum = c.confkey[1]
        where c.contype = 'f' and cardinality(c.conkey) = 1 and not c.condeferred and child.relrowsecurity
            and c.confrelid <> 'workspace'::regclass
            and not exists (select from pg_trigger t
                            where t.tgrelid = c.conrelid and t.tgname = 'parent_by_' || own.attname)
    loop
        execute format(
            'create trigger %I after insert on %s referencing new table as changed for each statement
                 execute function require_parent_of_own_workspace(%L, %L, %L)',
            key.name, key.child, key.own, key.parent, key.other);
        execute format(
            'create trigger %I after update of %I on %s for each row when (old.%2$I is distinct from new.%2$I and new.%2$I is not null)
                 execute function require_parent_of_own_workspace(%4$L, %5$L, %6$L)',
            'changed_' || key.name, key.own, key.child, key.own, key.parent, key.other);
    end loop;
end $$;
