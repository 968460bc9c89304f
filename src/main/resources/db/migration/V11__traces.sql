-- A job goes on in the trace of the request that asked for it (W3C Trace Context); null where traces are off.
alter table scheduled_tasks add column trace_parent text;
