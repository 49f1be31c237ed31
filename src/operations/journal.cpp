// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/journal.h"

#include "core/choice.h"
#include "core/limits.h"
#include "operations/journalowner.h"
#include "operations/sqlitefile.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("signalbox::Journal", text);
}

SqliteFile::Words fileWords()
{
    return {
        .noFolder = tr("The folder %1 for the journal cannot be created."),
        .noFile = tr("%1 is not a file, so it cannot be the journal."),
        .cannotOpen = tr("The journal %1 cannot be opened."),
        .cannotWrite = tr("The journal %1 cannot be written."),
        .cannotRead = tr("The journal %1 cannot be read."),
        .foreign = tr("%1 is a database, but not a journal of Signalbox."),
        .newer = tr("The journal %1 was written by a newer version of Signalbox (format %2, this one "
                    "knows %3). Use that version, or choose another file."),
    };
}

const QVector<QStringList> &formatSteps()
{
    static const QVector<QStringList> steps{
        {u"CREATE TABLE command ("
         "seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, "
         "server TEXT NOT NULL, project TEXT NOT NULL, environment TEXT NOT NULL, "
         "environment_name TEXT NOT NULL, flag TEXT NOT NULL, wanted TEXT NOT NULL, "
         "enabled_before INTEGER, default_before TEXT, reason TEXT NOT NULL, "
         "ordered_at INTEGER NOT NULL, stage TEXT NOT NULL, settled_at INTEGER, "
         "latency_ms INTEGER, outcome TEXT NOT NULL)"_s,
         u"CREATE INDEX command_unfinished ON command (server, environment) "
         "WHERE settled_at IS NULL"_s},
        // The first format knew no rollout. A program of that version which has the file open goes on
        // writing: it names its columns. One that starts later refuses the file.
        {u"ALTER TABLE command ADD COLUMN rollout_before INTEGER"_s},
        // Nor any configs.
        {u"ALTER TABLE command ADD COLUMN kind TEXT NOT NULL DEFAULT 'flag'"_s},
    };
    return steps;
}

QJsonObject toJson(const FlagValue &value)
{
    struct Visitor
    {
        QJsonObject operator()(std::nullptr_t) const { return {{u"null"_s, true}}; }
        QJsonObject operator()(bool held) const { return {{u"bool"_s, held}}; }
        QJsonObject operator()(double held) const { return {{u"number"_s, held}}; }
        QJsonObject operator()(const QString &held) const { return {{u"text"_s, held}}; }
        QJsonObject operator()(const JsonText &held) const { return {{u"json"_s, held.text}}; }
    };
    return std::visit(Visitor(), value);
}

std::optional<FlagValue> valueFromJson(const QJsonObject &object)
{
    if (object.contains(u"null"_s))
        return FlagValue(nullptr);
    if (const QJsonValue held = object.value(u"bool"_s); held.isBool())
        return FlagValue(held.toBool());
    if (const QJsonValue held = object.value(u"number"_s); held.isDouble())
        return FlagValue(held.toDouble());
    if (const QJsonValue held = object.value(u"text"_s); held.isString())
        return FlagValue(held.toString());
    if (const QJsonValue held = object.value(u"json"_s); held.isString())
        return FlagValue(JsonText{held.toString()});
    return std::nullopt;
}

