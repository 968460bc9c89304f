-- What fits keep as JSON is kept to the letter as UTF-8, long texts with gzip: no query looks inside, and checking and compressing
-- 26 MB of json took the database longer than the fits themselves.
alter table fit
    alter column snapshot type bytea using convert_to(snapshot::text, 'UTF8'),
    alter column report type bytea using convert_to(report::text, 'UTF8'),
    alter column curve type bytea using convert_to(curve::text, 'UTF8');
