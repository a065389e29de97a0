#!/bin/sh
# Run once by the image of PostgreSQL, as it makes the database: an owner of the tables, and a role for the site.
set -eu
psql -v ON_ERROR_STOP=1 -v owner_password="$OWNER_PASSWORD" -v web_password="$WEB_PASSWORD" \
    --username "$POSTGRES_USER" --dbname postgres <<'END'
CREATE ROLE answerable_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE answerable LOGIN PASSWORD :'web_password';
CREATE DATABASE answerable OWNER answerable_owner TEMPLATE template0 ENCODING 'UTF8';
END