QString toText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject fromText(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

QString patchText(const FlagPatch &patch)
{
    QJsonObject object;
    if (patch.enabled)
        object.insert(u"enabled"_s, *patch.enabled);
    if (patch.defaultValue)
        object.insert(u"default"_s, toJson(*patch.defaultValue));
    if (patch.rollout)
        object.insert(u"rollout"_s, *patch.rollout);
    return toText(object);
}

FlagPatch patchFromText(const QString &text)
{
    const QJsonObject object = fromText(text);
    FlagPatch patch;
    if (const QJsonValue enabled = object.value(u"enabled"_s); enabled.isBool())
        patch.enabled = enabled.toBool();
    if (const QJsonValue held = object.value(u"default"_s); held.isObject())
        patch.defaultValue = valueFromJson(held.toObject());
    if (const int rollout = object.value(u"rollout"_s).toInt(-1); rollout >= 0 && rollout <= 100)
        patch.rollout = rollout;
    return patch;
}

CommandStage stageFromWord(const QString &text)
{
    return choiceFromWord(text, [](CommandStage stage) { return word(stage); },
                          {CommandStage::Sent, CommandStage::Accepted, CommandStage::Seen,
                           CommandStage::Confirmed, CommandStage::Refused, CommandStage::Unknown,
                           CommandStage::Disagrees, CommandStage::Overtaken, CommandStage::Unseen,
                           CommandStage::Cancelled})
        .value_or(CommandStage::Unknown);
}

qint64 toMs(WallTime time)
{
    return time.time_since_epoch().count();
}

WallTime fromMs(qint64 ms)
{
    return WallTime(std::chrono::milliseconds(ms));
}

constexpr QStringView columns =
    u"id, server, project, environment, environment_name, flag, wanted, enabled_before, "
    "default_before, reason, ordered_at, stage, settled_at, latency_ms, outcome, owner, rollout_before, kind";

JournalEntry entryFrom(const QSqlQuery &query)
{
    JournalEntry entry;
    entry.id = CommandId(query.value(0).toString());
    entry.server = QUrl(query.value(1).toString());
    entry.project = ProjectId(query.value(2).toString());
    entry.environment = EnvironmentId(query.value(3).toString());
    entry.environmentName = query.value(4).toString();
    entry.flag = FlagKey(query.value(5).toString(),
                         flagKindFromWord(query.value(17).toString()).value_or(FlagKind::Flag));
    entry.wanted = patchFromText(query.value(6).toString());
    if (!query.isNull(7))
        entry.enabledBefore = query.value(7).toBool();
    if (!query.isNull(8))
        entry.defaultBefore = valueFromJson(fromText(query.value(8).toString()));
    entry.reason = query.value(9).toString();
    entry.orderedAt = fromMs(query.value(10).toLongLong());
    entry.stage = stageFromWord(query.value(11).toString());
    if (!query.isNull(12))
        entry.settledAt = fromMs(query.value(12).toLongLong());
    if (!query.isNull(13))
        entry.latency = std::chrono::milliseconds(query.value(13).toLongLong());
    entry.outcome = query.value(14).toString();
    if (!query.isNull(16))
        entry.rolloutBefore = query.value(16).toInt();
    return entry;
}

/// Never with user info, query or fragment: a credential could hide there. With and without a last slash is
/// the same server.
QString serverText(QUrl url)
{
    if (url.path() == u"/")
        url.setPath({});
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment
                        | QUrl::StripTrailingSlash);
}

} // namespace

class Journal::Private
{
public:
    explicit Private(const QString &path) : m_file(path, fileWords()) {}

    Result<void> open()
    {
        if (const auto ready = m_file.open(formatSteps()); !ready)
            return ready;
        m_owner = std::make_unique<JournalOwner>(m_file.path());
        return {};
    }

    Result<void> writeIntent(const JournalEntry &entry)
    {
        if (const auto set = setSynchronous(Synchronous::Full); !set)
            return set;
        QSqlQuery query = m_file.query();
        if (!query.prepare(
                u"INSERT INTO command (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s
                    .arg(columns)))
            return m_file.writeFailure(query);
        query.addBindValue(notNull(entry.id.text()));
        query.addBindValue(notNull(serverText(entry.server)));
        query.addBindValue(notNull(entry.project.text()));
        query.addBindValue(notNull(entry.environment.text()));
        query.addBindValue(notNull(entry.environmentName));
        query.addBindValue(notNull(entry.flag.text()));
        query.addBindValue(patchText(entry.wanted));
        query.addBindValue(entry.enabledBefore ? QVariant(*entry.enabledBefore ? 1 : 0) : QVariant());
        query.addBindValue(entry.defaultBefore ? QVariant(toText(toJson(*entry.defaultBefore))) : QVariant());
        query.addBindValue(notNull(entry.reason));
        query.addBindValue(toMs(entry.orderedAt));
        query.addBindValue(word(entry.stage));
        query.addBindValue(entry.settledAt ? QVariant(toMs(*entry.settledAt)) : QVariant());
        query.addBindValue(entry.latency ? QVariant(qint64(entry.latency->count())) : QVariant());
        query.addBindValue(notNull(entry.outcome));
        query.addBindValue(m_owner->id());
        query.addBindValue(entry.rolloutBefore ? QVariant(*entry.rolloutBefore) : QVariant());
        query.addBindValue(word(entry.flag.kind()));
        if (!query.exec())
            return m_file.writeFailure(query);
        return {};
    }

