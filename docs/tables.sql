-- Run in the folder of the release: duckdb iom-projects.duckdb < tables.sql

CREATE TABLE projects (
  "project_key" VARCHAR NOT NULL,
  "project_id" VARCHAR,
  "prima_id" VARCHAR,
  "title" VARCHAR,
  "status" VARCHAR CHECK ("status" IN ('Completed', 'Active')),
  "project_type" VARCHAR CHECK ("project_type" IN ('Community Development', 'Community and Economic Development', 'Counter Trafficking Projects', 'Migration Data', 'Emergency Response and Assistance to Displaced Populations', 'Durable Solutions / Progressive Resolutions of Displacement Situations (PRDS)', 'Durable Solutions', 'Facilitated Migration Services', 'Immigration and Borders', 'International Migration Law', 'Integration and Social Cohesion', 'Labour Migration', 'Health Promotion and Assist for Migrants', 'Mainstreaming Migration into Development', 'Migration Management Support', 'Environment and Climate Change', 'Migration Policy Activities', 'Migration Research and Publication', 'Protection and Assistance to Vulnerable Migrants', 'Return Assist to Migrants and Government', 'Return and Reintegration Assistance for Migrants and Governments', 'TCMMCB', 'Transfer of migrant knowledge and resources')),
  "project_type_code" VARCHAR CHECK ("project_type_code" IN ('CD', 'CE', 'CT', 'DA', 'DP', 'DS', 'FM', 'IB', 'IM', 'IS', 'LM', 'MA', 'MD', 'MS', 'NC', 'PO', 'PR', 'PX', 'RT', 'RR', 'TC', 'TK')),
  "coverage" VARCHAR CHECK ("coverage" IN ('National', 'Regional', 'Multi-Regional', 'Global')),
  "region" VARCHAR CHECK ("region" IN ('Africa', 'Asia and Oceania', 'Europe', 'Latin America and the Caribbean', 'Middle East', 'Global')),
  "year" BIGINT,
  "start_date" VARCHAR,
  "start_date_earliest" DATE,
  "start_date_latest" DATE,
  "end_date" VARCHAR,
  "end_date_earliest" DATE,
  "end_date_latest" DATE,
  "budget_usd" DECIMAL(18, 2),
  "countries" VARCHAR[],
  "n_countries" BIGINT,
  "description" VARCHAR,
  "n_components" BIGINT,
  "language" VARCHAR CHECK ("language" IN ('en', 'fr', 'es')),
  "url" VARCHAR NOT NULL,
  "n_pages" BIGINT NOT NULL,
  "n_conflicts" BIGINT NOT NULL,
  "first_seen" TIMESTAMPTZ,
  "last_seen" TIMESTAMPTZ,
  "withdrawn" BOOLEAN NOT NULL,
  "is_status_stale" BOOLEAN,
  "is_end_date_suspect" BOOLEAN NOT NULL,
  "is_id_shared" BOOLEAN NOT NULL,
  PRIMARY KEY ("project_key")
);
COMMENT ON TABLE projects IS 'One row per project of the IOM Development Fund, whatever number of pages and languages it has. Where pages disagree docs/resolution.md says which wins; every page''s own word stays in `observations`.';
COMMENT ON COLUMN projects."project_key" IS 'Stable key of the project: its Projects ID, else its Prima ID, else the slug of its page.';
COMMENT ON COLUMN projects."project_id" IS 'The Fund''s own identifier, printed as `Projects ID`.';
COMMENT ON COLUMN projects."prima_id" IS 'Identifier in IOM''s PRIMA system. Its first two letters name the managing office, not the beneficiary.';
COMMENT ON COLUMN projects."title" IS 'Title as printed, in the language of the page it was taken from.';
COMMENT ON COLUMN projects."status" IS 'Status as printed, in English. Pages often keep `Active` after the end date: see `is_status_stale`.';
COMMENT ON COLUMN projects."project_type" IS 'The Fund''s area of work, in English as printed on English pages.';
COMMENT ON COLUMN projects."project_type_code" IS 'Two-letter code of `project_type` by the codelist; never taken from the Projects ID.';
COMMENT ON COLUMN projects."coverage" IS 'Geographic reach as printed.';
COMMENT ON COLUMN projects."region" IS 'The Fund''s own region, which is not the UN''s: `project_countries` holds UN M49 regions beside it.';
COMMENT ON COLUMN projects."year" IS 'Year of allocation. Often the year before the start; never derived from the dates.';
COMMENT ON COLUMN projects."start_date" IS 'Start. An EDTF date (ISO 8601-2), exactly as precise as the page prints it and no more: `2005`, `2005-03` or `2005-03-14`. Pages seen so far print years.';
COMMENT ON COLUMN projects."start_date_earliest" IS 'First day that `start_date` can mean.';
COMMENT ON COLUMN projects."start_date_latest" IS 'Last day that `start_date` can mean.';
COMMENT ON COLUMN projects."end_date" IS 'End, extensions included. An EDTF date (ISO 8601-2), exactly as precise as the page prints it and no more: `2005`, `2005-03` or `2005-03-14`. Pages seen so far print years.';
COMMENT ON COLUMN projects."end_date_earliest" IS 'First day that `end_date` can mean.';
COMMENT ON COLUMN projects."end_date_latest" IS 'Last day that `end_date` can mean.';
COMMENT ON COLUMN projects."budget_usd" IS 'Budget as printed, in current US dollars.';
COMMENT ON COLUMN projects."countries" IS 'Benefiting member states as ISO 3166-1 alpha-3 codes, in the order printed, each once.';
COMMENT ON COLUMN projects."n_countries" IS 'Number of `countries`.';
COMMENT ON COLUMN projects."description" IS 'Description as a reader sees it: paragraphs and list items on lines of their own.';
COMMENT ON COLUMN projects."n_components" IS 'Number of rows in `project_components` that are parts of the project itself: every kind but `challenge`, `parent_project` and `other`. 0 means that a description was read and enumerates nothing.';
COMMENT ON COLUMN projects."language" IS 'Interface language of the page at `url`; titles and descriptions of translated pages often stay English.';
COMMENT ON COLUMN projects."url" IS 'Address of the page that wins for this project.';
COMMENT ON COLUMN projects."n_pages" IS 'Number of pages that were joined into this row.';
COMMENT ON COLUMN projects."n_conflicts" IS 'Number of fields on which the project''s pages disagree; `issues` says which and how.';
COMMENT ON COLUMN projects."first_seen" IS 'When any page of the project was first fetched.';
COMMENT ON COLUMN projects."last_seen" IS 'When any page of the project was last found online.';
COMMENT ON COLUMN projects."withdrawn" IS 'True where every page of the project is confirmed gone from the site; the last row is kept.';
COMMENT ON COLUMN projects."is_status_stale" IS 'True where `status` is `Active` though `end_date_latest` was past when the page was last seen. The finding `stale_status` waits a year more.';
COMMENT ON COLUMN projects."is_end_date_suspect" IS 'True where `end_date` is known from a translated page alone that prints 2024 as a batch of them does, whatever the truth: better not used.';
COMMENT ON COLUMN projects."is_id_shared" IS 'True where another, different project prints the same Projects ID; both rows are kept.';
INSERT INTO projects SELECT * FROM 'projects.parquet';

