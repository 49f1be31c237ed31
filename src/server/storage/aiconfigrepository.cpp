// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storage/aiconfigrepository.h"

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

void toNothing(int) {}

/// Read by fileFrom().
QString selectFiles()
{
    return u"SELECT id, environment_id, file_name, file_type, content, is_active, metadata, folder, "
           "created_at, updated_at FROM ai_configs WHERE environment_id = ? "_s;
}

AiConfigRecord fileFrom(const Row &row)
{
    return {row.text(0), row.text(1),      row.text(2),      row.text(3), row.text(4),
            row.yes(5),  row.maybeText(6), row.maybeText(7), row.time(8), row.time(9)};
}

} // namespace

Outcome<QVector<AiConfigRecord>> AiConfigRepository::files(const QString &environmentId)
{
    return m_database.list(selectFiles() + u"ORDER BY file_name"_s, fileFrom, environmentId);
}

Outcome<std::optional<AiConfigRecord>> AiConfigRepository::file(const QString &environmentId,
                                                                const QString &name)
{
    return m_database.find(selectFiles() + u"AND file_name = ?"_s, fileFrom, environmentId, name);
}

Outcome<void> AiConfigRepository::insert(const AiConfigRecord &file)
{
    return m_database
        .change(u"INSERT INTO ai_configs (id, environment_id, file_name, file_type, content, is_active, "
                "metadata, folder, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                file.id, file.environmentId, file.fileName, file.fileType, file.content, file.active,
                file.metadata, file.folder, file.createdAt, file.updatedAt)
        .map(toNothing);
}

Outcome<void> AiConfigRepository::update(const AiConfigRecord &file)
{
    return m_database
        .change(u"UPDATE ai_configs SET content = ?, is_active = ?, metadata = ?, folder = ?, updated_at = ? "
                "WHERE id = ?"_s,
                file.content, file.active, file.metadata, file.folder, file.updatedAt, file.id)
        .map(toNothing);
}

Outcome<void> AiConfigRepository::removeFile(const QString &id)
{
    return m_database.change(u"DELETE FROM ai_configs WHERE id = ?"_s, id).map(toNothing);
}

} // namespace signalbox
