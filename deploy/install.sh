#!/bin/sh
# From a bare Debian machine to a running Answerable; docs/operating.md walks through it. Safe to run again: what is
# there is kept. As root, from a checkout:
#   SERVER_NAME=talk.example.org sh deploy/install.sh            (every step)
#   sh deploy/install.sh code schema restart                     (these steps: an upgrade)
# PREFIX installs under a folder instead of / and starts nothing: for trying it out without root (bench/drill.py).
set -eu
export LC_ALL=C

source=$(cd "$(dirname "$0")/.." && pwd)
from() { printenv "$1" || printf '%s' "$2"; }  # an environment variable, or what it is otherwise
prefix=$(from PREFIX "")
etc=$prefix/etc/answerable
home=$prefix/opt/answerable
kept=$prefix/var/lib/answerable
copies=$prefix/var/lib/answerable-backups
nginx=$prefix/etc/nginx
units=$prefix/etc/systemd/system
challenges=$prefix/var/www/answerable

say() { printf '\n== %s\n' "$*"; }
word() { openssl rand -hex 24; }
real() { [ -z "$prefix" ]; }
read_settings() { set -a; . "$etc/environment"; set +a; }

packages() {
    say "packages"
    if real; then
        apt-get update
        apt-get install --yes --no-install-recommends python3 python3-venv postgresql postgresql-client redis-server nginx \
            certbot age openssl ca-certificates gettext-base libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-core fonts-noto-cjk
    fi
    for program in openssl envsubst psql pg_dump nginx; do
        command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || { echo "$program is missing."; exit 1; }
    done
}

account() {
    say "user and folders"
    if real && ! id answerable >/dev/null 2>&1; then
        useradd --system --home-dir "$kept" --shell /usr/sbin/nologin answerable
        usermod --append --groups answerable www-data  # nginx reaches the sockets
    fi
    mkdir -p "$etc" "$home" "$kept" "$copies" "$challenges" "$prefix/run/answerable"
    chmod 700 "$copies"
    if real; then chown answerable: "$kept" "$copies"; fi
}

code() {
    say "code"
    for part in manage.py audit people consultations deliberation outcomes config templates static deploy requirements; do
        rm -rf "$home/$part.new"
        cp -R "$source/$part" "$home/$part.new"
        rm -rf "${home:?}/$part"
        mv "$home/$part.new" "$home/$part"
    done
    venv=$(from VENV "")
    if [ -n "$venv" ]; then
        ln -sfn "$venv" "$home/.venv"
    else
        [ -x "$home/.venv/bin/python" ] || python3 -m venv "$home/.venv"
        "$home/.venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$home/requirements/run.txt"
    fi
    mkdir -p "$prefix/usr/local/bin"
    sed "s#^prefix=.*#prefix=$prefix#" "$source/deploy/answerable" > "$prefix/usr/local/bin/answerable"
    chmod 755 "$prefix/usr/local/bin/answerable"
}