CREATE TABLE project_countries (
  "project_key" VARCHAR NOT NULL,
  "role" VARCHAR NOT NULL CHECK ("role" IN ('benefiting', 'other')),
  "position" BIGINT NOT NULL,
  "iso3" VARCHAR NOT NULL CHECK ("iso3" IN ('ABW', 'AFG', 'AGO', 'AIA', 'ALA', 'ALB', 'AND', 'ARE', 'ARG', 'ARM', 'ASM', 'ATA', 'ATF', 'ATG', 'AUS', 'AUT', 'AZE', 'BDI', 'BEL', 'BEN', 'BES', 'BFA', 'BGD', 'BGR', 'BHR', 'BHS', 'BIH', 'BLM', 'BLR', 'BLZ', 'BMU', 'BOL', 'BRA', 'BRB', 'BRN', 'BTN', 'BVT', 'BWA', 'CAF', 'CAN', 'CCK', 'CHE', 'CHL', 'CHN', 'CIV', 'CMR', 'COD', 'COG', 'COK', 'COL', 'COM', 'CPV', 'CRI', 'CUB', 'CUW', 'CXR', 'CYM', 'CYP', 'CZE', 'DEU', 'DJI', 'DMA', 'DNK', 'DOM', 'DZA', 'ECU', 'EGY', 'ERI', 'ESH', 'ESP', 'EST', 'ETH', 'FIN', 'FJI', 'FLK', 'FRA', 'FRO', 'FSM', 'GAB', 'GBR', 'GEO', 'GGY', 'GHA', 'GIB', 'GIN', 'GLP', 'GMB', 'GNB', 'GNQ', 'GRC', 'GRD', 'GRL', 'GTM', 'GUF', 'GUM', 'GUY', 'HKG', 'HMD', 'HND', 'HRV', 'HTI', 'HUN', 'IDN', 'IMN', 'IND', 'IOT', 'IRL', 'IRN', 'IRQ', 'ISL', 'ISR', 'ITA', 'JAM', 'JEY', 'JOR', 'JPN', 'KAZ', 'KEN', 'KGZ', 'KHM', 'KIR', 'KNA', 'KOR', 'KWT', 'LAO', 'LBN', 'LBR', 'LBY', 'LCA', 'LIE', 'LKA', 'LSO', 'LTU', 'LUX', 'LVA', 'MAC', 'MAF', 'MAR', 'MCO', 'MDA', 'MDG', 'MDV', 'MEX', 'MHL', 'MKD', 'MLI', 'MLT', 'MMR', 'MNE', 'MNG', 'MNP', 'MOZ', 'MRT', 'MSR', 'MTQ', 'MUS', 'MWI', 'MYS', 'MYT', 'NAM', 'NCL', 'NER', 'NFK', 'NGA', 'NIC', 'NIU', 'NLD', 'NOR', 'NPL', 'NRU', 'NZL', 'OMN', 'PAK', 'PAN', 'PCN', 'PER', 'PHL', 'PLW', 'PNG', 'POL', 'PRI', 'PRK', 'PRT', 'PRY', 'PSE', 'PYF', 'QAT', 'REU', 'ROU', 'RUS', 'RWA', 'SAU', 'SDN', 'SEN', 'SGP', 'SGS', 'SHN', 'SJM', 'SLB', 'SLE', 'SLV', 'SMR', 'SOM', 'SPM', 'SRB', 'SSD', 'STP', 'SUR', 'SVK', 'SVN', 'SWE', 'SWZ', 'SXM', 'SYC', 'SYR', 'TCA', 'TCD', 'TGO', 'THA', 'TJK', 'TKL', 'TKM', 'TLS', 'TON', 'TTO', 'TUN', 'TUR', 'TUV', 'TWN', 'TZA', 'UGA', 'UKR', 'UMI', 'URY', 'USA', 'UZB', 'VAT', 'VCT', 'VEN', 'VGB', 'VIR', 'VNM', 'VUT', 'WLF', 'WSM', 'XKX', 'YEM', 'ZAF', 'ZMB', 'ZWE')),
  "name" VARCHAR,
  "name_en" VARCHAR,
  "m49_code" VARCHAR,
  "m49_region" VARCHAR,
  "m49_subregion" VARCHAR,
  "share" DECIMAL(18, 2),
  PRIMARY KEY ("project_key", "role", "position"),
  FOREIGN KEY ("project_key") REFERENCES projects ("project_key")
);
COMMENT ON TABLE project_countries IS 'The countries of each project, with the UN''s names and regions.';
COMMENT ON COLUMN project_countries."project_key" IS 'Stable key of the project: its Projects ID, else its Prima ID, else the slug of its page.';
COMMENT ON COLUMN project_countries."role" IS '`benefiting`: printed among the benefiting member states; `other`: printed as another country benefiting at the time of allocation.';
COMMENT ON COLUMN project_countries."position" IS 'Place in the printed list, from 1, repeats left out.';
COMMENT ON COLUMN project_countries."iso3" IS 'ISO 3166-1 alpha-3 code.';
COMMENT ON COLUMN project_countries."name" IS 'Name as printed on the page.';
COMMENT ON COLUMN project_countries."name_en" IS 'Short English name, as the UN uses it.';
COMMENT ON COLUMN project_countries."m49_code" IS 'UN M49 code, three digits.';
COMMENT ON COLUMN project_countries."m49_region" IS 'UN M49 region.';
COMMENT ON COLUMN project_countries."m49_subregion" IS 'UN M49 sub-region.';
COMMENT ON COLUMN project_countries."share" IS 'The country''s share of the budget, where the page states it. Never an equal split of ours.';
INSERT INTO project_countries SELECT * FROM 'project_countries.parquet';

