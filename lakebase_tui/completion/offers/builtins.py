"""What of the thousands of built-in functions and types people write by hand."""

from typing import Final

_WRITTEN: Final = """
    count sum avg min max array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and
    bool_or every stddev variance percentile_cont percentile_disc mode corr any_value
    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
    now age clock_timestamp statement_timestamp transaction_timestamp date_part date_trunc date_bin
    to_timestamp to_date to_char to_number make_date make_interval make_timestamp make_timestamptz
    justify_days isfinite timeofday
    abs ceil ceiling floor round trunc mod power sqrt exp ln log sign random random_normal setseed div gcd
    pi degrees radians width_bucket
    length char_length octet_length lower upper initcap concat concat_ws format left right lpad rpad ltrim
    rtrim btrim replace translate reverse repeat split_part string_to_array string_to_table strpos substr
    starts_with regexp_match regexp_matches regexp_replace regexp_split_to_table regexp_split_to_array
    regexp_count regexp_like regexp_substr regexp_instr md5 sha256 encode decode ascii chr quote_ident
    quote_literal quote_nullable to_hex unistr normalize
    array_length array_append array_prepend array_cat array_remove array_replace array_position
    array_positions array_to_string array_upper array_lower array_ndims array_fill cardinality unnest
    generate_series generate_subscripts array_sample array_shuffle
    to_json to_jsonb row_to_json json_build_object jsonb_build_object json_build_array jsonb_build_array
    jsonb_set jsonb_insert jsonb_pretty jsonb_strip_nulls jsonb_typeof json_typeof jsonb_each jsonb_each_text
    json_each jsonb_array_elements jsonb_array_elements_text json_array_elements jsonb_object_keys
    json_object_keys jsonb_extract_path jsonb_extract_path_text jsonb_array_length json_array_length
    jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_exists jsonb_path_match
    jsonb_populate_record jsonb_populate_recordset jsonb_to_record jsonb_to_recordset json_populate_record
    to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd
    ts_headline setweight
    lower_inc upper_inc isempty range_agg range_merge int4range int8range numrange tsrange tstzrange daterange
    gen_random_uuid uuidv7 uuidv4 nextval currval setval lastval
    pg_typeof pg_size_pretty pg_relation_size pg_total_relation_size pg_table_size pg_indexes_size
    pg_database_size pg_get_viewdef pg_get_functiondef pg_get_indexdef pg_get_constraintdef pg_backend_pid
    pg_cancel_backend pg_terminate_backend pg_sleep pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock
    pg_try_advisory_lock pg_notify pg_is_in_recovery pg_stat_reset pg_column_size pg_get_serial_sequence
    version current_database current_setting set_config has_table_privilege has_schema_privilege
    obj_description col_description to_regclass txid_current pg_current_xact_id inet_client_addr
    
"""
COMMON_FUNCTIONS: Final = {name: place for place, name in enumerate(_WRITTEN.split())}
"""Names of functions, each with its place among them; the rest of pg_catalog comes behind them."""

COMMON_TYPES: Final = (
    *("text", "integer", "bigint", "boolean", "timestamptz", "numeric", "date", "jsonb", "uuid", "timestamp"),
    *("varchar", "smallint", "real", "double precision", "interval", "time", "json", "bytea", "char", "inet"),
    *("int", "decimal", "serial", "bigserial", "smallserial", "timetz", "cidr", "macaddr", "xml", "money"),
    *("bit", "varbit", "tsvector", "tsquery", "point", "line", "box", "path", "polygon", "circle", "lseg"),
    *("int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "regclass", "oid", "name"),
    *("timestamp with time zone", "timestamp without time zone", "character varying", "jsonpath"),
)
"""Names of types as people write them, the common ones first."""