settings() {
    say "settings"
    umask 077
    if [ ! -e "$etc/environment" ]; then
        name=$(from SERVER_NAME "")
        [ -n "$name" ] || { echo "Say under which name people will find it: SERVER_NAME=talk.example.org"; exit 1; }
        web=$(word) owner=$(word) host=$(from DATABASE_HOST 127.0.0.1:5432)
        sed -e "s#^SECRET_KEY=.*#SECRET_KEY=$(openssl rand -base64 60 | tr -d '\n=')#" -e "s#^SERVER_NAME=.*#SERVER_NAME=$name#" \
            -e "s#^CERTIFICATES=.*#CERTIFICATES=$etc/certificates#" -e "/^CERTIFICATES_ROOT=/d" -e "/_PASSWORD=/d" \
            "$source/deploy/environment.example" > "$etc/environment.new"
        cat >> "$etc/environment.new" <<END

# Written by deploy/install.sh
DATABASE_URL=postgres://answerable:$web@$host/answerable
REDIS_URL=$(from REDIS_URL redis://127.0.0.1:6379/0)
AUDIT_HEADS_FILE=$kept/audit-heads.log
ERASURE_LEDGER=$kept/erasures.jsonl
BACKUP_FOLDER=$copies
BACKUP_LEDGER_FOLDER=$(from BACKUP_LEDGER_FOLDER /var/lib/answerable-ledger-copies)
END
        echo "MIGRATE_DATABASE_URL=postgres://answerable_owner:$owner@$host/answerable" > "$etc/owner.environment"
        mv "$etc/environment.new" "$etc/environment"
        echo "Now fill in the rest: $etc/environment (mail, who you are, where copies go)."
    fi
    umask 022
}

# The part of a database address: user, password or database.
of_url() { printf '%s' "$2" | sed -E "s#^[a-z]+://([^:]+):([^@]+)@[^/]+/(.*)\$#\\$1#"; }

as_admin() {
    admin=$(from ADMIN_DATABASE_URL "")
    if [ -n "$admin" ]; then psql -v ON_ERROR_STOP=1 -qAtX "$admin" "$@"
    else runuser -u postgres -- psql -v ON_ERROR_STOP=1 -qAtX "$@"; fi
}

database() {
    say "database and its two roles"
    read_settings
    . "$etc/owner.environment"
    name=$(of_url 3 "$DATABASE_URL")
    for url in "$DATABASE_URL" "$MIGRATE_DATABASE_URL"; do
        role=$(of_url 1 "$url")
        [ "$(as_admin -c "SELECT 1 FROM pg_roles WHERE rolname = '$role'")" = 1 ] || as_admin -c "CREATE ROLE \"$role\""
        echo "ALTER ROLE \"$role\" LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD '$(of_url 2 "$url")'" | as_admin -f -
    done
    as_admin -c "ALTER ROLE \"$role\" CREATEDB"  # the owner: copies are tried out in a database of their own
    [ "$(as_admin -c "SELECT 1 FROM pg_database WHERE datname = '$name'")" = 1 ] ||
        as_admin -c "CREATE DATABASE \"$name\" OWNER \"$role\" TEMPLATE template0 ENCODING 'UTF8'"
}

schema() {
    say "tables, rights and collected files"
    "$prefix/usr/local/bin/answerable" migrate --no-input --verbosity 0
    "$prefix/usr/local/bin/answerable" grants --apply
    # As whoever owns the code: the site itself cannot write there.
    (read_settings; cd "$home"; .venv/bin/python manage.py collectstatic --no-input --verbosity 0)
}

# What runs all the time, of what is shipped.
running() {
    for name in web reading live@1 live@2 worker metrics; do
        if [ -e "$units/answerable-${name%%[12]}.service" ]; then echo "answerable-$name"; fi
    done
}

services() {
    say "services"
    mkdir -p "$units"
    for unit in "$source"/deploy/systemd/*; do
        sed -e "s#/etc/answerable#$etc#g" -e "s#/opt/answerable#$home#g" -e "s#/run/answerable#$prefix/run/answerable#g" \
            "$unit" > "$units/$(basename "$unit")"
    done
    if real; then
        systemctl daemon-reload
        systemctl enable --quiet $(running) answerable-tick.timer answerable-backup.timer
    fi
}

proxy() {
    say "nginx"
    read_settings
    mkdir -p "$nginx/conf.d" "$nginx/answerable" "$prefix/var/log/nginx"
    if real && [ -e "$nginx/nginx.conf" ] && [ ! -e "$nginx/nginx.conf.before" ]; then
        cp "$nginx/nginx.conf" "$nginx/nginx.conf.before"
    fi
    if [ ! -e "$CERTIFICATES/fullchain.pem" ]; then  # until there is a real one, which needs port 80 to answer
        mkdir -p "$CERTIFICATES"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$SERVER_NAME" \
            -addext "subjectAltName=DNS:$SERVER_NAME" \
            -keyout "$CERTIFICATES/privkey.pem" -out "$CERTIFICATES/fullchain.pem" 2>/dev/null
        chmod 600 "$CERTIFICATES/privkey.pem"
    fi
    for path in "$source"/deploy/nginx/*.conf "$source"/deploy/nginx/*.template; do
        file=$(basename "$path")
        sed -e "s#/etc/nginx/answerable#$nginx/answerable#g" -e "s#/etc/nginx/conf.d#$nginx/conf.d#g" \
            -e "s#/run/#$prefix/run/#g" -e "s#/var/log/nginx#$prefix/var/log/nginx#g" -e "s#/var/www/answerable#$challenges#g" \
            "$path" > "$nginx/answerable/$file"
    done
    cp "$source"/deploy/nginx/*.html "$nginx/answerable/"
    envsubst "\$SERVER_NAME \$CERTIFICATES" < "$nginx/answerable/answerable.conf.template" > "$nginx/conf.d/answerable.conf"
    mv "$nginx/answerable/nginx.conf" "$nginx/nginx.conf"
    if ! real; then
        sed -i -E -e "/listen \[::\]/d" -e "s#listen 80;#listen 127.0.0.1:$(from HTTP_PORT 8107);#" \
            -e "s#listen 443 ssl#listen 127.0.0.1:$(from HTTPS_PORT 8108) ssl#" "$nginx/conf.d/answerable.conf"
        for what in client_body proxy fastcgi uwsgi scgi; do echo "${what}_temp_path $prefix/run/nginx-$what;"; done \
            > "$nginx/conf.d/folders.conf"
    fi
    nginx=$nginx PATH=$PATH:/usr/sbin sh -c 'nginx -q -t -c "$nginx/nginx.conf"'
}

certificate() {
    say "certificate"
    read_settings
    real || { echo "Not under a PREFIX."; return; }
    systemctl reload-or-restart nginx
    certbot certonly --non-interactive --agree-tos --register-unsafely-without-email --webroot -w "$challenges" \
        --cert-name answerable -d "$SERVER_NAME" --deploy-hook "systemctl reload nginx"
    if [ -d "$etc/certificates" ] && [ ! -L "$etc/certificates" ]; then
        mv "$etc/certificates" "$etc/certificates.before"  # our own, from before
    fi
    ln -sfn /etc/letsencrypt/live/answerable "$etc/certificates"
    systemctl reload nginx
}

restart() {
    say "start"
    real || { echo "Not under a PREFIX."; return; }
    systemctl restart $(running)
    systemctl start answerable-tick.timer answerable-backup.timer
    systemctl reload-or-restart nginx
}

[ $# -gt 0 ] || set -- packages account code settings database schema services proxy restart
for step in "$@"; do
    case $step in
        packages|account|code|settings|database|schema|services|proxy|certificate|restart) "$step" ;;
        *) echo "There is no step “$step”."; exit 1 ;;
    esac
done
