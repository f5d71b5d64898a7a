-- What indexes are built with.

CREATE FUNCTION public.plain_name(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$;

-- The keys of the index: words of both spellings, whole elements as "=…", the office as "o:…".
CREATE FUNCTION public.search_words(office bigint, marked text, plain text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_remove(array_remove(
        string_to_array(plain, ' ') || string_to_array(marked, ' ')
        || string_to_array('=' || replace(btrim(plain, '| '), ' | ', '|='), '|')
        || string_to_array('=' || replace(btrim(marked, '| '), ' | ', '|='), '|')
        || ('o:' || office), '|'), ''))
$$;