CREATE TABLE project_components (
  "project_key" VARCHAR NOT NULL,
  "list" BIGINT NOT NULL,
  "position" BIGINT NOT NULL,
  "marker" VARCHAR,
  "lead_in" VARCHAR,
  "kind" VARCHAR NOT NULL CHECK ("kind" IN ('component', 'area_of_action', 'objective', 'outcome', 'output', 'activity', 'challenge', 'parent_project', 'other')),
  "text" VARCHAR NOT NULL,
  "char_start" BIGINT NOT NULL,
  "char_end" BIGINT NOT NULL,
  PRIMARY KEY ("project_key", "list", "position"),
  FOREIGN KEY ("project_key") REFERENCES projects ("project_key")
);
COMMENT ON TABLE project_components IS 'Everything that the description in `projects` enumerates, item by item, as a reader would quote it.';
COMMENT ON COLUMN project_components."project_key" IS 'Stable key of the project: its Projects ID, else its Prima ID, else the slug of its page.';
COMMENT ON COLUMN project_components."list" IS 'Number of the enumeration in the description, from 1.';
COMMENT ON COLUMN project_components."position" IS 'Place of the item in its enumeration, from 1.';
COMMENT ON COLUMN project_components."marker" IS 'Marker as printed; `-` for an unmarked list item.';
COMMENT ON COLUMN project_components."lead_in" IS 'The sentence that introduces the enumeration.';
COMMENT ON COLUMN project_components."kind" IS 'What the items are, decided by the lead-in and the markers.';
COMMENT ON COLUMN project_components."text" IS 'The item without its marker and closing punctuation.';
COMMENT ON COLUMN project_components."char_start" IS 'Where `text` begins in `projects.description`, in Unicode code points from 0.';
COMMENT ON COLUMN project_components."char_end" IS 'Where it ends, exclusive.';
INSERT INTO project_components SELECT * FROM 'project_components.parquet';