    Result<void> writeStage(const CommandId &id, CommandStage stage, WallTime when,
                            std::optional<std::chrono::milliseconds> latency, const QString &outcome)
    {
        if (const auto set = setSynchronous(Synchronous::Normal); !set)
            return set;
        QSqlQuery query = m_file.query();
        if (!query.prepare(u"UPDATE command SET stage = ?, settled_at = ?, "
                           "latency_ms = coalesce(?, latency_ms), outcome = ? WHERE id = ?"_s))
            return m_file.writeFailure(query);
        query.addBindValue(word(stage));
        query.addBindValue(isSettled(stage) ? QVariant(toMs(when)) : QVariant());
        query.addBindValue(latency ? QVariant(qint64(latency->count())) : QVariant());
        query.addBindValue(notNull(outcome));
        query.addBindValue(id.text());
        if (!query.exec())
            return m_file.writeFailure(query);
        if (query.numRowsAffected() != 1)
            return tl::unexpected(Error{ErrorKind::Storage,
                                        tr("The journal %1 holds no command %2.")
                                            .arg(m_file.path(), id.text())
                                            .left(limits::errorDetailLength),
                                        {},
                                        {}});
        return {};
    }

    Result<QVector<JournalEntry>> unfinished(const QUrl &server, const EnvironmentId &environment)
    {
        QSqlQuery query = m_file.query();
        query.setForwardOnly(true);
        if (!query.prepare(u"SELECT %1 FROM command WHERE server = ? AND environment = ? "
                           "AND settled_at IS NULL ORDER BY seq"_s.arg(columns)))
            return m_file.readFailure(query);
        query.addBindValue(notNull(serverText(server)));
        query.addBindValue(notNull(environment.text()));
        if (!query.exec())
            return m_file.readFailure(query);
        QVector<JournalEntry> entries;
        while (query.next()) {
            const QString owner = query.value(15).toString();
            if (owner == m_owner->id() || !m_owner->isRunning(owner))
                entries.append(entryFrom(query));
        }
        return entries;
    }

    Result<QVector<JournalEntry>> recent(int count)
    {
        QSqlQuery query = m_file.query();
        query.setForwardOnly(true);
        if (!query.prepare(u"SELECT %1 FROM command ORDER BY seq DESC LIMIT ?"_s.arg(columns)))
            return m_file.readFailure(query);
        query.addBindValue(std::max(count, 0));
        if (!query.exec())
            return m_file.readFailure(query);
        QVector<JournalEntry> entries;
        while (query.next())
            entries.append(entryFrom(query));
        return entries;
    }

    Result<QStringList> recentReasons(int count)
    {
        QSqlQuery query = m_file.query();
        query.setForwardOnly(true);
        if (!query.prepare(u"SELECT reason FROM command WHERE reason <> '' GROUP BY reason "
                           "ORDER BY max(seq) DESC LIMIT ?"_s))
            return m_file.readFailure(query);
        query.addBindValue(std::max(count, 0));
        if (!query.exec())
            return m_file.readFailure(query);
        QStringList reasons;
        while (query.next())
            reasons.append(query.value(0).toString());
        return reasons;
    }

private:
    enum class Synchronous { Normal, Full };

    // An empty string of ours is a null QString half of the time, and SQL tells the two apart.
    static QString notNull(const QString &text) { return text.isNull() ? u""_s : text; }

    Result<void> setSynchronous(Synchronous wanted)
    {
        if (m_synchronous == wanted)
            return {};
        const QString pragma =
            wanted == Synchronous::Full ? u"PRAGMA synchronous=FULL"_s : u"PRAGMA synchronous=NORMAL"_s;
        const auto done = m_file.execute(pragma);
        if (done)
            m_synchronous = wanted;
        return done;
    }

    SqliteFile m_file;
    std::unique_ptr<JournalOwner> m_owner;
    Synchronous m_synchronous = Synchronous::Full;
};

Journal::Journal(std::unique_ptr<Private> d) : m_d(std::move(d)) {}

Journal::~Journal() = default;

Result<std::unique_ptr<Journal>> Journal::open(const QString &path)
{
    auto d = std::make_unique<Private>(path);
    if (const auto opened = d->open(); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<Journal>(new Journal(std::move(d)));
}

QString journalPath()
{
    // Not AppDataLocation: it depends on the program's name, and the window and the command line share one.
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return u"%1/signalbox/journal.sqlite"_s.arg(folder);
}

Result<void> Journal::writeIntent(const JournalEntry &entry)
{
    return m_d->writeIntent(entry);
}

Result<void> Journal::writeStage(const CommandId &id, CommandStage stage, WallTime when,
                                 std::optional<std::chrono::milliseconds> latency, const QString &outcome)
{
    return m_d->writeStage(id, stage, when, latency, outcome);
}

Result<QVector<JournalEntry>> Journal::unfinished(const QUrl &server, const EnvironmentId &environment)
{
    return m_d->unfinished(server, environment);
}

Result<QVector<JournalEntry>> Journal::recent(int count)
{
    return m_d->recent(count);
}

Result<QStringList> Journal::recentReasons(int count)
{
    return m_d->recentReasons(count);
}

} // namespace signalbox
