// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/schema.h"

using namespace Qt::StringLiterals;

namespace signalbox {

const QVector<QStringList> &schemaSteps()
{
    // Times are milliseconds since 1970 in UTC; JSON is text; the audit log outlives what it speaks of, so it
    // has no foreign keys.
    static const QVector<QStringList> steps = {
        {
            u"CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL)"_s,
            u"CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE "
            u"COLLATE "
            u"NOCASE, "
            "password_hash TEXT NOT NULL, platform_role TEXT NOT NULL, email_verified_at INTEGER, "
            "created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)"_s,
            u"CREATE TABLE organizations (id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT "
            u"NULL, "
            "created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)"_s,
            u"CREATE TABLE members (id TEXT PRIMARY KEY, "
            "organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, "
            "user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, role TEXT NOT NULL, "
            "created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, UNIQUE (organization_id, user_id))"_s,
            u"CREATE INDEX members_user ON members(user_id)"_s,
            u"CREATE TABLE sessions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id) ON "
            u"DELETE "
            u"CASCADE, "
            "organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, "
            "refresh_hash BLOB NOT NULL, expires_at INTEGER NOT NULL, created_at INTEGER NOT NULL, "
            "revoked_at INTEGER)"_s,
            u"CREATE INDEX sessions_user ON sessions(user_id)"_s,
            u"CREATE TABLE projects (id TEXT PRIMARY KEY, "
            "organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, slug TEXT NOT "
            "NULL, "
            "name TEXT NOT NULL, description TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, "
            "UNIQUE (organization_id, slug))"_s,
            u"CREATE TABLE environments (id TEXT PRIMARY KEY, "
            "project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, key TEXT NOT NULL, "
            "name TEXT NOT NULL, description TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, "
            "UNIQUE (project_id, key))"_s,
            u"CREATE TABLE flags (id TEXT PRIMARY KEY, "
            "environment_id TEXT NOT NULL REFERENCES environments(id) ON DELETE CASCADE, key TEXT NOT NULL, "
            "name TEXT NOT NULL, description TEXT, enabled INTEGER NOT NULL, default_value TEXT NOT NULL, "
            "salt TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, "
            "UNIQUE (environment_id, key))"_s,
            u"CREATE TABLE rules (id TEXT PRIMARY KEY, "
            "flag_id TEXT NOT NULL REFERENCES flags(id) ON DELETE CASCADE, priority INTEGER NOT NULL, "
            "rule_type TEXT NOT NULL, attribute TEXT, operator TEXT, value_json TEXT, rollout_percentage "
            "INTEGER, "
            "bucket_by TEXT NOT NULL, return_value TEXT NOT NULL, is_active INTEGER NOT NULL, "
            "created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)"_s,
            u"CREATE INDEX rules_flag ON rules(flag_id, priority)"_s,
            u"CREATE TABLE api_keys (id TEXT PRIMARY KEY, "
            "project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, "
            "environment_id TEXT NOT NULL REFERENCES environments(id) ON DELETE CASCADE, name TEXT NOT NULL, "
            "scope TEXT NOT NULL, key_prefix TEXT NOT NULL, secret_hash BLOB NOT NULL, last_used_at INTEGER, "
            "last_used_ip TEXT, expires_at INTEGER, revoked_at INTEGER, created_at INTEGER NOT NULL, "
            "updated_at INTEGER NOT NULL)"_s,
            u"CREATE INDEX api_keys_prefix ON api_keys(key_prefix)"_s,
            u"CREATE INDEX api_keys_environment ON api_keys(environment_id)"_s,
            u"CREATE TABLE audit_logs (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, "
            "organization_id TEXT NOT NULL, actor_type TEXT NOT NULL, actor_id TEXT, action TEXT NOT NULL, "
            "entity_type TEXT NOT NULL, entity_id TEXT NOT NULL, project_id TEXT, environment_id TEXT, "
            "before_json TEXT, after_json TEXT, request_id TEXT, ip_address TEXT, created_at INTEGER NOT NULL)"_s,
            u"CREATE INDEX audit_organization ON audit_logs(organization_id, sequence)"_s,
            u"CREATE INDEX audit_entity ON audit_logs(entity_id, sequence)"_s,
            u"CREATE TABLE outbox (version INTEGER PRIMARY KEY AUTOINCREMENT, organization_id TEXT NOT NULL, "
            "environment_id TEXT NOT NULL, type TEXT NOT NULL, flag_key TEXT NOT NULL, "
            "created_at INTEGER NOT NULL)"_s,
        },
        {
            // What FlagDash knows of a flag and Togul does not, and tokens that stand for people.
            u"ALTER TABLE flags ADD COLUMN flag_type TEXT NOT NULL DEFAULT ''"_s,
            u"ALTER TABLE flags ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'"_s,
            u"ALTER TABLE flags ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0"_s,
            u"ALTER TABLE outbox ADD COLUMN aspect TEXT NOT NULL DEFAULT ''"_s,
            u"CREATE TABLE access_tokens (id TEXT PRIMARY KEY, "
            "user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, "
            "organization_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, name TEXT NOT "
            "NULL, "
            "token_prefix TEXT NOT NULL, secret_hash BLOB NOT NULL, last_used_at INTEGER, expires_at "
            "INTEGER, "
            "revoked_at INTEGER, created_at INTEGER NOT NULL)"_s,
            u"CREATE INDEX access_tokens_prefix ON access_tokens(token_prefix)"_s,
        },
        {
            // Versions are counted in a row of their own: whoever counts holds it until the commit, so they
            // follow the order of the commits on every database, and never leave a hole.
            u"CREATE TABLE outbox_head (version INTEGER NOT NULL)"_s,
            u"INSERT INTO outbox_head SELECT coalesce((SELECT max(version) FROM outbox), 0)"_s,
        },
        {
            // What regions copy from, and where a copy stands; see region/replicationlog.h.
            u"CREATE TABLE replication_log (position INTEGER PRIMARY KEY, committed_at INTEGER NOT NULL, "
            u"entry TEXT NOT NULL)"_s,
            u"CREATE TABLE replication_head (identity TEXT NOT NULL, position INTEGER NOT NULL, "
            u"is_copy INTEGER NOT NULL)"_s,
            u"INSERT INTO replication_head (identity, position, is_copy) VALUES ('', 0, 0)"_s,
        },
        {
            // What else FlagDash has: variations, planned changes, configs, and files for AI assistants.
            u"ALTER TABLE flags ADD COLUMN variations TEXT NOT NULL DEFAULT '[]'"_s,
            u"CREATE TABLE schedules (id TEXT PRIMARY KEY, "
            "flag_id TEXT NOT NULL REFERENCES flags(id) ON DELETE CASCADE, action TEXT NOT NULL, "
            "scheduled_at INTEGER NOT NULL, status TEXT NOT NULL, executed_at INTEGER, actor_id TEXT NOT "
            "NULL, "
            "actor_is_key INTEGER NOT NULL, created_at INTEGER NOT NULL)"_s,
            u"CREATE INDEX schedules_flag ON schedules(flag_id)"_s,
            u"CREATE INDEX schedules_due ON schedules(status, scheduled_at)"_s,
            u"CREATE TABLE configs (id TEXT PRIMARY KEY, "
            "project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, key TEXT NOT NULL, "
            "name TEXT NOT NULL, description TEXT, config_type TEXT NOT NULL, default_value TEXT NOT NULL, "
            "tags TEXT NOT NULL, is_archived INTEGER NOT NULL, created_at INTEGER NOT NULL, "
            "updated_at INTEGER NOT NULL, UNIQUE (project_id, key))"_s,
            u"CREATE TABLE config_values (id TEXT PRIMARY KEY, "
            "config_id TEXT NOT NULL REFERENCES configs(id) ON DELETE CASCADE, "
            "environment_id TEXT NOT NULL REFERENCES environments(id) ON DELETE CASCADE, value TEXT, "
            "UNIQUE (config_id, environment_id))"_s,
            u"CREATE INDEX config_values_environment ON config_values(environment_id)"_s,
            u"CREATE TABLE ai_configs (id TEXT PRIMARY KEY, "
            "environment_id TEXT NOT NULL REFERENCES environments(id) ON DELETE CASCADE, "
            "file_name TEXT NOT NULL, file_type TEXT NOT NULL, content TEXT NOT NULL, "
            "is_active INTEGER NOT NULL, metadata TEXT, folder TEXT, created_at INTEGER NOT NULL, "
            "updated_at INTEGER NOT NULL, UNIQUE (environment_id, file_name))"_s,
        }};
    return steps;
}

} // namespace signalbox