CREATE TABLE observations (
  "url" VARCHAR NOT NULL,
  "field" VARCHAR NOT NULL,
  "project_key" VARCHAR NOT NULL,
  "value" VARCHAR,
  "raw" VARCHAR,
  "field_status" VARCHAR NOT NULL CHECK ("field_status" IN ('reported', 'label_empty', 'not_on_page', 'not_understood', 'ambiguous')),
  "is_chosen" BOOLEAN NOT NULL,
  "label" VARCHAR,
  "rule" VARCHAR,
  "location" VARCHAR,
  "layout" VARCHAR CHECK ("layout" IN ('current', 'legacy')),
  "language" VARCHAR CHECK ("language" IN ('en', 'fr', 'es')),
  "digest" VARCHAR NOT NULL,
  "fetched_at" TIMESTAMPTZ,
  PRIMARY KEY ("url", "field"),
  FOREIGN KEY ("project_key") REFERENCES projects ("project_key")
);
COMMENT ON TABLE observations IS 'What each page says about each field, in its own words and as understood, or why there is no value.';
COMMENT ON COLUMN observations."url" IS 'Address of the page.';
COMMENT ON COLUMN observations."field" IS 'Name of the field, as in `projects`.';
COMMENT ON COLUMN observations."project_key" IS 'Stable key of the project: its Projects ID, else its Prima ID, else the slug of its page.';
COMMENT ON COLUMN observations."value" IS 'The value as understood, printed as in `projects.csv`.';
COMMENT ON COLUMN observations."raw" IS 'The text as printed on the page.';
COMMENT ON COLUMN observations."field_status" IS 'Why there is or is no value: `reported`, `label_empty` (a label with nothing beside it), `not_on_page`, `not_understood` (printed, but no rule reads it), `ambiguous` (the page says two things).';
COMMENT ON COLUMN observations."is_chosen" IS 'True where this page''s value is the one in `projects`.';
COMMENT ON COLUMN observations."label" IS 'The label as printed.';
COMMENT ON COLUMN observations."rule" IS 'The rule that found it.';
COMMENT ON COLUMN observations."location" IS 'CSS path to the element on the page.';
COMMENT ON COLUMN observations."layout" IS 'Family of the page''s layout.';
COMMENT ON COLUMN observations."language" IS 'Interface language of the page.';
COMMENT ON COLUMN observations."digest" IS 'SHA-256 of the page''s bytes, by which the archive finds them.';
COMMENT ON COLUMN observations."fetched_at" IS 'When these bytes were fetched.';
INSERT INTO observations SELECT * FROM 'observations.parquet';

CREATE TABLE pages (
  "url" VARCHAR NOT NULL,
  "project_key" VARCHAR,
  "state" VARCHAR NOT NULL CHECK ("state" IN ('live', 'gone', 'unverified', 'redirected', 'withdrawn', 'unfetched')),
  "outcome" VARCHAR CHECK ("outcome" IN ('project', 'not_a_project', 'soft_error', 'blocked', 'maintenance', 'login', 'not_html', 'empty', 'truncated')),
  "reason" VARCHAR,
  "language" VARCHAR CHECK ("language" IN ('en', 'fr', 'es')),
  "layout" VARCHAR CHECK ("layout" IN ('current', 'legacy')),
  "encoding" VARCHAR,
  "canonical_url" VARCHAR,
  "http_status" BIGINT,
  "digest" VARCHAR,
  "first_fetched" TIMESTAMPTZ,
  "last_fetched" TIMESTAMPTZ,
  "last_visited" TIMESTAMPTZ,
  "found_by" VARCHAR[],
  "imported_from" VARCHAR,
  "n_unclaimed_labels" BIGINT,
  "unclaimed_labels" VARCHAR,
  PRIMARY KEY ("url"),
  FOREIGN KEY ("project_key") REFERENCES projects ("project_key")
);
COMMENT ON TABLE pages IS 'Every address that was looked at, whether or not a project stands there.';
COMMENT ON COLUMN pages."url" IS 'Address of the page.';
COMMENT ON COLUMN pages."project_key" IS 'The project this page belongs to.';
COMMENT ON COLUMN pages."state" IS '`live`: found at the last visit; `gone`: answered 404 or 410 there, not yet for as long as a withdrawal takes; `unverified`: the last visit failed, what is known stands; `redirected`: leads to another address; `withdrawn`: confirmed gone; `unfetched`: known, never fetched.';
COMMENT ON COLUMN pages."outcome" IS 'What the last readable bytes of the address are.';
COMMENT ON COLUMN pages."reason" IS 'Why it is this outcome, in a line.';
COMMENT ON COLUMN pages."language" IS 'Interface language.';
COMMENT ON COLUMN pages."layout" IS 'Family of the layout.';
COMMENT ON COLUMN pages."encoding" IS 'WHATWG name of the encoding.';
COMMENT ON COLUMN pages."canonical_url" IS 'Address by the page''s own canonical link.';
COMMENT ON COLUMN pages."http_status" IS 'HTTP status of the last visit.';
COMMENT ON COLUMN pages."digest" IS 'SHA-256 of the page''s bytes, by which the archive finds them.';
COMMENT ON COLUMN pages."first_fetched" IS 'First successful fetch.';
COMMENT ON COLUMN pages."last_fetched" IS 'Last successful fetch.';
COMMENT ON COLUMN pages."last_visited" IS 'Last visit, whatever came.';
COMMENT ON COLUMN pages."found_by" IS 'The ways by which it was found, sorted.';
COMMENT ON COLUMN pages."imported_from" IS 'The file, or the address of a web archive''s replay, that these bytes were taken from, where somebody else captured them (`iom-projects import`).';
COMMENT ON COLUMN pages."n_unclaimed_labels" IS 'Labels on the page that belong to no field.';
COMMENT ON COLUMN pages."unclaimed_labels" IS 'These labels as printed, one a line.';
INSERT INTO pages SELECT * FROM 'pages.parquet';

CREATE TABLE changes (
  "project_key" VARCHAR NOT NULL,
  "field" VARCHAR NOT NULL,
  "observed_at" TIMESTAMPTZ NOT NULL,
  "cause" VARCHAR NOT NULL CHECK ("cause" IN ('source', 'parser', 'vocabulary')),
  "old" VARCHAR,
  "new" VARCHAR,
  PRIMARY KEY ("project_key", "field", "observed_at", "cause")
);
COMMENT ON TABLE changes IS 'What changed from release to release, and whether the source or we changed. A site''s first release has no changes. A project that appears or disappears changes its `project_key` from or to null.';
COMMENT ON COLUMN changes."project_key" IS 'Key of the project; one that has disappeared is not in `projects` any more.';
COMMENT ON COLUMN changes."field" IS 'Name of the field, as in `projects`.';
COMMENT ON COLUMN changes."observed_at" IS 'When the new value was first seen: the fetch for `source`; for the other causes the newest visit in the archive that was read anew.';
COMMENT ON COLUMN changes."cause" IS '`source`: the site changed; `parser`: our reading changed; `vocabulary`: our codelists changed.';
COMMENT ON COLUMN changes."old" IS 'Value before, printed as in `projects.csv`.';
COMMENT ON COLUMN changes."new" IS 'Value after.';
INSERT INTO changes SELECT * FROM 'changes.parquet';

CREATE TABLE issues (
  "number" BIGINT NOT NULL,
  "severity" VARCHAR NOT NULL CHECK ("severity" IN ('error', 'warning', 'info')),
  "kind" VARCHAR NOT NULL,
  "field" VARCHAR,
  "message" VARCHAR NOT NULL,
  "project_key" VARCHAR,
  "url" VARCHAR,
  PRIMARY KEY ("number"),
  FOREIGN KEY ("url") REFERENCES pages ("url"),
  FOREIGN KEY ("project_key") REFERENCES projects ("project_key")
);
COMMENT ON TABLE issues IS 'Everything doubtful, wrong or lost that was noticed, for people to judge.';
COMMENT ON COLUMN issues."number" IS 'Number of the finding within this release.';
COMMENT ON COLUMN issues."severity" IS 'How bad it is.';
COMMENT ON COLUMN issues."kind" IS 'What it is; docs/issue-kinds.md explains each.';
COMMENT ON COLUMN issues."field" IS 'The field concerned.';
COMMENT ON COLUMN issues."message" IS 'One line for people, with the text in question.';
COMMENT ON COLUMN issues."project_key" IS 'The project concerned.';
COMMENT ON COLUMN issues."url" IS 'Address of the page concerned.';
INSERT INTO issues SELECT * FROM 'issues.parquet';

CREATE VIEW project_country_budget_repeated AS
  SELECT project_key, iso3, role, budget_usd AS budget_usd_of_whole_project, n_countries
  FROM project_countries JOIN projects USING (project_key);
COMMENT ON VIEW project_country_budget_repeated IS
  'One row per project and country. Each row has the budget of the whole project, so it stands there once per country:'
  ' to look up, never to add up.';
